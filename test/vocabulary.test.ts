import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** The former words as they would stand in code, and the files that read the documents and tapes which have them. */
const formerly = [
  [/\bnearness\b/i, ['hydrators/similarity.ts', 'recipes/ranking.ts']],
  [/'crowd'|\.crowd\b|CrowdReads/, ['hydrators/aggregates.ts', 'recipes/ranking.ts']],
  [/'spaced'|\bspaced(On|Page)\b/, ['selectors/drawn-rests.ts']],
  [/'limits'/, ['hydrators/eligibility.ts']],
  [/kept-?query/i, []],
  [/(Model|Listener)-?Shelf/i, []],
] as const

const root = join(import.meta.dirname, '..', 'src')
/** Recipes that were ever served stay as they were, and tests ask for what was refused. */
const isCode = (file: string) => file.endsWith('.ts') && !/(test|sample|contract|-\d+)\.ts$/.test(file)

it('no former word is used for what has another name now', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(isCode)
  expect(files.length).toBeGreaterThan(200)
  const used = files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return formerly
      .filter(([word, readers]) => word.test(text) && !readers.some((reader) => file.endsWith(reader)))
      .map(([word]) => `${file}: ${word.source}`)
  })
  expect(used).toEqual([])
})
