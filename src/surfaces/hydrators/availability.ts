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
    return byTrack(query, batch, adds, ({ unavailable }) => (place, key) => {
      const track = catalog.byKey(trackKey(key))
      if (track?.availability) unavailable[place] = whyUnavailable(track.availability, market, asOf)
    })
  },
}
