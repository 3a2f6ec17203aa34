import { trackKey } from '#domain'
import { type Hydrator, numbers } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { Query } from '../query.ts'

/**
 * What this listener did with the track: decayed plays and skips, days since it was heard (−1 for never), and
 * the rating (1 liked, −1 disliked). No history is a valid history: a listener without one gets zeros.
 */
export type History = Readonly<Record<'plays' | 'skips' | 'daysSinceHeard' | 'rating', number>>

const never: History = { plays: 0, skips: 0, daysSinceHeard: -1, rating: 0 }

export const history: Hydrator<Query, Found, History> = {
  name: 'history',
  timeoutMs: 10,
  absent: never,
  codec: numbers({ plays: 'half', skips: 'half', daysSinceHeard: 'half', rating: 'half' }),
  hydrate({ reads: { catalog, listener }, asOf }, candidates) {
    if (listener === undefined) return candidates.map(() => never)
    return candidates.map(({ key }) => {
      const track = catalog.byKey(trackKey(key))
      return track === undefined ? undefined : listener.history(track.id, asOf)
    })
  },
}
