import type { Catalog } from '#catalog'
import {
  type AppError,
  type ArtistId,
  artistId,
  dayMs,
  type Instant,
  type ListenerId,
  minuteMs,
  type TrackKey,
  trackId,
} from '#domain'
import {
  artistAffinity,
  blocked,
  entity,
  type Feature,
  type Features,
  lastHeard,
  listenerPlays,
  listenerSkips,
  parseEntity,
  rating,
  type StateEntry,
  tagAffinity,
} from '#features'
import type { Recorded } from '#log'
import { blocksOf, songsOf } from './blocks-of.ts'
import { judgedOnce } from './judged-once.ts'
import { lastWords } from './last-words.ts'
import type { Histories, ListenerReads } from './reads.ts'
import { noTrack, recordingOf, type TrackIndex, versionThere } from './track-index.ts'
import { byNewest, byValue, notPlayedSince, tracksOf, type ValuedTrack, valuesOf } from './valued.ts'

/**
 * A listener as the stages read them: all online features of one listener, laid out by what they are about.
 * Laying them out costs a pass over everything the listener ever played, so it is kept until an event of the
 * listener arrives or a minute passes; a like, skip or block is therefore seen by the very next request.
 */
export interface ListenerShelf {
  read(id: ListenerId, asOf: Instant): ListenerReads
  /** A fold of the journal: forgets the listeners that something happened to. */
  follow(recorded: readonly Recorded[]): void
}

/** What else it was laid out from: when one of them is another, so are the reads. */
interface Kept extends ListenerReads {
  readonly revision: number
  readonly amiss: AppError | undefined
}

const keptMs = minuteMs
const mostKept = 1_000

export const createListenerShelf = (options: {
  readonly features: Pick<Features, 'reader' | 'amiss'>
  readonly catalog: Catalog
  readonly index: () => TrackIndex
}): ListenerShelf => {
  const { features, catalog } = options
  const keyOf = createKeyOf(catalog)
  const kept = new Map<ListenerId, Kept>()
  return {
    read(id, asOf) {
      const index = options.index()
      const known = kept.get(id)
      const { amiss } = features
      const same = known?.revision === index.revision && known.amiss === amiss
      if (same && asOf >= known.asOf && asOf - known.asOf < keptMs) return known
      const laidOut = layOut(id, features.reader(entity('listener', id)).grouped(), asOf, { index, keyOf })
      const reads = { ...laidOut, revision: index.revision, amiss }
      kept.delete(id)
      kept.set(id, reads)
      const [oldest] = kept.keys()
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
      return reads
    },
    follow(recorded) {
      for (const { event } of recorded) if (event.type !== 'slate.served') kept.delete(event.listenerId)
    },
  }
}

/** Keys never change, and the names of states are the same strings for every listener: looked up once each. */
const createKeyOf = (catalog: Catalog): ((about: string) => TrackKey | undefined) => {
  const keys = new Map<string, TrackKey>()
  return (about) => {
    const known = keys.get(about)
    if (known !== undefined) return known
    const key = catalog.keyOf(trackId(parseEntity(about).id))
    if (key !== undefined) keys.set(about, key)
    return key
  }
}

interface Numbering {
  readonly index: TrackIndex
  readonly keyOf: (about: string) => TrackKey | undefined
}

const layOut = (
  id: ListenerId,
  states: ReadonlyMap<Feature, readonly StateEntry[]>,
  asOf: Instant,
  { index, keyOf }: Numbering,
): ListenerReads => {
  const named = (feature: Feature) => valuesOf(states.get(feature) ?? [], feature, asOf)
  const tracks = (feature: Feature) => tracksOf(states.get(feature) ?? [], feature, asOf, keyOf)
  const plays = tracks(listenerPlays)
  const skips = tracks(listenerSkips)
  const heard = tracks(lastHeard)
  const ratings = [...lastWords(states.get(rating) ?? [], keyOf, index).values()]
  const artists = named(artistAffinity)
  const tags = named(tagAffinity)
  const numberOf = (about: string) => index.artistNumbers.get(parseEntity(about).id) ?? noTrack
  const blocks = blocksOf(
    named(blocked).flatMap(({ about, value }) => (value === 1 ? [about] : [])),
    keyOf,
    index,
  )
  const { artistPlays, tagPlays } = countPlays(plays, index)
  const tasteByTag = new Map(tags.map(({ about, value }) => [parseEntity(about).id, value]))
  // What was withdrawn is judged by and leads nowhere itself, but a like leads to another version that is there.
  const keys = (sorted: readonly ValuedTrack[]) =>
    first(sorted.flatMap(({ key }) => (index.present[key] === 1 ? [key] : [])))
  const liked = ratings.filter(({ value }) => value > 0)
  return {
    id,
    asOf,
    blocks,
    histories: tabulate({ plays, skips, heard, ratings }, asOf, index),
    artistTaste: new Map(artists.map(({ about, value }) => [numberOf(about), value])),
    tagTaste: Float32Array.from(index.tags, (tag) => tasteByTag.get(tag) ?? 0),
    artistPlays,
    tagPlays,
    recentKeys: keys(byNewest(heard)),
    skippedKeys: since(byNewest(notPlayedSince(skips, plays, index))),
    heardOrSkippedKeys: since(byNewest([...heard, ...skips])),
    lastPlayedKeys: keys(byNewest(plays)),
    mostPlayedKeys: keys(byValue(plays)),
    likedKeys: first(byNewest(liked).flatMap(({ key }) => versionThere(key, index) ?? [])),
    topArtists: first(
      byValue(artists)
        .filter(({ about }) => artistPlays.has(numberOf(about)) && !blocks.artists.has(numberOf(about)))
        .map(({ about }): ArtistId => artistId(parseEntity(about).id)),
    ),
    topTags: first(
      byValue(
        index.tags.map((about, number) => ({
          about,
          value: oftenPlayed(tagPlays[number])
            ? (tagPlays[number] ?? 0) * (index.tagWeights[number] ?? 0)
            : 0,
        })),
      ).flatMap(({ about }) => (blocks.tags.has(index.tagNumbers.get(about) ?? noTrack) ? [] : [about])),
    ),
  }
}

/** Of every list only its beginning is kept: a laid-out listener takes tens of kilobytes, not hundreds. */
const mostListed = 500

const first = <T>(all: readonly T[]): ((count: number) => readonly T[]) => {
  const listed = all.slice(0, mostListed)
  return (count) => listed.slice(0, count)
}

const since = (newest: readonly ValuedTrack[]): ListenerReads['skippedKeys'] => {
  const listed = newest.slice(0, mostListed)
  return (from, count) =>
    [...new Set(listed.flatMap(({ key, at }) => (at >= from ? [key] : [])))].slice(0, count)
}

/** What the listener played and still could, by who is on it and how it is tagged. */
const countPlays = (plays: readonly ValuedTrack[], index: TrackIndex) => {
  const { creditStarts, credits, tagStarts, trackTags } = index
  const artistPlays = new Map<number, number>()
  const tagPlays = new Float32Array(index.tags.length)
  for (const { key, value } of plays) {
    if (index.present[key] !== 1) continue
    const people = new Set(credits.subarray(creditStarts[key] ?? 0, creditStarts[key + 1] ?? 0))
    for (const artist of people) artistPlays.set(artist, (artistPlays.get(artist) ?? 0) + value)
    for (const tag of trackTags.subarray(tagStarts[key] ?? 0, tagStarts[key + 1] ?? 0)) {
      tagPlays[tag] = (tagPlays[tag] ?? 0) + value
    }
  }
  return { artistPlays, tagPlays }
}

/** Decayed plays only shrink, so this much was played twice or more. */
export const oftenPlayed = (plays: number | undefined): boolean => (plays ?? 0) > 1.5

/**
 * By recording, so that what was said and done about one version holds for all of them: plays and skips add up,
 * the newest hearing counts, and of the ratings the last word.
 */
const tabulate = (
  known: Readonly<Record<'plays' | 'skips' | 'heard' | 'ratings', readonly ValuedTrack[]>>,
  asOf: Instant,
  index: TrackIndex,
): Histories => {
  const places = new Map<number, number>()
  for (const { key } of Object.values(known).flat()) {
    const recording = recordingOf(key, index)
    if (!places.has(recording)) places.set(recording, places.size)
  }
  const column = (tracks: readonly ValuedTrack[], absent: number, both: Both) => {
    const values = new Float32Array(places.size).fill(absent)
    const seen = new Uint8Array(places.size)
    for (const { key, value } of tracks) {
      const place = places.get(recordingOf(key, index)) ?? 0
      values[place] = seen[place] === 0 ? value : both(values[place] ?? 0, value)
      seen[place] = 1
    }
    return values
  }
  const { songs } = index.reach
  const disliked = songsOf(
    known.ratings.flatMap(({ key, value }) => (value < 0 ? [recordingOf(key, index)] : [])),
    index,
  )
  const isDisliked = judgedOnce(index, (versions) =>
    versions.some((version) => disliked.has(songs[version] ?? 0)),
  )
  return {
    places,
    plays: column(known.plays, 0, sum),
    skips: column(known.skips, 0, sum),
    daysSinceHeard: column(known.heard, -1, Math.min),
    daysSincePlayed: column(
      known.plays.map((track) => ({ ...track, value: Math.max(0, asOf - track.at) / dayMs })),
      -1,
      Math.min,
    ),
    areDisliked: (recording) => disliked.size > 0 && isDisliked(recording),
    rating: column(known.ratings, 0, sum),
  }
}

/** What two versions of a recording make together. */
type Both = (first: number, second: number) => number
const sum: Both = (a, b) => a + b
