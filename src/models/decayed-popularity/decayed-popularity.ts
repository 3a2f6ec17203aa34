import { z } from 'zod'
import { dayMs } from '#domain'
import type { Interactions } from '../data-sets/interactions.ts'
import type { ItemScorer, Learner } from '../learner.ts'
import { packArtifact, unpackArtifact } from '../packed-artifact.ts'

/**
 * How many heard an item, the longer ago the less: Σ 2^(−(now − t) / halfLife) over its listeners, where now is the newest time
 * of the table. Where there are no times every listener counts 1. The same list for everybody: the floor of every
 * comparison, and what there is to say to an empty history.
 */
export interface DecayedPopularityConfig {
  readonly halfLifeDays?: number
}

const kind = 'decayed-popularity'

export const createDecayedPopularity = ({
  halfLifeDays = 90,
}: DecayedPopularityConfig = {}): Learner<Interactions, ItemScorer> => ({
  name: kind,
  code: 'decayed-popularity@1',
  config: { halfLifeDays },
  *learn({ items, of, times = new Float64Array(0) }) {
    yield { doing: 'Popularity', done: 0, total: of.length, unit: 'row' }
    let now = Number.NEGATIVE_INFINITY
    for (const time of times) if (time > now) now = time
    const scores = new Float32Array(items)
    of.forEach((item, place) => {
      const age = now - (times[place] ?? Number.NaN)
      scores[item] = (scores[item] ?? 0) + (Number.isFinite(age) ? 2 ** (-age / (halfLifeDays * dayMs)) : 1)
    })
    return packArtifact(kind, {}, { scores })
  },
  load(bytes) {
    const popularity = unpackArtifact(kind, bytes, z.strictObject({})).f32('scores')
    return { items: popularity.length, facts: {}, score: (_, scores) => void scores.set(popularity) }
  },
})
