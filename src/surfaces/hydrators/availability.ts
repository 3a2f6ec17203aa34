import { trackKey, whyUnavailable } from '#domain'
import type { ColumnKinds, Hydrator } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { CommonQuery, Live } from '../query.ts'
import { byTrack } from './by-track.ts'

/** Whether a track may be served where and when it is asked for; as `Unavailable` of the domain. */
export type Unavailability = Readonly<Record<'unavailable', number>>

const adds: ColumnKinds<Unavailability> = { unavailable: 'byte' }

/** Has no `absent` on purpose: what can't be checked is dropped. */
export const availability: Hydrator<CommonQuery & Live, Found, Unavailability> = {
  name: 'availability',
  timeoutMs: 10,
  adds,
  hydrate(query, batch) {
    const { asOf, market } = query
    const { catalog } = query.reads
    return byTrack(query, batch, adds, ({ unavailable }, there) => {
      for (let at = 0; at < there.count; at++) {
        const track = catalog.byKey(trackKey(there.keys[at] ?? 0))
        if (track?.availability)
          unavailable[there.places[at] ?? 0] = whyUnavailable(track.availability, market, asOf)
      }
    })
  },
}
