import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** What was measured last, claim by claim, so that one claim can be measured again without the others. */
const resultsFile = join(import.meta.dirname, '..', '.build', 'bench', 'latest.json')

/** A figure that could not be measured is NaN, which JSON writes as null. */
const number = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN)

const figureSchema = z.object({
  name: z.string(),
  value: number,
  unit: z.string(),
  bar: z
    .object({ atMost: z.number().exactOptional(), atLeast: z.number().exactOptional() })
    .readonly()
    .exactOptional(),
  interval: z.tuple([number, number]).readonly().exactOptional(),
})

const resultSchema = z.object({
  claim: z.string(),
  describe: z.string(),
  meaning: z.string(),
  pace: z.enum(['full', 'quick']),
  startedAt: z.string(),
  tookSeconds: z.number(),
  /** Of the machine, when the claim began. */
  loadAverage: z.number(),
  machine: z.object({
    cores: z.number(),
    processor: z.string(),
    memoryGb: z.number(),
    system: z.string(),
    node: z.string(),
  }),
  figures: z.array(figureSchema).readonly(),
})
export type Result = z.infer<typeof resultSchema>

const fileSchema = z.object({ results: z.array(resultSchema) })

/** Nothing when the file is missing or of another form: then the claims are simply measured again. */
export const readResults = (): readonly Result[] => {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(resultsFile, 'utf8'))).results
  } catch {
    return []
  }
}

export const writeResults = (results: readonly Result[]): void => {
  mkdirSync(dirname(resultsFile), { recursive: true })
  writeFileSync(resultsFile, `${JSON.stringify({ results }, undefined, 2)}\n`)
}

/** The newer of each claim, in the order of `names`. */
export const mergeResults = (
  names: readonly string[],
  before: readonly Result[],
  now: readonly Result[],
): readonly Result[] =>
  names.flatMap((name) => {
    const of = (results: readonly Result[]) => results.find(({ claim }) => claim === name)
    return of(now) ?? of(before) ?? []
  })
