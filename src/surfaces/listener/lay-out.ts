import { type ArtistId, artistId, dayMs, type Instant, type ListenerId, type TrackKey } from '#domain'
import {
  artistAffinity,
  blocked,
  blocksIn,
  type Feature,
  lastHeard,
  listenerPlays,
  listenerSkips,
  parseEntity,
  rating,
  type StateEntry,
  tagAffinity,
} from '#features'
import { blocksOf, songsOf } from '../blocks-of.ts'
import { judgedOnce } from '../judged-once.ts'
import { noTrack, recordingOf, type TrackIndex, versionThere } from '../track-index.ts'
import { createHistoryTable, type HistoryTable } from './history-table.ts'
import { lastWords } from './last-words.ts'
import { artistRank, type ListenerLists, type ListenerView, readsOfLists, tagRank } from './listener-view.ts'
import { createRanked } from './ranked.ts'
import {
  byNewest,
  byValue,
  notPlayedSince,
  tracksOf,
  type Valued,
  type ValuedTrack,
  valuesOf,
} from './valued.ts'

interface Numbering {
  readonly index: TrackIndex
  readonly keyOf: (about: string) => TrackKey | undefined
}

/** All of a listener at a moment. */
export const layOut = (
  id: ListenerId,
  states: ReadonlyMap<Feature, readonly StateEntry[]>,
  asOf: Instant,
  { index, keyOf }: Numbering,
): ListenerView => {
  const named = (feature: Feature) => valuesOf(states.get(feature) ?? [], feature, asOf)
  const tracks = (feature: Feature) => tracksOf(states.get(feature) ?? [], feature, asOf, keyOf)
  const known = {
    plays: tracks(listenerPlays),
    skips: tracks(listenerSkips),
    heard: tracks(lastHeard),
    ratings: [...lastWords(states.get(rating) ?? [], keyOf, index).values()],
  }
  const artists = named(artistAffinity)
  const numberOf = (about: string) => index.artistNumbers.get(parseEntity(about).id) ?? noTrack
  const blocks = blocksOf(blocksIn(states.get(blocked) ?? []), keyOf, index)
  const counted = { index, blocks, ...countPlays(known.plays, index) }
  const tagTaste = new Float32Array(index.tags.length)
  for (const { about, value } of named(tagAffinity)) {
    const tag = index.tagNumbers.get(parseEntity(about).id)
    if (tag !== undefined) tagTaste[tag] = value
  }
  const ranked = artists.map(({ about, value }) => ({
    about,
    value: artistRank(value, numberOf(about), counted),
  }))
  const lists: ListenerLists = {
    ...listsOf(known, index),
    topArtists: topArtists(ranked),
    topTags: topTags(counted),
  }
  return {
    id,
    asOf,
    ...counted,
    histories: tabulate(known, asOf, index),
    artistTaste: new Map(artists.map(({ about, value }) => [numberOf(about), value])),
    tagTaste,
    lists,
    ...readsOfLists(lists),
  }
}

type Known = Readonly<Record<'plays' | 'skips' | 'heard' | 'ratings', readonly ValuedTrack[]>>

const listsOf = (
  { plays, skips, heard, ratings }: Known,
  index: TrackIndex,
): Omit<ListenerLists, 'topArtists' | 'topTags'> => {
  const nameOf = (key: TrackKey) => index.ids[key] ?? ''
  const byTime = (tracks: readonly ValuedTrack[]) =>
    createRanked({ entries: byNewest(tracks), idOf: keyIn, numberOf: atIn }, nameOf)
  // What was withdrawn is judged by and leads nowhere itself, but a like leads to another version that is there.
  const there = (tracks: readonly ValuedTrack[]) => tracks.filter(({ key }) => index.present[key] === 1)
  const liked = byNewest(ratings.filter(({ value }) => value > 0)).flatMap(({ key, ...like }) => {
    const shown = versionThere(key, index)
    return shown === undefined ? [] : [{ ...like, key: shown }]
  })
  return {
    heard: byTime(there(heard)),
    skipped: byTime(notPlayedSince(skips, plays, index)),
    heardOrSkipped: byTime([...heard, ...skips]),
    lastPlayed: byTime(there(plays)),
    mostPlayed: createRanked({ entries: byValue(there(plays)), idOf: keyIn, numberOf: valueIn }, nameOf),
    liked: createRanked({ entries: liked, idOf: keyIn, numberOf: atIn }, nameOf),
  }
}

const keyIn = ({ key }: ValuedTrack): TrackKey => key
const atIn = ({ at }: ValuedTrack): number => at
const valueIn = ({ value }: Valued): number => value

const topArtists = (ranked: readonly Valued[]): ListenerLists['topArtists'] =>
  createRanked(
    {
      entries: byValue(ranked),
      idOf: ({ about }): ArtistId => artistId(parseEntity(about).id),
      numberOf: valueIn,
    },
    (id) => id,
  )

const topTags = (view: Pick<ListenerView, 'index' | 'blocks' | 'tagPlays'>): ListenerLists['topTags'] => {
  const ranked: Valued[] = []
  for (let number = 0; number < view.tagPlays.length; number++) {
    const [about, value] = [view.index.tags[number], tagRank(number, view)]
    if (about !== undefined && value > 0) ranked.push({ about, value })
  }
  return createRanked(
    { entries: byValue(ranked), idOf: ({ about }) => about, numberOf: valueIn },
    (tag) => tag,
  )
}

/** What the listener played and still could, by who is on it and how it is tagged. */
const countPlays = (plays: readonly ValuedTrack[], index: TrackIndex) => {
  const { creditStarts, credits, tagStarts, trackTags } = index
  const artistPlays = new Map<number, number>()
  const tagPlays = new Float32Array(index.tags.length)
  let playsThere = 0
  for (const { key, value } of plays) {
    if (index.present[key] !== 1) continue
    playsThere += value
    const people = new Set(credits.subarray(creditStarts[key] ?? 0, creditStarts[key + 1] ?? 0))
    for (const artist of people) artistPlays.set(artist, (artistPlays.get(artist) ?? 0) + value)
    for (const tag of trackTags.subarray(tagStarts[key] ?? 0, tagStarts[key + 1] ?? 0)) {
      tagPlays[tag] = (tagPlays[tag] ?? 0) + value
    }
  }
  return { artistPlays, tagPlays, playsThere }
}

/**
 * By recording, so that what was said and done about one version holds for all of them: plays and skips add up,
 * the newest hearing counts, and of the ratings the last word.
 */
const tabulate = (known: Known, asOf: Instant, index: TrackIndex): HistoryTable => {
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
  const columns = {
    plays: column(known.plays, 0, sum),
    skips: column(known.skips, 0, sum),
    daysSinceHeard: column(known.heard, -1, Math.min),
    daysSincePlayed: column(
      known.plays.map((track) => ({ ...track, value: Math.max(0, asOf - track.at) / dayMs })),
      -1,
      Math.min,
    ),
    rating: column(known.ratings, 0, sum),
  }
  return createHistoryTable(places, columns, (recording) => disliked.size > 0 && isDisliked(recording))
}

/** What two versions of a recording make together. */
type Both = (first: number, second: number) => number
const sum: Both = (a, b) => a + b
