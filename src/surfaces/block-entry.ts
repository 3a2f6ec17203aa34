import { type Catalog, foldedTag, nameNumber, type TagsAlike, type Target } from '#catalog'
import { artistId, trackId } from '#domain'
import type { NamesakesOf } from './namesakes.ts'
import { recordingOf, type TrackIndex, versionThere } from './track-index.ts'

/** What a listener's list shows a block as: blocks of one `key` are one entry, which ends with all of them. */
export interface BlockEntry {
  readonly key: string
  /** What the catalogue calls it by now. */
  readonly id: string
}

export type BlockEntryOf = (target: Target) => BlockEntry

/** An id that stands on more tracks is hardly a recording's: what is said of one of them ends alone. */
const mostVersions = 200

/**
 * The trap closed here: a block reaches everything that may be the same, and to take one back must not end another that
 * the listener sees beside it. So of what is linked, two that are both there and written otherwise are two entries.
 */
export const createBlockEntries =
  (catalog: Catalog, tagsAlike: TagsAlike, index: () => TrackIndex): BlockEntryOf =>
  ({ kind, id }) => {
    if (kind === 'track') return entryOfTrack(id, catalog, index())
    const { key, id: now } =
      kind === 'artist' ? artistNow(catalog, index().reach.namesakes, id) : tagNow(catalog, tagsAlike, id)
    return { key: `${kind} ${key}`, id: now }
  }

const artistNow = (catalog: Catalog, namesakes: NamesakesOf, id: string): BlockEntry => {
  const now = catalog.calledNow(artistId(id))
  const called = catalog.artist(now)
  if (called !== undefined) return { key: `${nameNumber(called.name)}`, id: called.id }
  const alike = namesakes({ kind: 'artist', id }).flatMap(({ ids }) => ids.map(artistId))
  const there = alike.map((one) => catalog.artist(one)).find((one) => one !== undefined)
  if (there !== undefined) return { key: `${nameNumber(there.name)}`, id: there.id }
  return { key: [now, ...alike].sort()[0] ?? id, id: now }
}

const tagNow = (catalog: Catalog, tagsAlike: TagsAlike, id: string): BlockEntry => {
  // Most are spelt on some track, and nobody goes through all that they were called.
  const now =
    tagsAlike(id)[0] ??
    catalog
      .alsoCalled({ kind: 'tag', id })
      .map((name) => tagsAlike(name)[0])
      .find(isSpelt) ??
    id
  return { key: foldedTag(now), id: now }
}

const isSpelt = (tag: string | undefined): tag is string => tag !== undefined

const entryOfTrack = (id: string, catalog: Catalog, index: TrackIndex): BlockEntry => {
  const key = catalog.keyOf(trackId(id))
  const recording = recordingOf(key, index)
  const versions = index.versions.get(recording)?.length ?? 0
  if (versions < 2 || versions > mostVersions) return { key: `track ${id}`, id }
  const there = versionThere(key, index)
  return { key: `recording ${recording}`, id: (there === undefined ? undefined : index.ids[there]) ?? id }
}
