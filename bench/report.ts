import type { Figure } from './claim.ts'
import { ascending, meetsBar, percentile } from './measure.ts'
import type { Result } from './results.ts'

/** Results for people: a table for the terminal, and the page `docs/performance.md`. */

/** Three digits that matter, never fewer than the whole number has. */
export const inDigits = (value: number): string => {
  if (!Number.isFinite(value)) return 'not measured'
  const size = Math.abs(value)
  const digits = Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}

const barInWords = ({ bar }: Figure): string =>
  [
    bar?.atMost !== undefined && `≤ ${inDigits(bar.atMost)}`,
    bar?.atLeast !== undefined && `≥ ${inDigits(bar.atLeast)}`,
  ]
    .filter(Boolean)
    .join(', ')

const mark = (figure: Figure): string => (figure.bar === undefined ? '' : meetsBar(figure) ? '✓' : '✗')

const valueInWords = ({ value, interval }: Figure): string =>
  interval === undefined
    ? inDigits(value)
    : `${inDigits(value)} (${inDigits(interval[0])} to ${inDigits(interval[1])})`

const columns = ['claim', 'figure', 'value', 'unit', 'bar', ''] as const

export const asTable = (results: readonly Result[]): string => {
  const rows = results.flatMap(({ claim, figures }) =>
    figures.map((figure, index) => [
      index === 0 ? claim : '',
      figure.name,
      valueInWords(figure),
      figure.unit,
      barInWords(figure),
      mark(figure),
    ]),
  )
  const widths = columns.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return columns[column] === 'value' || columns[column] === 'bar'
          ? cell.padStart(width)
          : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  const courses = results.flatMap(({ figures }) => figures.flatMap(courseInWords))
  return [
    line(columns),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...rows.map(line),
    ...courses,
  ].join('\n')
}

/**
 * The whole page: what was measured now, and the sections of the page before for the other claims, so that one claim
 * can be measured again on any checkout. No number in it is typed by hand.
 */
export const asPage = (names: readonly string[], results: readonly Result[], before: string): string => {
  const kept = new Map(
    before.split(/^(?=## )/m).map((section) => [section.split('\n', 1)[0], section.trimEnd()]),
  )
  const sections = names.flatMap((name) => {
    const result = results.find(({ claim }) => claim === name)
    return result === undefined ? (kept.get(`## ${name}`) ?? []) : claimSection(result).join('\n\n')
  })
  const count = (sign: string) => sections.join('\n').split(`| ${sign} |`).length - 1
  return `${[
    '# Performance',
    'Made by `npm run bench -- --write`; every number on this page was measured by a file in [`bench/`](../bench).',
    `**${count('✓')} of ${count('✓') + count('✗')} bars met.**`,
    '## How to run it',
    [
      '- `npm run bench` measures every claim and prints a table; it ends with 1 when a bar is missed.',
      '- `npm run bench -- now-playing ingest` measures some; `-- --list` names them.',
      '- `npm run bench -- --json` prints JSON; `-- --write` also writes what was measured into this page.',
      '- `npm run bench -- --quick` is a short look, to see that everything can be measured; its figures are not to be quoted.',
      '- `npm run bench -- ingest --profile FOLDER` leaves CPU profiles of the server.',
    ].join('\n'),
    'Set `SEGUE_MIRROR` to a folder that holds the open catalogue to measure with real tracks. Run it on a quiet machine: the load average beside each claim says how quiet it was.',
    '## How to read it',
    [
      '- Each claim runs in a process of its own. Servers run in another, over HTTP on loopback, and share the cores with the client.',
      '- p50, p95 and p99 are nearest-rank percentiles. The range after a p99 is its 95% interval if samples were independent; slow moments come in clusters, so the true doubt is wider.',
      '- MB is a million bytes of resident memory.',
      '- ✓ and ✗ say whether the bar in the column before is met. Figures without a bar are there to understand the others.',
    ].join('\n'),
    ...sections,
  ].join('\n\n')}\n`
}

/** Below `docs/images`. */
export const pictureFile = (claim: string, { name }: Figure): string =>
  `${claim}-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.svg`

const claimSection = (result: Result): readonly string[] => {
  const { claim, describe, meaning, figures, machine, startedAt, revision, tookSeconds, loadAverage, pace } =
    result
  const { cores, processor, memoryGb, system, node } = machine
  return [
    `## ${claim}`,
    `${describe[0]?.toUpperCase()}${describe.slice(1)}.`,
    meaning,
    markdownTable(figures),
    ...figures.flatMap((figure) =>
      figure.pictureMinutes === undefined
        ? courseInWords(figure).map((words) => `    ${words}`)
        : `![${figure.name} over the run](images/${pictureFile(claim, figure)})`,
    ),
    `${pace === 'quick' ? 'A quick look, not a measurement. ' : ''}Measured ${revision === undefined ? '' : `at ${revision}, `}${startedAt.slice(0, 16).replace('T', ' ')} UTC in ${inDigits(Math.round(tookSeconds))} s on ${cores} cores (${processor}), ${memoryGb} GB, ${system}, Node ${node}, load average ${loadAverage.toFixed(2)} before it.`,
  ]
}

const steps = '▁▂▃▄▅▆▇█'
const courseWidth = 60

/** A figure over the run, from its start to its end, as a line of blocks; nothing for a figure without a course. */
const courseInWords = ({ name, unit, course = [] }: Figure): readonly string[] => {
  if (course.length < 2) return []
  const width = Math.min(courseWidth, course.length)
  const values = Array.from({ length: width }, (_, place) => {
    const [from, to] = [place, place + 1].map((edge) => Math.floor((edge * course.length) / width))
    return percentile(ascending(course.slice(from, to)), 0.5)
  })
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const blocks = values.map(
    (value) => steps[high === low ? 0 : Math.round(((value - low) / (high - low)) * (steps.length - 1))],
  )
  return [
    `${blocks.join('')} ${name.split(':')[0]} over the run: ${inDigits(low)} to ${inDigits(high)} ${unit}`,
  ]
}

const markdownTable = (figures: readonly Figure[]): string =>
  [
    '| figure | value | unit | bar | |',
    '| --- | ---: | --- | ---: | --- |',
    ...figures.map(
      (figure) =>
        `| ${figure.name} | ${valueInWords(figure)} | ${figure.unit} | ${barInWords(figure)} | ${mark(figure)} |`,
    ),
  ].join('\n')
