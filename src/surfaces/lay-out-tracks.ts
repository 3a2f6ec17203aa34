import { type Catalog, type FormerName, foldedTag, isInPlace, type StoredTrack, tagWeight } from '#catalog'
import { type Artist, creditsOf, type RecordingId, type TrackId } from '#domain'
import { createNamesakes } from './namesakes.ts'
import { noLists, spliced } from './number-lists.ts'
import { numbersOfTagsAlike, presentOf } from './reach.ts'
import { createRecordingNumbers } from './recording-numbers.ts'
import { createReleaseRows, noReleases } from './release-rows.ts'
import { createSongNumbers } from './song-numbers.ts'
import { noTrack, type TrackIndex } from './track-index.ts'

/** Makes an index with these tracks as they are by now; `before` stays as it is, for requests that have it. */
export type LayOutTracks = (before: TrackIndex, changed: readonly StoredTrack[]) => TrackIndex

export const noIndex: TrackIndex = {
  revision: -1,
  slots: 0,
  present: new Uint8Array(0),
  ids: [],
  recordings: new Uint32Array(0),
  versions: new Map(),
  songs: { recordings: new Uint32Array(0), versions: new Map() },
  artists: new Uint32Array(0),
  creditStarts: noLists.starts,
  credits: noLists.numbers,
  tagStarts: noLists.starts,
  trackTags: noLists.numbers,
  ...noReleases,
  tags: [],
  tagWeights: new Float32Array(0),
  tagNumbers: new Map(),
  artistNumbers: new Map(),
  reach: {
    songs: new Float64Array(0),
    namesakes: () => [],
    formerArtists: noLists,
    formerTags: noLists,
  },
}

/** Numbers of former names begin here, far behind those of today: no track is called so, and no taste, shelf or reason is made of them. */
const firstFormer = 0x8000_0000

/** A name keeps its number for as long as this lays out, whoever is called so; a new one gets the next. */
const createNames = (first: number) => {
  const numbers = new Map<string, number>()
  return {
    numbers,
    numberOf: (name: string): number => {
      const number = numbers.get(name) ?? first + numbers.size
      numbers.set(name, number)
      return number
    },
  }
}

/**
 * Lays the catalogue out by integers, a change at a time: what costs is what changed and a copy of columns. The trap is
 * drift between what was laid out of the whole and what later changes made of it: the whole is laid out as a change of nothing,
 * and a law compares the two.
 */
export const createTrackLayout = (catalog: Catalog): LayOutTracks => {
  const artists = createNames(0)
  const tags = createNames(0)
  const formerArtists = createNames(firstFormer)
  const formerTags = createNames(firstFormer)
  const numberRecordings = createRecordingNumbers<RecordingId>()
  const numberSongs = createSongNumbers()
  const placeOnReleases = createReleaseRows()
  /** By key, as they were laid out last, and what they were called then. */
  const laid: (StoredTrack | undefined)[] = []
  const called: (readonly FormerName[])[] = []
  /** On how many tracks somebody is credited so. */
  const people = new Map<Artist, number>()
  const credit = (track: StoredTrack | undefined, change: number): void => {
    for (const artist of track ? creditsOf(track) : []) {
      const tracks = (people.get(artist) ?? 0) + change
      if (tracks === 0) people.delete(artist)
      else people.set(artist, tracks)
    }
  }

  const wasCalled = (names: readonly FormerName[], kind: FormerName['kind'], of: (was: string) => number) =>
    names.flatMap((one) => (one.kind === kind && one.holds && !isInPlace(one) ? of(one.was) : []))

  const weigh = (): Pick<TrackIndex, 'tags' | 'tagWeights'> => {
    const names = [...tags.numbers.keys()]
    // Those of withdrawn tracks alone weigh nothing: no shelf and no reason is made of them.
    const tagWeights = Float32Array.from(names, (tag) => {
      const tracks = catalog.withTag(tag).length
      return tracks === 0 ? 0 : tagWeight(tag, tracks, catalog.size)
    })
    return { tags: names, tagWeights }
  }

  const namesakesOf = (names: readonly string[]) => {
    const alike = numbersOfTagsAlike(names)
    return createNamesakes(
      catalog,
      { [Symbol.iterator]: () => people.keys() },
      {
        artist: (id) => presentOf([artists.numbers.get(id), formerArtists.numbers.get(id)]),
        credit: (id) => presentOf([artists.numbers.get(id)]),
        tag: (id) => presentOf([...alike(id), formerTags.numbers.get(foldedTag(id))]),
      },
    )
  }

  return (before, changed) => {
    const slots = changed.reduce((most, { key }) => Math.max(most, key + 1), before.slots)
    const columns = grown(before, slots)
    const rows = { credits: noRows(), tags: noRows(), formerArtists: noRows(), formerTags: noRows() }
    const moved = changed.map(({ key, recordingId: to }) => ({ key, from: laid[key]?.recordingId, to }))
    for (const track of changed) {
      const { key } = track
      const [was, names] = [laid[key], catalog.formerNames(key)]
      const isThere = catalog.byKey(key) !== undefined
      columns.sung[key] = catalog.songNumber(key)
      columns.ids[key] = track.id
      const formerly = called[key] ?? []
      const isSame = was && isNamedAs(was, track) && called[key] === names
      const wasThere = columns.present[key] === 1
      laid[key] = track
      if (isSame && isThere === wasThere) continue
      called[key] = names
      columns.present[key] = isThere ? 1 : 0
      credit(was, -1)
      credit(track, 1)
      const [main] = track.artists
      columns.artists[key] = main ? artists.numberOf(main.id) : noTrack
      rows.credits.set(
        key,
        creditsOf(track).map(({ id }) => artists.numberOf(id)),
      )
      rows.tags.set(key, track.tags.map(tags.numberOf))
      if (names.length === 0 && formerly.length === 0) continue
      rows.formerArtists.set(key, wasCalled(names, 'artist', formerArtists.numberOf))
      rows.formerTags.set(key, wasCalled(names, 'tag', formerTags.numberOf))
    }
    const isRenamed = rows.credits.size > 0
    const named = isRenamed ? weigh() : before
    const { reach } = before
    const credits = spliced({ starts: before.creditStarts, numbers: before.credits }, slots, rows.credits)
    const trackTags = spliced({ starts: before.tagStarts, numbers: before.trackTags }, slots, rows.tags)
    const { recordings, versions } = numberRecordings({ ...columns, versions: before.versions }, moved)
    const songs = numberSongs(
      { recordings: columns.songs, versions: before.songs.versions },
      { ...before, sung: reach.songs },
      { recordings, versions, sung: columns.sung },
      changed,
    )
    return {
      revision: catalog.revision,
      slots,
      present: columns.present,
      ids: columns.ids,
      ...{ recordings, versions, songs },
      ...placeOnReleases(before, slots, changed, (key) => catalog.byKey(key) !== undefined),
      artists: columns.artists,
      creditStarts: credits.starts,
      credits: credits.numbers,
      tagStarts: trackTags.starts,
      trackTags: trackTags.numbers,
      tags: named.tags,
      tagWeights: named.tagWeights,
      tagNumbers: tags.numbers,
      artistNumbers: artists.numbers,
      reach: {
        songs: columns.sung,
        formerArtists: spliced(reach.formerArtists, slots, rows.formerArtists),
        formerTags: spliced(reach.formerTags, slots, rows.formerTags),
        // Who is called so and what is linked depends on names, and these are what they were.
        namesakes: isRenamed ? namesakesOf(named.tags) : reach.namesakes,
      },
    }
  }
}

const noRows = () => new Map<number, readonly number[]>()

/** Copies with room for so many keys. */
const grown = ({ present, ids, recordings, songs, artists, reach }: TrackIndex, slots: number) => {
  const column = <Column extends Uint8Array | Uint32Array | Float64Array>(
    longer: Column,
    from: Column,
  ): Column => {
    longer.set(from)
    return longer
  }
  const longerIds: (TrackId | undefined)[] = ids.slice()
  while (longerIds.length < slots) longerIds.push(undefined)
  return {
    present: column(new Uint8Array(slots), present),
    ids: longerIds,
    recordings: column(new Uint32Array(slots).fill(noTrack), recordings),
    artists: column(new Uint32Array(slots).fill(noTrack), artists),
    songs: column(new Uint32Array(slots).fill(noTrack), songs.recordings),
    sung: column(new Float64Array(slots), reach.songs),
  }
}

/** By the same people, in the same words, with the same tags. */
const isNamedAs = (one: StoredTrack, other: StoredTrack): boolean =>
  isEach(one.artists, other.artists) && isEach(one.featured, other.featured) && isEach(one.tags, other.tags)

const isEach = <Value>(some: readonly Value[], others: readonly Value[]): boolean =>
  some.length === others.length && some.every((value, place) => value === others[place])
