import type { Catalog } from '#catalog'
import { artistId, type ListenerId, type RecordingId, type TrackKey, trackId, trackKey } from '#domain'
import type { Features } from '#features'
import type { ContentIndex, CoOccurrencePredictor, PopularityPredictor } from '#models'
import { crowdReads } from './crowd-reads.ts'
import { listenerReads } from './listener-reads.ts'
import type { ModelReads, Reads } from './reads.ts'

/** Binds what a request may read; the models are those current at the call. */
export type ReadsFor = (listener?: ListenerId) => Reads

export const createReads = (options: {
  readonly catalog: Catalog
  readonly features: Features
  readonly models: () => ModelReads
}): ReadsFor => {
  const { catalog, features } = options
  const crowd = crowdReads(features)
  const recordingOf = createRecordingOf(catalog)
  return (listener) => {
    const models = options.models()
    return {
      catalog,
      models,
      crowd,
      listener: listener === undefined ? undefined : listenerReads(features, listener),
      seedKeys: (kind, id) => seedKeys(catalog, models, kind, id),
      recordingOf,
    }
  }
}

const seedKeys = (
  catalog: Catalog,
  models: ModelReads,
  kind: 'track' | 'artist' | 'tag',
  id: string,
): readonly TrackKey[] => {
  if (kind === 'artist') return catalog.artist(artistId(id))?.trackKeys ?? []
  if (kind === 'tag') return catalog.withTag(id).length === 0 ? [] : models.popular(120, id)
  const track = catalog.get(trackId(id))
  return track === undefined ? [] : [track.key, ...models.after(track.key, 50).map(({ key }) => key)]
}

/** The first key of each recording; made again when the catalogue has changed. */
const createRecordingOf = (catalog: Catalog): ((key: number) => number) => {
  let revision = -1
  let first = new Map<RecordingId, TrackKey>()
  return (key) => {
    if (revision !== catalog.revision) {
      revision = catalog.revision
      first = new Map()
      for (const track of catalog.tracks())
        if (!first.has(track.recordingId)) first.set(track.recordingId, track.key)
    }
    const track = catalog.byKey(trackKey(key))
    return (track && first.get(track.recordingId)) ?? key
  }
}

/**
 * The three models as surfaces read them. Lists that are too short (few listens yet, a rare tag) are filled
 * from the catalogue in key order, so that the first listener of a new server is served as well.
 */
export const createModelReads = (options: {
  readonly catalog: Catalog
  readonly popularity: PopularityPredictor
  readonly coOccurrence: CoOccurrencePredictor
  readonly content: Pick<ContentIndex, 'vectorOf' | 'cosine' | 'similar'>
  readonly dimensions: number
  readonly versions: Readonly<Record<string, string>>
}): ModelReads => {
  const { catalog, popularity, coOccurrence, content, dimensions, versions } = options
  return {
    versions,
    dimensions,
    popular(count, tag) {
      const keys = popularity.top(count, tag).map(({ key }) => key)
      if (keys.length >= count) return keys
      const rest = tag === undefined ? firstKeys(catalog, count) : catalog.withTag(tag)
      return filled(keys, rest, count)
    },
    popularityOf: (key) => popularity.popularityOf(key),
    newest: (count) => filled(popularity.newReleases(count), lastKeys(catalog, count), count),
    after: (key, count) => coOccurrence.after(key, count),
    vectorOf: (key) => content.vectorOf(key),
    cosine: (key, unit) => content.cosine(key, unit) ?? 0,
    near: (vector, count) => content.similar(vector, count),
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
  for (let taken = 0, key = catalog.size; taken < count && key > 0; taken++, key--) {
    const track = catalog.byKey(trackKey(key))
    if (track) yield track.key
  }
}
