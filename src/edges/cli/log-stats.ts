import { toIso } from '#domain'
import type { LogStatistics } from '#log'
import { expectDataFolder } from './data-folder.ts'
import type { Outside } from './platform.ts'
import { count } from './progress.ts'

/** `segue log stats`: what the log holds, and what a decision costs by surface. */
export const runLogStats = (
  { data, json }: { readonly data: string; readonly json?: boolean | undefined },
  outside: Outside,
): void => {
  expectDataFolder(data)
  const statistics = outside.readLogStatistics(data)
  const lines = json ? [JSON.stringify(statistics)] : linesOf(statistics)
  for (const line of lines) outside.out(line)
}

const linesOf = ({
  events,
  decisions,
  shared,
  oldestRecord,
  files,
  freeBytes,
  end,
}: LogStatistics): readonly string[] => [
  `Events, kept for good: ${count(end)}`,
  ...events.map((one) =>
    row(
      one.type,
      count(one.count),
      `${count(one.bytes)} bytes`,
      `${count(Math.round(one.bytes / one.count))} bytes per event`,
    ),
  ),
  'Decision records, let go by age and by size, by surface',
  ...decisions.map(({ surface, records, bytes, bytesPerAnswer }) =>
    row(surface, count(records), `${count(bytes)} bytes`, `${count(bytesPerAnswer)} bytes per answer`),
  ),
  row('shared by all', count(shared.count), `${count(shared.bytes)} bytes`),
  `Oldest record: ${oldestRecord === undefined ? 'none' : toIso(oldestRecord)}`,
  'On disk',
  ...files.map(({ name, bytes }) => row(name, `${count(bytes)} bytes`)),
  row('free in log.db', `${count(freeBytes)} bytes`),
]

const row = (name: string, ...values: readonly string[]): string =>
  `  ${name.padEnd(20)}${values.map((value) => value.padStart(14)).join('  ')}`
