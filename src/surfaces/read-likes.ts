import type { Instant, ListenerId, TrackId } from '#domain'
import { instant, trackId } from '#domain'
import { entity, type Features, parseEntity, rating } from '#features'

/** What a listener likes and since when, newest first; tracks that left the catalogue among them. */
export const readLikes = (
  features: Features,
  id: ListenerId,
): readonly { readonly trackId: TrackId; readonly since: Instant }[] =>
  [...features.entries(rating, entity('listener', id))]
    .flatMap(({ about, state: [value, since] }) =>
      value === 1 && since !== undefined
        ? [{ trackId: trackId(parseEntity(about).id), since: instant(since) }]
        : [],
    )
    .sort((a, b) => b.since - a.since || (a.trackId < b.trackId ? -1 : 1))
