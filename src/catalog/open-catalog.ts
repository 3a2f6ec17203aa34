import type { ArtistId, TrackId, TrackKey } from '#domain'
import { artistId, createTurns, creditsOf } from '#domain'
import { createAlike, foldedTag, madePerName } from './alike.ts'
import type { ArtistEntry, IncomingTrack, OpenCatalog } from './catalog.ts'
import type { StoredTrack, Upserted } from './catalog-store.ts'
import type { FormerNames } from './former-names.ts'
import { changed, count, type KeyChange, note, peopleOf } from './key-lists.ts'
import { mostNameLinks } from './name-links.ts'
import { createPlacing } from './performances.ts'
import { createRenamings } from './renamings.ts'
import { createSharing } from './sharing.ts'

/**
 * The catalogue in process. Ranking reads tracks thousands of times a second, so they live here as plain
 * objects and the store is asked for words only. The trap is drift between what was built at the start and
 * what later upserts made of it: one function, `placeAll`, does both, and a law compares the two.
 */

// Rows per store transaction. Bigger commits less often; this size holds the event loop for tens of milliseconds.
const chunkSize = 500

interface Entry extends ArtistEntry {
  readonly trackKeys: TrackKey[]
}

/**
 * Reads the whole store once (about a second per 100,000 tracks), then answers without waiting.
 *
 * - `upsert` writes chunk by chunk, letting other work run in between. Readers see all of it in one moment, with
 *   its revision: tracks shown before what was derived from the older ones (credits, blocks, models) knows that
 *   it is old would be judged by what they were. Each chunk is all or nothing; if one fails the promise rejects,
 *   the chunks before it stay, and sending the same tracks again mends it.
 *   Upserts and withdrawals run one after another, in the order they were called.
 * - Key arrays are in key order and belong to the catalogue: read them, don't keep them across an upsert.
 */
export const openCatalog: OpenCatalog = (store) => {
  const byKey: (StoredTrack | undefined)[] = []
  const byId = new Map<TrackId, StoredTrack>()
  const gone = new Map<TrackId, StoredTrack>()
  const artists = new Map<ArtistId, Entry>()
  const tagged = new Map<string, TrackKey[]>()
  /** On how many tracks a tag stands or stood when they were withdrawn, by the tag as blocks compare it. */
  const tagUses = new Map<string, number>()
  /** How many withdrawn tracks name an artist or have a tag. */
  const former = { artists: new Map<ArtistId, number>(), tags: new Map<string, number>() }
  /** Names that withdrawn tracks have, or returned with, since names were settled. */
  const shifted = { artists: new Set<ArtistId>(), tags: new Set<string>() }
  const mostNames = () => namesPerTrack * byId.size + fewestNames
  const shared = createSharing(mostNames)
  const alike = createAlike(mostNames)
  const folded = madePerName(foldedTag, mostNames)
  const songs: number[] = []
  const placingOf = createPlacing(
    (id) => byId.get(id) ?? gone.get(id),
    () => [...byId.values(), ...gone.values()],
  )
  const renamings = createRenamings({
    before: (id) => byId.get(id) ?? gone.get(id),
    foldedTag: folded,
    tracksOf: ({ kind, id }) => {
      if (kind === 'tag') return tagUses.get(id) ?? 0
      const artist = artistId(id)
      return (artists.get(artist)?.trackKeys.length ?? 0) + (former.artists.get(artist) ?? 0)
    },
    isCredited: (id) => artists.has(id),
    mostLinks: () => mostNameLinks(byId.size + gone.size),
  })
  let revision = store.revision()
  let tagCounts: readonly { readonly tag: string; readonly tracks: number }[] | undefined
  const inTurn = createTurns()

  const nameOf = (id: ArtistId, key: TrackKey | undefined): string | undefined => {
    const track = key === undefined ? undefined : byKey[key]
    return track === undefined ? undefined : creditsOf(track).find((credit) => credit.id === id)?.name
  }

  // An artist is called what its earliest track calls it, so that the order of upserts can't change a name.
  const settleArtist = (id: ArtistId, change: KeyChange): void => {
    const trackKeys = changed(artists.get(id)?.trackKeys ?? [], change)
    const name = nameOf(id, trackKeys[0])
    if (name === undefined) artists.delete(id)
    else artists.set(id, { id, name, trackKeys })
  }

  const settleTag = (tag: string, change: KeyChange): void => {
    const before = tagged.get(tag) ?? []
    const had = before.length
    const keys = changed(before, change)
    if (keys.length === 0) tagged.delete(tag)
    else tagged.set(tag, keys)
    count(tagUses, folded(tag), keys.length - had)
  }

  const settle = (
    byArtist: ReadonlyMap<ArtistId, KeyChange>,
    byTag: ReadonlyMap<string, KeyChange>,
  ): void => {
    for (const [id, change] of byArtist) settleArtist(id, change)
    for (const [tag, change] of byTag) settleTag(tag, change)
    tagCounts = undefined
    renamings.settle(
      [...byArtist.keys(), ...shifted.artists],
      [...mapped(byTag.keys(), folded), ...shifted.tags],
    )
    shifted.artists.clear()
    shifted.tags.clear()
  }

  const countFormer = (track: StoredTrack, change: number): void => {
    for (const id of peopleOf(track)) {
      count(former.artists, id, change)
      shifted.artists.add(id)
    }
    for (const tag of track.tags) {
      count(former.tags, tag, change)
      count(tagUses, folded(tag), change)
      shifted.tags.add(folded(tag))
    }
  }
  const keep = (track: StoredTrack): void => {
    gone.set(track.id, track)
    countFormer(track, 1)
  }

  const worked = (incoming: StoredTrack): Arrived => {
    const track = shared(incoming)
    for (const { name } of creditsOf(track)) alike.name(name)
    return { track, song: alike.song(track) }
  }

  const placeAll = (arrived: Iterable<Arrived>): void => {
    const byArtist = new Map<ArtistId, KeyChange>()
    const byTag = new Map<string, KeyChange>()
    for (const { track, song } of arrived) {
      const before = byKey[track.key]
      songs[track.key] = song
      byKey[track.key] = track
      byId.set(track.id, track)
      const returned = gone.get(track.id)
      if (returned) countFormer(returned, -1)
      gone.delete(track.id)
      note(byArtist, track.key, peopleOf(before), peopleOf(track))
      note(byTag, track.key, before?.tags, track.tags)
    }
    settle(byArtist, byTag)
  }

  const takeOut = (ids: readonly TrackId[]): void => {
    const byArtist = new Map<ArtistId, KeyChange>()
    const byTag = new Map<string, KeyChange>()
    for (const id of ids) {
      const track = byId.get(id)
      if (track === undefined) continue
      byId.delete(id)
      keep(track)
      byKey[track.key] = undefined
      note(byArtist, track.key, peopleOf(track))
      note(byTag, track.key, track.tags)
    }
    while (byKey.length > 0 && byKey.at(-1) === undefined) byKey.pop()
    settle(byArtist, byTag)
  }

  /** What could not be stored is stored with the next. */
  const storeLinks = async (): Promise<void> => {
    const links = renamings.unstored()
    if (links.length === 0) return
    await store.link(links, mostNameLinks(byId.size + gone.size))
    renamings.stored(links)
  }

  const withdrawNow = async (ids: readonly TrackId[]): Promise<number> => {
    const taken = await store.withdraw(ids)
    takeOut(ids)
    revision = store.revision()
    await storeLinks()
    return taken
  }

  const upsertNow = async (tracks: readonly IncomingTrack[]): Promise<Upserted> => {
    const placing = await placingOf(tracks)
    const total = { added: 0, changed: 0, unchanged: 0 }
    // By key, so that of two versions of one track only the later one is placed.
    const arrived = new Map<TrackKey, Arrived>()
    const called = new Map<TrackKey, FormerNames>()
    try {
      for (let start = 0; start < tracks.length; start += chunkSize) {
        if (start > 0) await breathe()
        const chunk = placing.place(tracks.slice(start, start + chunkSize))
        const names = await renamings.of(chunk, called, breathe)
        const upserted = await store.upsert(chunk, names)
        for (const one of names) called.set(one.key, one)
        total.added += upserted.added
        total.changed += upserted.changed
        total.unchanged += upserted.unchanged
        if (upserted.added + upserted.changed === 0) continue
        const stored = store.get(chunk.map((track) => track.id)).filter((track) => track !== undefined)
        placing.settle(stored)
        for (const track of stored) arrived.set(track.key, worked(track))
      }
    } catch (failure) {
      placing.fail()
      throw failure
    } finally {
      renamings.take(called.values())
      if (arrived.size > 0) {
        placeAll(arrived.values())
        revision = store.revision()
      }
    }
    await storeLinks()
    return total
  }

  placeAll(mapped(store.scan(), worked))
  for (const { track, song } of mapped(store.withdrawn(), worked)) {
    keep(track)
    songs[track.key] = song
  }
  renamings.link(store.nameLinks())
  renamings.take(store.formerNames())
  // Ended between the tracks of an upsert and what follows from them, it follows now.
  renamings.settle([], [])

  return {
    get size() {
      return byId.size
    },
    identity: store.identity,
    get slots() {
      return byKey.length
    },
    get revision() {
      return revision
    },
    get: (id) => byId.get(id),
    byKey: (key) => byKey[key],
    keyOf: (id) => (byId.get(id) ?? gone.get(id))?.key,
    nameNumber: alike.name,
    songNumber: (key) => songs[key] ?? 0,
    tracks: () => presentOf(byKey),
    former: (id) => {
      const track = gone.get(id)
      return track?.title ? track : undefined
    },
    withdrawn: () => [...gone.values()].sort((a, b) => a.key - b.key),
    artist: (id): ArtistEntry | undefined => artists.get(id),
    artists: () => artists.values(),
    alsoCalled: renamings.alsoCalled,
    calledNow: renamings.calledNow,
    formerArtists: renamings.formerArtists,
    formerly: renamings.formerly,
    withTag: (tag) => tagged.get(tag) ?? [],
    tags: () => {
      tagCounts ??= [...tagged]
        .filter(([, keys]) => keys.length > 0)
        .map(([tag, keys]) => ({ tag, tracks: keys.length }))
        .sort((a, b) => b.tracks - a.tracks || (a.tag < b.tag ? -1 : 1))
      return tagCounts
    },
    formerTags: () => former.tags.keys(),
    search: (query, limit, fits = () => true) =>
      store.search(query, limit, (key) => {
        const track = byKey[key]
        return track !== undefined && fits(track)
      }),
    upsert: (tracks) => inTurn(() => upsertNow(tracks)),
    withdraw: (ids) => inTurn(() => withdrawNow(ids)),
  }
}

/** How many names are shared before the lists start anew: more than a true catalogue has. */
const namesPerTrack = 4
const fewestNames = 10_000

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function* presentOf(byKey: readonly (StoredTrack | undefined)[]): Iterable<StoredTrack> {
  for (const track of byKey) if (track !== undefined) yield track
}

function* mapped<From, To>(all: Iterable<From>, to: (one: From) => To): Iterable<To> {
  for (const one of all) yield to(one)
}

/** A track with what is worked out of it, chunk by chunk: placing and indexing all of them at once is quick then. */
interface Arrived {
  readonly track: StoredTrack
  readonly song: number
}
