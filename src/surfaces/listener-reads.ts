import type { Catalog } from '#catalog'
import {
  type ArtistId,
  artistId,
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
  type OwnerReader,
  parseEntity,
  rating,
  tagAffinity,
} from '#features'
import type { Recorded } from '#log'
import type { History } from './hydrators/history.ts'
import type { ListenerReads } from './reads.ts'
import { noTrack, type TrackIndex } from './track-index.ts'

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

const keptMs = minuteMs
const mostKept = 2_000

export const createListenerShelf = (options: {
  readonly features: Features
  readonly catalog: Catalog
  readonly index: () => TrackIndex
}): ListenerShelf => {
  const { features, catalog } = options
  const kept = new Map<ListenerId, ListenerReads & { readonly revision: number }>()
  return {
    read(id, asOf) {
      const index = options.index()
      const known = kept.get(id)
      if (known?.revision === index.revision && asOf >= known.asOf && asOf - known.asOf < keptMs) return known
      const laidOut = layOut(id, features.reader(entity('listener', id)), asOf, catalog, index)
      const reads = { ...laidOut, revision: index.revision }
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

const layOut = (
  id: ListenerId,
  reader: OwnerReader,
  asOf: Instant,
  catalog: Catalog,
  index: TrackIndex,
): ListenerReads => {
  const named = (feature: Feature) => valuesOf(reader, feature, asOf)
  const tracks = (feature: Feature) => tracksOf(reader, feature, asOf, catalog)
  const plays = tracks(listenerPlays)
  const skips = tracks(listenerSkips)
  const heard = tracks(lastHeard)
  const ratings = tracks(rating)
  const artists = named(artistAffinity)
  const tags = named(tagAffinity)
  const blocks = new Set(named(blocked).flatMap(({ about, value }) => (value === 1 ? [about] : [])))
  const numberOf = (about: string) => catalog.artist(artistId(parseEntity(about).id))?.trackKeys[0]
  const tasteByTag = new Map(tags.map(({ about, value }) => [parseEntity(about).id, value]))
  const newestSkips = once(() => byNewest(skips))
  return {
    id,
    asOf,
    blocks: () => blocks,
    histories: historiesOf({ plays, skips, heard, ratings }),
    artistTaste: new Map(artists.map(({ about, value }) => [numberOf(about) ?? noTrack, value])),
    tagTaste: Float32Array.from(index.tags, (tag) => tasteByTag.get(tag) ?? 0),
    recentKeys: keysOnce(() => byNewest(heard)),
    skippedKeys: (from, count) =>
      newestSkips()
        .filter(({ at }) => at >= from)
        .slice(0, count)
        .map(({ key }) => key),
    mostPlayedKeys: keysOnce(() => byValue(plays)),
    likedKeys: keysOnce(() => byNewest(ratings.filter(({ value }) => value > 0))),
    topArtists: firstOnce(() =>
      byValue(artists).map(({ about }): ArtistId => artistId(parseEntity(about).id)),
    ),
    topTags: firstOnce(() => byValue(tags).map(({ about }) => parseEntity(about).id)),
  }
}

interface Valued {
  readonly about: string
  readonly value: number
}
interface ValuedTrack extends Valued {
  readonly key: TrackKey
  /** When the newest event behind the value happened; the last number of every state about a track. */
  readonly at: number
}

const valuesOf = (reader: OwnerReader, feature: Feature, asOf: Instant): Valued[] =>
  Array.from(reader.entries(feature), ({ about, state }) => ({ about, value: feature.value(state, asOf) }))

const tracksOf = (reader: OwnerReader, feature: Feature, asOf: Instant, catalog: Catalog): ValuedTrack[] =>
  Array.from(reader.entries(feature)).flatMap(({ about, state }) => {
    const key = catalog.get(trackId(parseEntity(about).id))?.key
    return key === undefined ? [] : [{ about, key, value: feature.value(state, asOf), at: state.at(-1) ?? 0 }]
  })

const historiesOf = (
  known: Readonly<Record<'plays' | 'skips' | 'heard' | 'ratings', readonly ValuedTrack[]>>,
) => {
  const histories = new Map<number, { -readonly [Name in keyof History]: number }>()
  const of = (key: TrackKey) => {
    const history = histories.get(key) ?? { plays: 0, skips: 0, daysSinceHeard: -1, rating: 0 }
    histories.set(key, history)
    return history
  }
  for (const { key, value } of known.plays) of(key).plays = value
  for (const { key, value } of known.skips) of(key).skips = value
  for (const { key, value } of known.heard) of(key).daysSinceHeard = value
  for (const { key, value } of known.ratings) of(key).rating = value
  return histories
}

const byName = (a: Valued, b: Valued) => (a.about < b.about ? -1 : 1)

const byNewest = (tracks: readonly ValuedTrack[]): ValuedTrack[] =>
  tracks.toSorted((a, b) => b.at - a.at || byName(a, b))

/** Positive values only, highest first. */
const byValue = <T extends Valued>(values: readonly T[]): T[] =>
  values.filter(({ value }) => value > 0).sort((a, b) => b.value - a.value || byName(a, b))

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** The first of a list that is made when it is first asked for. */
const firstOnce = <T>(make: () => readonly T[]): ((count: number) => readonly T[]) => {
  const all = once(make)
  return (count) => all().slice(0, count)
}

const keysOnce = (make: () => readonly ValuedTrack[]) => firstOnce(() => make().map(({ key }) => key))
