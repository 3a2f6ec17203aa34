import type { Instant, ListenerId, TrackId } from '#domain'
import { instant, trackId } from '#domain'
import { entity, type Features, parseEntity, rating } from '#features'

export interface Like {
  readonly trackId: TrackId
  readonly since: Instant
}

/** What a listener likes and since when, newest first; tracks that left the catalogue among them. */
export const readLikes = (features: Features, id: ListenerId): Promise<readonly Like[]> =>
  features.reading(() =>
    [...features.entries(rating, entity('listener', id))]
      .flatMap(({ about, state: [value, since] }) =>
        value === 1 && since !== undefined
          ? [{ trackId: trackId(parseEntity(about).id), since: instant(since) }]
          : [],
      )
      .sort(newestFirst),
  )

/** Each has a place of its own, so that a page goes on where the one before ended whatever was liked since. */
export const newestFirst = (a: Like, b: Like): number =>
  b.since - a.since || (a.trackId < b.trackId ? -1 : a.trackId > b.trackId ? 1 : 0)
