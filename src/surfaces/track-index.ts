import { type Catalog, type StoredTrack, tagWeight } from '#catalog'
import { creditsOf, type RecordingId, type TrackId, type TrackKey, trackKey } from '#domain'
import { type Reach, reachOf } from './reach.ts'

/**
 * The catalogue by integers, for stages that ask five hundred tracks the same question: which recording, whose,
 * with which tags. Strings in maps were a third of a request's time. A recording's number is the smallest
 * key among its tracks; artists and tags have numbers of their own, in order of arrival and of commonness. Made
 * again when the catalogue has changed, which is rare; until then it is shared by all requests.
 *
 * The trap closed here: a track that was withdrawn is served nowhere, but its recording may live on in another
 * version, and a block, a dislike or a hearing of the one holds for the other. So withdrawn tracks have their
 * place in everything below, and only `present` tells them from the others.
 */
export interface TrackIndex {
  readonly revision: number
  /** One more than the largest key. */
  readonly slots: number
  /** By key: 1 for a track of the catalogue, 0 for one that was withdrawn and for a key without a track. */
  readonly present: Uint8Array
  /** By key, of withdrawn tracks too; undefined for a key without a track. */
  readonly ids: readonly (TrackId | undefined)[]
  /** By key: the recording's number, or `noTrack` for a key without a track. */
  readonly recordings: Uint32Array
  /** The keys of a recording, by its number, where there is more than one. */
  readonly versions: ReadonlyMap<number, readonly number[]>
  /** By key: the main artist's number, or `noTrack` for a track without credits. */
  readonly artists: Uint32Array
  /** Everybody on the track: `credits[creditStarts[key] … creditStarts[key + 1])`. */
  readonly creditStarts: Uint32Array
  readonly credits: Uint32Array
  /** Likewise, in the track's own order of tags. */
  readonly tagStarts: Uint32Array
  readonly trackTags: Uint32Array
  readonly tags: readonly string[]
  /** By tag number: how much it tells about taste, 0 for what is on nearly everything or names a format. */
  readonly tagWeights: Float32Array
  readonly tagNumbers: ReadonlyMap<string, number>
  readonly artistNumbers: ReadonlyMap<string, number>
  readonly reach: Reach
}

export const noTrack = 0xffff_ffff

export const createTrackIndex = (catalog: Catalog): (() => TrackIndex) => {
  let index: TrackIndex | undefined
  return () => {
    if (index?.revision !== catalog.revision) index = indexTracks(catalog)
    return index
  }
}

const indexTracks = (catalog: Catalog): TrackIndex => {
  const withdrawn = [...catalog.withdrawn()]
  const all = withdrawn.length === 0 ? [...catalog.tracks()] : byKey([...catalog.tracks(), ...withdrawn])
  const slots = (all.at(-1)?.key ?? -1) + 1
  const tagNumbers = numbered([catalog.tags().map(({ tag }) => tag), ...withdrawn.map((track) => track.tags)])
  const tags = [...tagNumbers.keys()]
  // Those of withdrawn tracks alone weigh nothing: no shelf and no reason is made of them.
  const tagWeights = new Float32Array(tags.length)
  for (const [number, { tag, tracks }] of catalog.tags().entries()) {
    tagWeights[number] = tagWeight(tag, tracks, catalog.size)
  }
  const artistNumbers = numbered([
    [...catalog.artists()].map(({ id }) => id),
    ...withdrawn.map((track) => creditsOf(track).map(({ id }) => id)),
  ])
  const present = new Uint8Array(slots)
  const ids = new Array<TrackId | undefined>(slots).fill(undefined)
  const recordings = new Uint32Array(slots).fill(noTrack)
  const artists = new Uint32Array(slots).fill(noTrack)
  const creditStarts = new Uint32Array(slots + 1)
  const tagStarts = new Uint32Array(slots + 1)
  const credits: number[] = []
  const trackTags: number[] = []
  const firstOf = new Map<RecordingId, number>()
  const versions = new Map<number, number[]>()
  for (let key = 0, next = 0; key < slots; key++) {
    creditStarts[key] = credits.length
    tagStarts[key] = trackTags.length
    const track = all[next]
    if (track?.key !== key) continue
    next++
    ids[key] = track.id
    const recording = firstOf.get(track.recordingId) ?? key
    firstOf.set(track.recordingId, recording)
    recordings[key] = recording
    present[key] = catalog.byKey(track.key) === undefined ? 0 : 1
    if (recording !== key) {
      const list = versions.get(recording)
      if (list === undefined) versions.set(recording, [recording, key])
      else list.push(key)
    }
    for (const { id } of creditsOf(track)) credits.push(artistNumbers.get(id) ?? noTrack)
    const [main] = track.artists
    artists[key] = main ? (artistNumbers.get(main.id) ?? noTrack) : noTrack
    for (const tag of track.tags) trackTags.push(tagNumbers.get(tag) ?? noTrack)
  }
  creditStarts[slots] = credits.length
  tagStarts[slots] = trackTags.length
  return {
    revision: catalog.revision,
    slots,
    present,
    ids,
    recordings,
    versions,
    artists,
    creditStarts,
    credits: Uint32Array.from(credits),
    tagStarts,
    trackTags: Uint32Array.from(trackTags),
    tags,
    tagWeights,
    tagNumbers,
    artistNumbers,
    reach: reachOf(catalog, all, slots, { tags, artistNumbers }),
  }
}

/** The track itself where it is there, else the first other version of its recording that is. */
export const versionThere = (key: TrackKey | undefined, index: TrackIndex): TrackKey | undefined => {
  if (key === undefined || index.present[key] === 1) return key
  const there = index.versions.get(recordingOf(key, index))?.find((other) => index.present[other] === 1)
  return there === undefined ? undefined : trackKey(there)
}

/** A key that the index does not have yet is a recording of its own until the index is made again. */
export const recordingOf = (key: number | undefined, { recordings }: TrackIndex): number =>
  key === undefined ? noTrack : (recordings[key] ?? key)

const byKey = (tracks: StoredTrack[]): readonly StoredTrack[] => tracks.sort((a, b) => a.key - b.key)

/** Each name once, in order of appearance, with its place. */
const numbered = (lists: readonly (readonly string[])[]): ReadonlyMap<string, number> => {
  const numbers = new Map<string, number>()
  for (const list of lists) for (const name of list) if (!numbers.has(name)) numbers.set(name, numbers.size)
  return numbers
}
