import { trackKey } from '#domain'
import { type Hydrator, numbers } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { Query } from '../query.ts'

/**
 * What all listeners do: `popularity` in [0, 1] on a log scale of decayed plays, 1 for the most played;
 * `skipRate` in [0, 1], pulled to one third where little was heard.
 */
export type Crowd = Readonly<Record<'popularity' | 'skipRate', number>>

export const crowd: Hydrator<Query, Found, Crowd> = {
  name: 'crowd',
  timeoutMs: 10,
  absent: { popularity: 0, skipRate: 1 / 3 },
  codec: numbers({ popularity: 'half', skipRate: 'half' }),
  hydrate({ reads: { catalog, models, crowd }, asOf }, candidates) {
    return candidates.map(({ key }) => {
      const track = catalog.byKey(trackKey(key))
      return track && { popularity: models.popularityOf(track.key), skipRate: crowd.skipRate(track.id, asOf) }
    })
  },
}
