import { z } from 'zod'
import type { History, Interactions } from '../data-sets/interactions.ts'
import { splitInteractions } from '../data-sets/split-interactions.ts'
import { createDecayedPopularity } from '../decayed-popularity/decayed-popularity.ts'
import type { ItemScorer, Learner } from '../learner.ts'
import { packArtifact, unpackArtifact } from '../packed-artifact.ts'
import { families } from './families.ts'
import { fitWeights } from './fit-weights.ts'
import { type Found, named, searchFamily } from './search-family.ts'
import { createStandardize } from './standardize.ts'

/**
 * Several learners in one: Σ weight · standardized score. A fifth of the table is held out; by it the parameters of each learner are
 * searched and the weights of all fitted, and then those with a weight learn from the whole table. No learner wins
 * everywhere (Anelli et al. 2022), and linear models, neighbours and factors err in different places. To an empty history it
 * answers what is popular.
 */
export interface BlendConfig {
  /** Of the search, in seconds of a usual processor as the learners count them. */
  readonly searchSeconds?: number
}

const kind = 'blend'
const validationShare = 0.2

const factsSchema = z.strictObject({
  parts: z.array(
    z.strictObject({
      name: z.string(),
      weight: z.number(),
      config: z.record(z.string(), z.number()),
      tries: z.int(),
      alone: z.number(),
    }),
  ),
  validated: z.number(),
})

type Facts = z.infer<typeof factsSchema>

const popularity = createDecayedPopularity()

export const createBlend = ({ searchSeconds = 24 }: BlendConfig = {}): Learner<Interactions, ItemScorer> => ({
  name: kind,
  code: 'blend@1',
  config: { searchSeconds },
  *learn(data, seed) {
    const { train, holdout } = splitInteractions(data, validationShare, `${seed}/validation`)
    const possible = families.filter((family) => Number.isFinite(family.seconds(data)))
    const found: Found[] = []
    for (const family of possible)
      found.push(yield* searchFamily(family, { train, holdout, seed }, searchSeconds))
    const { weights, value } = yield* fitWeights(
      found.map(({ scorer }) => scorer),
      train,
      holdout,
    )
    const parts: Facts['parts'] = []
    const columns: Record<string, Uint32Array> = {}
    for (const [at, { family, config, tries, value: alone }] of found.entries()) {
      const weight = weights[at] ?? 0
      parts.push({ name: family.name, weight, config, tries, alone })
      if (weight === 0) continue
      const bytes = yield* named(`Learning ${family.name}`, family.create(config).learn(data, seed))
      columns[family.name] = wordsIn(bytes)
    }
    columns[popularity.name] = wordsIn(yield* popularity.learn(data, seed))
    return packArtifact(kind, { parts, validated: value } satisfies Facts, columns)
  },
  load: loadBlend,
})

/** The bytes of an artifact are a multiple of four. */
const wordsIn = (bytes: Uint8Array): Uint32Array =>
  new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)

const bytesIn = (words: Uint32Array): Uint8Array =>
  new Uint8Array(words.buffer, words.byteOffset, words.byteLength)

const loadBlend = (bytes: Uint8Array): ItemScorer => {
  const artifact = unpackArtifact(kind, bytes, factsSchema)
  const popular = popularity.load(bytesIn(artifact.u32(popularity.name)))
  const parts = families.flatMap((family) => {
    const weight = artifact.facts.parts.find(({ name }) => name === family.name)?.weight ?? 0
    if (weight === 0) return []
    return [{ weight, scorer: family.create({}).load(bytesIn(artifact.u32(family.name))) }]
  })
  const standardize = createStandardize(popular.items)
  const own = new Float32Array(popular.items)
  const scored = (history: History, scores: Float32Array): void => {
    scores.fill(0)
    for (const { weight, scorer } of parts) {
      scorer.score(history, own)
      standardize(history, own)
      for (let item = 0; item < own.length; item++)
        scores[item] = (scores[item] ?? 0) + weight * (own[item] ?? 0)
    }
  }
  return {
    items: popular.items,
    facts: artifact.facts,
    score: (history, scores) =>
      history.items.length === 0 || parts.length === 0
        ? popular.score(history, scores)
        : scored(history, scores),
  }
}
