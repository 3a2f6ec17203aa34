import { trackKey } from '#domain'
import type { ColumnKinds, Hydrator } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { CommonQuery, Live } from '../query.ts'
import { leftOutOr } from '../recipes/left-out.ts'
import { byTrack } from './by-track.ts'

/**
 * What all listeners do: `popularity` in [0, 1] on a log scale of decayed plays, 1 for the most played;
 * `skipRate` in [0, 1], pulled to one third where little was heard.
 */
export type Crowd = Readonly<Record<'popularity' | 'skipRate', number>>

const adds: ColumnKinds<Crowd> = { popularity: 'unit', skipRate: 'unit' }

export const crowd = leftOutOr(
  (timeoutMs): Hydrator<Pick<CommonQuery, 'asOf'> & Live, Found, Crowd> & { readonly absent: Crowd } => ({
    name: 'crowd',
    timeoutMs,
    absent: { popularity: 0, skipRate: 1 / 3 },
    adds,
    hydrate(query, batch) {
      const { models, crowd: everyone } = query.reads
      return byTrack(query, batch, adds, ({ popularity, skipRate }) => (place, key) => {
        popularity[place] = models.popularityOf(trackKey(key))
        skipRate[place] = everyone.skipRate(key, query.asOf)
      })
    },
  }),
)
