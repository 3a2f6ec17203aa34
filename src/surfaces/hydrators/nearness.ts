import { trackKey } from '#domain'
import { type Hydrator, numbers } from '#pipeline'
import { anchorVector, centroid } from '../anchor.ts'
import type { Found } from '../candidate.ts'
import type { Query } from '../query.ts'

/**
 * How near a track is to what plays: `after` is the share of listening that goes on to it from the current or
 * recent tracks (0 to 1), `sound` the cosine to the anchor vector, `skippedSound` the cosine to what was
 * skipped just now (0 when nothing was).
 */
export type Nearness = Readonly<Record<'after' | 'sound' | 'skippedSound', number>>

export const nearness: Hydrator<Query, Found, Nearness> = {
  name: 'nearness',
  timeoutMs: 20,
  absent: { after: 0, sound: 0, skippedSound: 0 },
  codec: numbers({ after: 'half', sound: 'half', skippedSound: 'half' }),
  hydrate(query, candidates) {
    const { models } = query.reads
    const anchor = anchorVector(query)
    const skipped = centroid(query.skippedKeys.slice(0, 5), models)
    const followers = new Map<number, number>()
    for (const [place, from] of anchorKeys(query).entries()) {
      for (const { key, score } of models.after(trackKey(from), 50)) {
        followers.set(key, Math.max(followers.get(key) ?? 0, score / (1 + place)))
      }
    }
    return candidates.map(({ key }) => ({
      after: followers.get(key) ?? 0,
      sound: anchor ? models.cosine(trackKey(key), anchor) : 0,
      skippedSound: skipped ? models.cosine(trackKey(key), skipped) : 0,
    }))
  },
}

/** The current track first, then the last two heard. */
const anchorKeys = ({ currentKey, recentKeys }: Query) =>
  currentKey === undefined ? recentKeys.slice(0, 3) : [currentKey, ...recentKeys.slice(0, 2)]
