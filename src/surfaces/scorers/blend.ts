import { createRandom } from '#domain'
import type { Scorer } from '#pipeline'
import { type Found, viaOf } from '../candidate.ts'
import type { Crowd } from '../hydrators/crowd.ts'
import type { History } from '../hydrators/history.ts'
import type { Nearness } from '../hydrators/nearness.ts'
import type { Taste } from '../hydrators/taste.ts'
import type { KeptQuery } from '../query.ts'

/**
 * The built-in ranking: a weighted sum of what was read. No weight is learnt yet; each is a statement about
 * listening that can be argued with, and `bench/` measures the whole against its parts.
 * A skip just now outweighs nearness: the listener has said no to that direction a minute ago.
 */
export interface Weights {
  readonly after: number
  readonly sound: number
  readonly artistTaste: number
  readonly tagTaste: number
  readonly popularity: number
  /** For a track played before; fades in as the last hearing grows older. */
  readonly again: number
  readonly skippedSound: number
  /** For coming from the seed of a session. */
  readonly seed: number
  /** Width of the seeded noise that lets equals change places between requests. */
  readonly noise: number
}

export type Scored = Found & History & Taste & Crowd & Nearness

export const blend = (name: string, weights: Weights): Scorer<KeptQuery, Scored> => ({
  name,
  timeoutMs: 20,
  score(query, candidates) {
    const random = createRandom(`${query.seed}/${name}`)
    const seedBit = viaOf('seed')
    return candidates.map((candidate) => {
      const { plays, skips, daysSinceHeard, rating } = candidate
      const liking = Math.log1p(plays) - 1.5 * skips + 1.5 * rating
      const rested = daysSinceHeard < 0 ? 0 : 1 - Math.exp(-daysSinceHeard / 3)
      return (
        weights.after * candidate.after +
        weights.sound * candidate.sound +
        weights.artistTaste * candidate.artistTaste +
        weights.tagTaste * candidate.tagTaste +
        weights.popularity * candidate.popularity +
        weights.again * liking * (liking > 0 ? rested : 1) -
        0.5 * (candidate.skipRate - 1 / 3) -
        weights.skippedSound * Math.max(0, candidate.skippedSound) +
        ((candidate.via & seedBit) === 0 ? 0 : weights.seed) +
        weights.noise * random.next()
      )
    })
  },
})
