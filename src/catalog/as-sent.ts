import type { TrackId, TrackKey } from '#domain'
import type { Catalog } from './catalog.ts'
import type { StoredTrack } from './catalog-store.ts'

interface Tracks {
  readonly byId: ReadonlyMap<TrackId, StoredTrack>
  readonly byKey: readonly (StoredTrack | undefined)[]
  /** Those that are taken down, as they came. */
  readonly kept: Pick<ReadonlyMap<TrackId, StoredTrack>, 'get' | 'has' | 'size' | 'values'>
  readonly keyOf: (id: TrackId) => TrackKey | undefined
  readonly formerOf: (id: TrackId) => StoredTrack | undefined
  readonly withdrawn: () => readonly StoredTrack[]
}

/** The catalogue as its sources fill it, whatever is taken down. */
export const asSentOf = ({ byId, byKey, kept, keyOf, formerOf, withdrawn }: Tracks): Catalog['asSent'] => ({
  get: (id) => byId.get(id) ?? kept.get(id),
  keyOf,
  former: (id) => (kept.has(id) ? undefined : formerOf(id)),
  tracks: () =>
    kept.size === 0
      ? presentOf(byKey)
      : [...presentOf(byKey), ...kept.values()].sort((a, b) => a.key - b.key),
  withdrawn: () => withdrawn().filter(({ id }) => !kept.has(id)),
})

export function* presentOf(byKey: readonly (StoredTrack | undefined)[]): Iterable<StoredTrack> {
  for (const track of byKey) if (track !== undefined) yield track
}
