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
export type Aggregates = Readonly<Record<'popularity' | 'skipRate', number>>

const adds: ColumnKinds<Aggregates> = { popularity: 'unit', skipRate: 'unit' }

/** `name` is the word that its recipe has for it. */
export const aggregates = (name: 'aggregates' | 'crowd') =>
  leftOutOr(
    (
      timeoutMs,
    ): Hydrator<Pick<CommonQuery, 'asOf'> & Live, Found, Aggregates> & { readonly absent: Aggregates } => ({
      name,
      timeoutMs,
      absent: { popularity: 0, skipRate: 1 / 3 },
      adds,
      hydrate(query, batch) {
        const { models, aggregates: everyone } = query.reads
        return byTrack(query, batch, adds, ({ popularity, skipRate }, there) => {
          for (let at = 0; at < there.count; at++) {
            const place = there.places[at] ?? 0
            const key = there.keys[at] ?? 0
            popularity[place] = models.popularityOf(trackKey(key))
            skipRate[place] = everyone.skipRate(key, query.asOf)
          }
        })
      },
    }),
  )
