import { type Catalog, foldedTag, nameNumber, type TagsAlike, type Target } from '#catalog'
import { artistId, trackId } from '#domain'
import { recordingOf, type TrackIndex, versionThere } from './track-index.ts'

/** What a listener's list shows a block as: blocks of one `key` are one entry, which ends with all of its names. */
export interface BlockEntry {
  readonly key: string
  /** What the catalogue calls it by now. */
  readonly id: string
  readonly names: readonly string[]
}

/** An id that stands on more tracks is hardly a recording's: what is said of one of them ends alone. */
const mostVersions = 200

/**
 * The trap closed here: a block reaches everything that may be the same, and to take one back must not end another that
 * the listener sees beside it. So of what is linked, two that are both there and written otherwise are two entries.
 */
export const createBlockEntries =
  (catalog: Catalog, tagsAlike: TagsAlike, index: () => TrackIndex): ((target: Target) => BlockEntry) =>
  ({ kind, id }) => {
    if (kind === 'track') return entryOfTrack(id, catalog, index())
    const { namesakes } = index().reach
    const nowOf = kind === 'artist' ? artistNow(catalog, namesakes) : tagNow(tagsAlike, namesakes)
    const { key, id: now } = nowOf(id)
    return {
      key: `${kind} ${key}`,
      id: now,
      names: namesakes({ kind, id }).filter((name) => nowOf(name).key === key),
    }
  }

type Namesakes = TrackIndex['reach']['namesakes']
type Now = (id: string) => Pick<BlockEntry, 'key' | 'id'>

const artistNow =
  (catalog: Catalog, namesakes: Namesakes): Now =>
  (id) => {
    const there = [catalog.calledNow(artistId(id)), ...namesakes({ kind: 'artist', id }).map(artistId)]
    const artist = there.map((one) => catalog.artist(one)).find((one) => one !== undefined)
    if (artist !== undefined) return { key: `${nameNumber(artist.name)}`, id: artist.id }
    return { key: there.toSorted()[0] ?? id, id: catalog.calledNow(artistId(id)) }
  }

const tagNow =
  (tagsAlike: TagsAlike, namesakes: Namesakes): Now =>
  (id) => {
    const [now = id] = namesakes({ kind: 'tag', id }).flatMap(tagsAlike)
    return { key: foldedTag(now), id: now }
  }

const entryOfTrack = (id: string, catalog: Catalog, index: TrackIndex): BlockEntry => {
  const key = catalog.keyOf(trackId(id))
  const recording = recordingOf(key, index)
  const versions = index.versions.get(recording) ?? []
  if (versions.length < 2 || versions.length > mostVersions) return { key: `track ${id}`, id, names: [id] }
  const there = versionThere(key, index)
  const now = there === undefined ? undefined : index.ids[there]
  return {
    key: `recording ${recording}`,
    id: now ?? id,
    names: versions.flatMap((version) => index.ids[version] ?? []),
  }
}
