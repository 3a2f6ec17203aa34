import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** The former words of docs/vocabulary.md, as they would stand in code. */
const asCode: Readonly<Record<string, RegExp>> = {
  nearness: /\bnearness\b/i,
  crowd: /'crowd'|\.crowd\b|CrowdReads/,
  spaced: /'spaced'|\bspaced(On|Page)\b/,
  limits: /'limits'/,
  'kept query': /kept-?query/i,
  'sources folder': /\/sources\//,
  'model shelf': /model-?shelf/i,
  'listener shelf': /listener-?shelf/i,
}

const repository = join(import.meta.dirname, '..')
const read = (...path: string[]): string => readFileSync(join(repository, ...path), 'utf8')

/** The cells of each table of the page, without its header. */
const tables = read('docs', 'vocabulary.md')
  .split(/\n\n/)
  .filter((part) => part.startsWith('|'))
  .map((table) => table.trim().split('\n').slice(2).map(cellsOf))

function cellsOf(row: string): readonly string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
}

const formerly = tables.at(-1) ?? []
const present = tables.slice(0, -1).flatMap((rows) => rows.flatMap(([words = '']) => words.split(', ')))

/** Recipes that were ever served stay as they were, and tests ask for what was refused. */
const isCode = (file: string) => file.endsWith('.ts') && !/(test|sample|contract|-\d+)\.ts$/.test(file)
const files = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' })
  .filter(isCode)
  .map((file) => ({ file, text: `/${file}\n${read('src', file)}` }))

it('the page has its tables, and each of their rows every cell', () => {
  expect(tables).toHaveLength(4)
  expect(present.length).toBeGreaterThan(50)
  expect(files.length).toBeGreaterThan(200)
  for (const rows of tables) {
    expect(new Set(rows.map((cells) => cells.length)).size).toBe(1)
    expect(rows.flat()).not.toContain('')
  }
})

it('every word of the page stands in the code', () => {
  const unused = present.filter((word) => {
    // What tells it from its namesake is said by its folder: a release of models is `Release` in `models`.
    const [name = ''] = word.split(' of ')
    const written = new RegExp(`\\b${name.replaceAll(' ', '[- ]?')}`, 'i')
    return !files.some(({ text }) => written.test(text))
  })
  expect(unused).toEqual([])
})

it('no former word is used for what has another name now, but where the page says', () => {
  expect(formerly.map(([word]) => word)).toEqual(Object.keys(asCode))
  expect(formerly.map(([, now = '']) => now).filter((now) => !present.includes(now))).toEqual([])
  for (const [word = '', , where = ''] of formerly) {
    const used = files.filter(({ text }) => asCode[word]?.test(text)).map(({ file }) => file)
    const readers = [...where.matchAll(/`(\S+\.ts)`/g)].map(([, reader = '']) => join('surfaces', reader))
    expect(used.sort(), word).toEqual(readers.sort())
  }
})
