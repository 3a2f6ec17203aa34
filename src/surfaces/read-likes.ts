import type { Catalog } from '#catalog'
import type { Instant, ListenerId, TrackId } from '#domain'
import { instant, trackId } from '#domain'
import { entity, type Features, parseEntity, rating } from '#features'
import { lastWords } from './listener/last-words.ts'
import { type TrackIndex, versionThere } from './track-index.ts'

export interface Like {
  /** The version that it was said of. */
  readonly trackId: TrackId
  readonly since: Instant
}

/** A like with the track it is shown as: `trackId` itself, or another version of the recording that is there. */
export interface ShownLike extends Like {
  readonly shownAs: TrackId
}

/**
 * What a listener likes and since when, newest first; tracks that left the catalogue among them. A like holds for the
 * recording: it is counted once, ends with another last word on any version, and is withdrawn only when no version is left.
 */
export const readLikes = (
  features: Features,
  id: ListenerId,
  { catalog, index }: { readonly catalog: Catalog; readonly index: TrackIndex },
): Promise<readonly ShownLike[]> =>
  features.reading([entity('listener', id)], () => {
    const keyOf = (about: string) => catalog.keyOf(trackId(parseEntity(about).id))
    const words = lastWords(features.entries(rating, entity('listener', id)), keyOf, index)
    return [...words.values()]
      .flatMap(({ about, value, at }) => {
        if (value !== 1) return []
        const said = trackId(parseEntity(about).id)
        const shownAs = shownFor(said, { catalog, index })
        return shownAs === undefined ? [] : [{ trackId: said, since: instant(at), shownAs }]
      })
      .sort(newestFirst)
  })

/** Undefined for what can be named no more. */
const shownFor = (
  id: TrackId,
  { catalog, index }: { readonly catalog: Catalog; readonly index: TrackIndex },
): TrackId | undefined => {
  const there = versionThere(catalog.keyOf(id), index)
  if (there !== undefined) return index.ids[there]
  return catalog.former(id) === undefined ? undefined : id
}

/** Each has a place of its own, so that a page goes on where the one before ended whatever was liked since. */
export const newestFirst = (a: Like, b: Like): number =>
  b.since - a.since || (a.trackId < b.trackId ? -1 : a.trackId > b.trackId ? 1 : 0)
