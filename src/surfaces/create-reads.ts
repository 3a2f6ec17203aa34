import { type Catalog, noNeighbours } from '#catalog'
import {
  artistId,
  type Instant,
  type ListenerId,
  type ScoredKey,
  type TrackKey,
  trackId,
  trackKey,
} from '#domain'
import { entity, type Features } from '#features'
import { bitmaskWithout } from '#kernels'
import {
  type CoOccurrencePredictor,
  content,
  coOccurrence,
  popularity,
  type ServedContent,
  type ServedModels,
  unknownPopularity,
} from '#models'
import type { Departures } from './departures.ts'
import type { ListenerViews } from './listener/listener-views.ts'
import { createPopularWhere } from './popular-where.ts'
import { type AggregateReads, closeCosine, type ModelReads, type Reads } from './reads.ts'
import { tracksInSession } from './session/session-tracks.ts'
import { distinctIn, type TrackIndex, versionThere } from './track-index.ts'

/** Binds what a request may read; the models are those current at the call. */
export type ReadsFor = (listener: ListenerId | undefined, asOf: Instant) => Promise<Reads>

export const createReads = (options: {
  readonly catalog: Catalog
  readonly index: () => TrackIndex
  readonly listeners: ListenerViews
  readonly aggregates: AggregateReads
  readonly models: () => ModelReads
  readonly features: Pick<Features, 'reading' | 'reader' | 'amiss'>
  readonly departures: Pick<Departures, 'count'>
}): ReadsFor => {
  const { catalog, aggregates, departures, features, listeners } = options
  // All of it in one turn: a listener is laid out in the numbers of the index beside it.
  return (listener, asOf) =>
    features.reading(listener === undefined ? [] : [entity('listener', listener)], () => {
      const models = options.models()
      const index = options.index()
      return {
        catalog,
        models,
        aggregates,
        listener: listener === undefined ? undefined : listeners.read(listener, asOf),
        seedKeys: (kind, id) => seedKeys({ catalog, models, index }, kind, id),
        index,
        tracksIn: (session, id, distinctBy) =>
          tracksInSession(features, { ids: index.ids, ...distinctIn(index, { distinctBy }) }, id, session),
        amiss: features.amiss,
        departures: departures.count,
      }
    })
}

const seedKeys = (
  { catalog, models, index }: Pick<Reads, 'catalog' | 'models' | 'index'>,
  kind: 'track' | 'artist' | 'tag',
  id: string,
): readonly TrackKey[] => {
  if (kind === 'artist') return catalog.artist(artistId(id))?.trackKeys ?? []
  if (kind === 'tag') return catalog.withTag(id).length === 0 ? [] : models.popular(120, id)
  const there = versionThere(catalog.keyOf(trackId(id)), index)
  const track = there === undefined ? undefined : catalog.byKey(there)
  return track === undefined ? [] : [track.key, ...models.after(track.key, 50).map(({ key }) => key)]
}

/** Before the first training: nothing is heard with anything, and nothing near it. */
const nothingAfter: CoOccurrencePredictor = { after: () => [], eachAfter: () => {} }
const nothingNear: ServedContent = {
  dimensions: 16,
  vectorOf: () => undefined,
  styleOf: () => undefined,
  cosine: () => undefined,
  cosinesTo: () => {},
  cosineBetween: () => undefined,
  similar: () => noNeighbours,
  share: () => false,
  sharedTag: () => undefined,
}

/**
 * What the built-in stages read of the first three models, and all models by token. Lists that are too short (few listens
 * yet, a rare tag) are filled from the catalogue in key order, so that the first listener of a new server is served as well.
 * A model that comes later is asked for by its token and adds nothing here.
 */
export const createModelReads = (catalog: Catalog, served: ServedModels): ModelReads => {
  const known = served.predictor(popularity) ?? unknownPopularity
  const { after, eachAfter } = served.predictor(coOccurrence) ?? nothingAfter
  const near = served.predictor(content) ?? nothingNear
  /** Of a track that came after the training, which no index has yet: what is known of it tells its style all the same. */
  const styleOfNew = (key: TrackKey): Float32Array | undefined => {
    const track = near.vectorOf(key) === undefined ? catalog.byKey(key) : undefined
    return track && near.styleOf(track)
  }
  const nearest = createNearest(near, catalog)
  const popular = (count: number, tag?: string): readonly TrackKey[] => {
    const keys = known.topKeys(count, tag)
    if (keys.length >= count) return keys
    const rest = tag === undefined ? firstKeys(catalog, count) : catalog.withTag(tag)
    return filled(keys, rest, count)
  }
  return {
    ...served,
    dimensions: near.dimensions,
    popular,
    popularWhere: createPopularWhere(catalog, popular),
    popularityOf: known.popularityOf,
    standsOut: known.standsOut,
    mostPlayed: known.mostPlayed,
    newReleases: known.newReleases,
    addedLast: (count) => [...lastKeys(catalog, count)],
    after,
    eachAfter,
    vectorOf: (key) => near.vectorOf(key) ?? styleOfNew(key),
    styleOf: near.styleOf,
    close(one, other) {
      const from = styleOfNew(one)
      const cosine = from === undefined ? near.cosineBetween(one, other) : near.cosine(other, from)
      if ((cosine ?? 0) < closeCosine) return false
      const [track, another] = [catalog.byKey(one), catalog.byKey(other)]
      return track !== undefined && another !== undefined && near.share(track, another)
    },
    sharedTag(one, other) {
      const [track, another] = [catalog.byKey(one), catalog.byKey(other)]
      return track && another && near.sharedTag(track, another)
    },
    cosine: (key, unit) => near.cosine(key, unit) ?? 0,
    cosinesTo: near.cosinesTo,
    closest: kept((key) => [...near.similar(styleOfNew(key) ?? key, closestKept).keys].map(trackKey)),
    nearTrack: kept((key) => nearest(styleOfNew(key) ?? key, nearestKept).map((neighbour) => neighbour.key)),
    near: nearest,
  }
}

type Nearest = (
  to: TrackKey | Float32Array,
  count: number,
  without?: readonly TrackKey[],
) => readonly ScoredKey[]

/**
 * Nobody is nearer to an artist than they are themselves, and no slate takes more than so many of theirs: fifty
 * tracks of three artists would leave it to whatever else was found. So the nearest are looked for among so many
 * times more, and what an artist has beyond their share comes only when others are too few.
 */
const looksFor = { first: 2, further: 6 }
const nearOfAnArtist = 4

/** Looks for the most only where fewer do not do: each that is found is compared once more, on the thread that serves. */
const createNearest = ({ similar }: Pick<ServedContent, 'similar'>, catalog: Catalog): Nearest => {
  const isBeyond = createShares(catalog)
  return (to, count, without) => {
    const options = without && { allow: bitmaskWithout(without, catalog.slots) }
    const [few, many] = [count * looksFor.first, count * looksFor.further]
    let near = similar(to, few, { ...options, upTo: many })
    let beyond = isBeyond(near.keys)
    if (near.keys.length >= few && near.keys.length < many && withinOf(beyond) < count) {
      near = similar(to, many, options)
      beyond = isBeyond(near.keys)
    }
    let spare = Math.max(0, count - withinOf(beyond))
    const taken: ScoredKey[] = []
    for (let rank = 0; rank < near.keys.length && taken.length < count; rank++)
      if (beyond[rank] === 0 || spare-- > 0)
        taken.push({ key: trackKey(near.keys[rank] ?? 0), score: near.scores[rank] ?? 0 })
    return taken
  }
}

const withinOf = (beyond: Uint8Array): number => {
  let within = 0
  for (let rank = 0; rank < beyond.length; rank++) within += 1 - (beyond[rank] ?? 0)
  return within
}

/** Answers, for each of the nearest, 1 where its artist has had their share of those before it. */
const createShares = (catalog: Catalog): ((near: Uint32Array) => Uint8Array) => {
  const artistOf = createMainArtists(catalog)
  let had = new Uint32Array(0)
  return (near) => {
    const beyond = new Uint8Array(near.length)
    const artists = near.map((key) => artistOf(trackKey(key)))
    for (let rank = 0; rank < artists.length; rank++) {
      const artist = artists[rank] ?? 0
      if (artist >= had.length) {
        const longer = new Uint32Array(2 * artist)
        longer.set(had)
        had = longer
      }
      if (artist === 0) continue
      const times = (had[artist] ?? 0) + 1
      had[artist] = times
      if (times > nearOfAnArtist) beyond[rank] = 1
    }
    for (let rank = 0; rank < artists.length; rank++) had[artists[rank] ?? 0] = 0
    return beyond
  }
}

/**
 * Whose a track is, by a number that is the same for the same artist until the catalogue changes; 0 for nobody's. The id itself
 * lies three objects away from a key, and all of them far from one another: to follow them for a hundred tracks took as long as half of the scan that
 * found these.
 */
const createMainArtists = (catalog: Catalog): ((key: TrackKey) => number) => {
  const numbers = new Map<string, number>()
  let revision = catalog.revision
  /** One more than the number; 0 where it was not looked up yet. */
  let known = new Uint32Array(0)
  return (key) => {
    if (catalog.revision !== revision) {
      revision = catalog.revision
      numbers.clear()
      known = new Uint32Array(catalog.slots)
    }
    if (key >= known.length) {
      // What was numbered stays so: others of the same question have their numbers already.
      const longer = new Uint32Array(Math.max(catalog.slots, 2 * key + 1))
      longer.set(known)
      known = longer
    }
    const before = known[key] ?? 0
    if (before > 0) return before - 1
    const id = catalog.byKey(key)?.artists[0]?.id
    const number = id === undefined ? 0 : (numbers.get(id) ?? numbers.size + 1)
    if (id !== undefined) numbers.set(id, number)
    known[key] = number + 1
    return number
  }
}

/** Of one track, and of how many tracks: 20,000 lists of 50 keys take some ten megabytes. */
const nearestKept = 50
const closestKept = 60
const listsKept = 20_000

type ListOf = (key: TrackKey) => readonly TrackKey[]

/** A scan of the whole catalogue for each track that plays is most of a request; its answer rarely changes. */
const kept = (make: ListOf): ListOf => {
  const lists = new Map<TrackKey, readonly TrackKey[]>()
  return (key) => {
    let list = lists.get(key)
    if (list === undefined) {
      list = make(key)
      lists.set(key, list)
      const [oldest] = lists.keys()
      if (lists.size > listsKept && oldest !== undefined) lists.delete(oldest)
    }
    return list
  }
}

const filled = (keys: readonly TrackKey[], rest: Iterable<TrackKey>, count: number): TrackKey[] => {
  const all = new Set(keys)
  for (const key of rest) {
    if (all.size >= count) break
    all.add(key)
  }
  return [...all]
}

function* firstKeys(catalog: Catalog, count: number): Iterable<TrackKey> {
  let taken = 0
  for (const { key } of catalog.tracks()) {
    if (taken++ >= count) return
    yield key
  }
}

function* lastKeys(catalog: Catalog, count: number): Iterable<TrackKey> {
  for (let taken = 0, key = catalog.slots - 1; taken < count && key >= 0; key--) {
    const track = catalog.byKey(trackKey(key))
    if (track === undefined) continue
    taken++
    yield track.key
  }
}
