import type { Artist, ArtistId, Track, TrackId, TrackKey } from '#domain'
import { creditsOf } from '#domain'
import type { ArtistEntry, OpenCatalog } from './catalog.ts'
import type { StoredTrack, Upserted } from './catalog-store.ts'

/**
 * The catalogue in process. Ranking reads tracks thousands of times a second, so they live here as plain
 * objects and the store is asked for words only. The trap is drift between what was built at the start and
 * what later upserts made of it: one function, `place`, does both, and a law compares the two.
 */

// Rows per store transaction. Bigger commits less often; this size holds the event loop for tens of milliseconds.
const chunkSize = 500

interface MutableEntry {
  readonly id: ArtistId
  name: string
  trackKeys: TrackKey[]
}

/**
 * Reads the whole store once (about a second per 100,000 tracks), then answers without waiting.
 *
 * - `upsert` writes chunk by chunk, letting other work run in between. Each chunk is all or nothing; if one
 *   fails the promise rejects, the chunks before it stay, and sending the same tracks again mends it.
 *   Upserts run one after another, in the order they were called.
 * - Key arrays are in key order and belong to the catalogue: read them, don't keep them across an upsert.
 */
export const openCatalog: OpenCatalog = (store) => {
  const byKey: (StoredTrack | undefined)[] = []
  const byId = new Map<TrackId, StoredTrack>()
  const artists = new Map<ArtistId, MutableEntry>()
  const tagged = new Map<string, TrackKey[]>()
  const shared = createSharing()
  let revision = 0
  let tagCounts: readonly { readonly tag: string; readonly tracks: number }[] | undefined
  let last: Promise<unknown> = Promise.resolve()

  const nameOf = (id: ArtistId, key: TrackKey | undefined): string | undefined => {
    const track = key === undefined ? undefined : byKey[key]
    return track === undefined ? undefined : creditsOf(track).find((credit) => credit.id === id)?.name
  }

  // An artist is called what its earliest track calls it, so that the order of upserts can't change a name.
  const rename = (ids: Iterable<ArtistId>): void => {
    for (const id of ids) {
      const entry = artists.get(id)
      if (entry === undefined) continue
      if (entry.trackKeys.length === 0) artists.delete(id)
      else entry.name = nameOf(id, entry.trackKeys[0]) ?? entry.name
    }
  }

  const place = (incoming: StoredTrack): void => {
    const track = shared(incoming)
    const { key } = track
    const before = byKey[key]
    byKey[key] = track
    byId.set(track.id, track)
    const creditsBefore = before === undefined ? [] : creditsOf(before)
    const people = new Map<ArtistId, Artist>(creditsOf(track).map((credit) => [credit.id, credit]))
    const tags = new Set(track.tags)
    for (const { id } of creditsBefore) {
      const entry = artists.get(id)
      if (entry !== undefined && !people.has(id)) entry.trackKeys = without(entry.trackKeys, key)
    }
    for (const tag of before?.tags ?? []) {
      if (!tags.has(tag)) tagged.set(tag, without(tagged.get(tag) ?? [], key))
    }
    for (const { id, name } of people.values()) {
      const entry = artists.get(id)
      if (entry === undefined) artists.set(id, { id, name, trackKeys: [key] })
      else entry.trackKeys = withKey(entry.trackKeys, key)
    }
    for (const tag of tags) tagged.set(tag, withKey(tagged.get(tag) ?? [], key))
    if (before !== undefined) rename([...creditsBefore.map((credit) => credit.id), ...people.keys()])
    tagCounts = undefined
  }

  const upsertNow = async (tracks: readonly Track[]): Promise<Upserted> => {
    const total = { added: 0, changed: 0, unchanged: 0 }
    try {
      for (let start = 0; start < tracks.length; start += chunkSize) {
        if (start > 0) await breathe()
        const chunk = tracks.slice(start, start + chunkSize)
        const upserted = await store.upsert(chunk)
        total.added += upserted.added
        total.changed += upserted.changed
        total.unchanged += upserted.unchanged
        if (upserted.added + upserted.changed === 0) continue
        for (const stored of store.get(chunk.map((track) => track.id))) {
          if (stored !== undefined) place(stored)
        }
      }
    } finally {
      if (total.added + total.changed > 0) revision += 1
    }
    return total
  }

  for (const track of store.scan()) place(track)

  return {
    get size() {
      return byId.size
    },
    get revision() {
      return revision
    },
    get: (id) => byId.get(id),
    byKey: (key) => byKey[key],
    tracks: () => presentOf(byKey),
    artist: (id): ArtistEntry | undefined => artists.get(id),
    artists: () => artists.values(),
    withTag: (tag) => tagged.get(tag) ?? [],
    tags: () => {
      tagCounts ??= [...tagged]
        .filter(([, keys]) => keys.length > 0)
        .map(([tag, keys]) => ({ tag, tracks: keys.length }))
        .sort((a, b) => b.tracks - a.tracks || (a.tag < b.tag ? -1 : 1))
      return tagCounts
    },
    search: (query, limit) => store.search(query, limit),
    upsert: (tracks) => {
      const result = last.then(() => upsertNow(tracks))
      last = result.catch(() => undefined)
      return result
    },
  }
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function* presentOf(byKey: readonly (StoredTrack | undefined)[]): Iterable<StoredTrack> {
  for (const track of byKey) if (track !== undefined) yield track
}

/** Keys arrive in growing order nearly always, hence the append; otherwise a new array, so no reader is moved. */
const withKey = (keys: TrackKey[], key: TrackKey): TrackKey[] => {
  const end = keys.at(-1)
  if (end === undefined || end < key) {
    keys.push(key)
    return keys
  }
  return keys.includes(key) ? keys : [...keys, key].sort((a, b) => a - b)
}

const without = (keys: readonly TrackKey[], key: TrackKey): TrackKey[] =>
  keys.filter((other) => other !== key)

/** One object per distinct artist and release, one string per tag: a third of the memory of parsed rows. */
const createSharing = (): ((track: StoredTrack) => StoredTrack) => {
  const people = new Map<string, Artist>()
  const releases = new Map<string, NonNullable<Track['release']>>()
  const tags = new Map<string, string>()
  const once = <Value>(known: Map<string, Value>, name: string, value: Value): Value => {
    const first = known.get(name)
    if (first === undefined) known.set(name, value)
    return first ?? value
  }
  const person = (artist: Artist): Artist => once(people, `${artist.id}\n${artist.name}`, artist)
  return (track) => ({
    ...track,
    artists: track.artists.map(person),
    featured: track.featured.map(person),
    ...(track.release && {
      release: once(releases, `${track.release.id}\n${track.release.title}`, track.release),
    }),
    tags: track.tags.map((tag) => once(tags, tag, tag)),
  })
}
