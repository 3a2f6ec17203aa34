import type { Catalog } from '#catalog'
import type { Instant, ListenerId, TrackId } from '#domain'
import { instant, trackId } from '#domain'
import { entity, type Features, parseEntity, rating } from '#features'
import { recordingOf, type TrackIndex, versionThere } from './track-index.ts'

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
 * recording: it is counted once, ends with a dislike of another version, as in `tabulate`, and is withdrawn only
 * when no version is left.
 */
export const readLikes = (
  features: Features,
  id: ListenerId,
  { catalog, index }: { readonly catalog: Catalog; readonly index: TrackIndex },
): Promise<readonly ShownLike[]> =>
  features.reading(() => {
    const likes = new Map<number, ShownLike>()
    const disliked = new Set<number>()
    for (const { about, state } of features.entries(rating, entity('listener', id))) {
      const said = trackId(parseEntity(about).id)
      const key = catalog.keyOf(said)
      const [value, since] = state
      if (key === undefined || since === undefined) continue
      const recording = recordingOf(key, index)
      if (value === -1) disliked.add(recording)
      if (value !== 1) continue
      const shownAs = shownFor(said, { catalog, index })
      if (shownAs === undefined) continue
      const like = { trackId: said, since: instant(since), shownAs }
      const other = likes.get(recording)
      if (other === undefined || isShownRather(like, other, catalog)) likes.set(recording, like)
    }
    return [...likes].flatMap(([recording, like]) => (disliked.has(recording) ? [] : like)).sort(newestFirst)
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

/** Of two versions that are liked, the one that is there; then the one that was liked last. */
const isShownRather = (one: ShownLike, other: ShownLike, catalog: Catalog): boolean => {
  const isThere = ({ trackId: id }: Like) => catalog.get(id) !== undefined
  return isThere(one) === isThere(other) ? newestFirst(one, other) < 0 : isThere(one)
}

/** Each has a place of its own, so that a page goes on where the one before ended whatever was liked since. */
export const newestFirst = (a: Like, b: Like): number =>
  b.since - a.since || (a.trackId < b.trackId ? -1 : a.trackId > b.trackId ? 1 : 0)
