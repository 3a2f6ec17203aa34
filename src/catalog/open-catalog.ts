import { setImmediate as nextTurn } from 'node:timers/promises'
import { type ArtistId, createTurns, creditsOf, type Instant, type TrackId, type TrackKey } from '#domain'
import { createAlike, foldedTag, madePerName } from './alike.ts'
import { asSentOf, presentOf } from './as-sent.ts'
import type { Catalog, OpenCatalog, TakedownRequest } from './catalog.ts'
import type { StoredTrack, Upserted } from './catalog-store.ts'
import { createChanges } from './changes.ts'
import type { FormerNames } from './former-names.ts'
import { createHolding } from './holding.ts'
import { type KeyChange, note, peopleOf } from './key-lists.ts'
import { mostNameLinks } from './name-links.ts'
import { createNameLists } from './name-lists.ts'
import { createPlacing } from './performances.ts'
import { createRenamings } from './renamings.ts'
import { createSharing } from './sharing.ts'
import { createTakedowns, type TakedownTarget, type TakenDown } from './takedowns.ts'

/**
 * The catalogue in process. Ranking reads tracks thousands of times a second, so they live here as plain
 * objects and the store is asked for words only. The trap is drift between what was built at the start and
 * what later upserts made of it: one function, `placeAll`, does both, and a law compares the two.
 */

// Rows per store transaction. Bigger ones commit less often; this many hold the event loop for some three milliseconds.
const chunkSize = 40

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
  /** Those that are not there: withdrawn, or taken down. */
  const gone = new Map<TrackId, StoredTrack>()
  const mostNames = () => namesPerTrack * byId.size + fewestNames
  const shared = createSharing(mostNames)
  const alike = createAlike(mostNames)
  const folded = madePerName(foldedTag, mostNames)
  const names = createNameLists((key) => byKey[key], folded)
  const songs: number[] = []
  const known = (id: TrackId) => byId.get(id) ?? gone.get(id)
  const keyOf = (id: TrackId) => known(id)?.key
  const placingOf = createPlacing(known, () => [...byId.values(), ...gone.values()])
  const renamings = createRenamings({
    before: known,
    foldedTag: folded,
    tracksOf: names.tracksOf,
    isCredited: (id) => names.artists.has(id),
    mostLinks: () => mostNameLinks(byId.size + gone.size),
  })
  const takedowns = createTakedowns({ ...renamings, nameNumber: alike.name })
  const holding = createHolding({ takedowns, there: byId, gone, artists: names.artists, byKey })
  let revision = store.revision()
  const changes = createChanges(revision, () => (byId.size + gone.size) / 2)
  const settleRevision = (of: Iterable<StoredTrack | TrackId>): void => {
    for (const one of of) changes.note(typeof one === 'string' ? one : one.id)
    revision = store.revision()
    changes.settle(revision)
  }
  const inTurn = createTurns()

  const keep = (track: StoredTrack): void => {
    gone.set(track.id, track)
    names.countFormer(track, 1)
  }
  const release = (id: TrackId): void => {
    const track = gone.get(id)
    if (track) names.countFormer(track, -1)
    gone.delete(id)
    takedowns.kept.delete(id)
  }

  const worked = (incoming: StoredTrack): Arrived => {
    const track = shared(incoming)
    for (const { name } of creditsOf(track)) alike.name(name)
    return { track, song: alike.song(track) }
  }

  /** What is taken down is kept as it came, among those that are not there. */
  const placeAll = (arrived: Iterable<Arrived>): void => {
    const byArtist = new Map<ArtistId, KeyChange>()
    const byTag = new Map<string, KeyChange>()
    for (const { track, song } of arrived) {
      const before = byKey[track.key]
      const isHeld = takedowns.isHeld(track.id)
      songs[track.key] = song
      release(track.id)
      if (isHeld) {
        byId.delete(track.id)
        keep(track)
        takedowns.kept.set(track.id, track)
        if (before === undefined) continue
      } else byId.set(track.id, track)
      byKey[track.key] = isHeld ? undefined : track
      note(byArtist, track.key, peopleOf(before), isHeld ? [] : peopleOf(track))
      note(byTag, track.key, before?.tags, isHeld ? [] : track.tags)
    }
    settle(byArtist, byTag)
  }

  const takeOut = (ids: readonly TrackId[]): void => {
    const byArtist = new Map<ArtistId, KeyChange>()
    const byTag = new Map<string, KeyChange>()
    for (const id of ids) {
      takedowns.kept.delete(id)
      const track = byId.get(id)
      if (track === undefined) continue
      byId.delete(id)
      keep(track)
      byKey[track.key] = undefined
      note(byArtist, track.key, peopleOf(track))
      note(byTag, track.key, track.tags)
    }
    settle(byArtist, byTag)
  }

  const settle = (
    byArtist: ReadonlyMap<ArtistId, KeyChange>,
    byTag: ReadonlyMap<string, KeyChange>,
  ): void => {
    while (byKey.length > 0 && byKey.at(-1) === undefined) byKey.pop()
    const settled = names.settle(byArtist, byTag)
    // In this very turn, so that nobody meets in between what falls under a takedown by a name that is one with another since now.
    const held = holding.linked(renamings.settle(settled.artists, settled.tags))
    for (const { id } of held) changes.note(id)
    if (held.length > 0) placeAll(asTheyAre(held))
  }
  const asTheyAre = (tracks: readonly StoredTrack[]): readonly Arrived[] =>
    tracks.map((track) => ({ track, song: songs[track.key] ?? 0 }))

  /** Names are decided about when tracks come: those that leave are counted still. What could not be stored is stored with the next. */
  const storeLinks = async (): Promise<void> => {
    const links = renamings.unstored()
    if (links.length === 0) return
    const holds = await holding.unstored()
    await store.link(links, mostNameLinks(byId.size + gone.size), holds)
    renamings.stored(links)
    holding.stored(holds)
    if (holds.length > 0) placeAgain(holds.flatMap(({ track }) => byId.get(track) ?? []))
  }

  const withdrawNow = async (ids: readonly TrackId[]): Promise<number> => {
    const taken = await store.withdraw(ids)
    takeOut(ids)
    settleRevision(ids)
    return taken
  }

  const placeAgain = (tracks: readonly StoredTrack[]): void => {
    placeAll(asTheyAre(tracks))
    settleRevision(tracks)
  }

  const takeDownNow = async (
    asked: readonly TakedownRequest[],
    at: Instant,
  ): Promise<readonly TakenDown[]> => {
    const all = takedowns.asked(asked, at)
    const holds = await holding.under(all)
    await store.takeDown(all, holds)
    takedowns.add(all, holds)
    placeAgain(holds.flatMap(({ track }) => byId.get(track) ?? []))
    return all.flatMap((one) => takedowns.find(one) ?? [])
  }

  const liftNow = async (targets: readonly TakedownTarget[]): Promise<number> => {
    const lifted = targets.filter((one) => takedowns.find(one) !== undefined)
    if (lifted.length === 0) return 0
    await store.lift(lifted)
    takedowns.remove(lifted)
    const free = [...takedowns.kept.values()].filter(({ id }) => !takedowns.isHeld(id))
    placeAgain(free)
    return free.length
  }

  const upsertNow = async (...[tracks, settled = new Set()]: Sent): Promise<Upserted> => {
    const placing = await placingOf(tracks)
    const total = { added: 0, changed: 0, unchanged: 0 }
    // By key, so that of two versions of one track only the later one is placed.
    const arrived = new Map<TrackKey, Arrived>()
    const called = new Map<TrackKey, FormerNames>()
    try {
      for (let start = 0; start < tracks.length; start += chunkSize) {
        if (start > 0) await nextTurn()
        const chunk = placing.place(tracks.slice(start, start + chunkSize))
        const renamed = await renamings.of(chunk, settled, called, nextTurn)
        const holds = chunk.flatMap(takedowns.holding())
        const upserted = await store.upsert(chunk, renamed, holds)
        takedowns.add([], holds)
        for (const one of renamed) called.set(one.key, one)
        if (renamed.length > 0) for (const { id } of chunk) changes.note(id)
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
      if (tracks.length > chunkSize) await nextTurn()
      renamings.take(called.values())
      if (arrived.size > 0) {
        placeAll(arrived.values())
        settleRevision([...arrived.values()].map(({ track }) => track))
      }
    }
    await storeLinks()
    return total
  }

  takedowns.add(store.takedowns(), [...store.holds()])
  placeAll(Iterator.from(store.scan()).map(worked))
  for (const { track, song } of Iterator.from(store.withdrawn()).map(worked)) {
    keep(track)
    songs[track.key] = song
  }
  renamings.link(store.nameLinks())
  renamings.take(store.formerNames())
  // Ended between the tracks of an upsert and what follows from them, it follows now.
  settle(new Map(), new Map())

  const formerOf = (id: TrackId): StoredTrack | undefined => {
    const track = gone.get(id)
    return track?.title ? track : undefined
  }
  const withdrawn = () => [...gone.values()].sort((a, b) => a.key - b.key)

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
    changedSince(then) {
      const ids = changes.since(then)
      return ids && [...ids].flatMap((id) => known(id) ?? [])
    },
    get: (id) => byId.get(id),
    byKey: (key) => byKey[key],
    keyOf,
    nameNumber: alike.name,
    songNumber: (key) => songs[key] ?? 0,
    tracks: () => presentOf(byKey),
    former: formerOf,
    withdrawn,
    artist: (id) => names.artists.get(id),
    artists: () => names.artists.values(),
    alsoCalled: renamings.alsoCalled,
    calledNow: renamings.calledNow,
    formerArtists: renamings.formerArtists,
    formerNames: renamings.formerNames,
    formerly: renamings.formerly,
    withTag: (tag) => names.tagged.get(tag) ?? [],
    tags: names.tags,
    ...{ formerTags: names.formerTags, formerArtist: names.formerArtist },
    search: (query, limit, fits = () => true) =>
      store.search(query, limit, (key) => {
        const track = byKey[key]
        return track !== undefined && fits(track)
      }),
    upsert: (...sent) => inTurn(() => upsertNow(...sent)),
    withdraw: (ids) => inTurn(() => withdrawNow(ids)),
    takeDown: (asked, at) => inTurn(() => takeDownNow(asked, at)),
    lift: (targets) => inTurn(() => liftNow(targets)),
    takedowns: takedowns.all,
    takedownOf: takedowns.causeOf,
    isTakenDown: takedowns.isOverArtist,
    keepsAway: takedowns.keepsAway,
    asSent: asSentOf({ byId, byKey, kept: takedowns.kept, keyOf, formerOf, withdrawn }),
  }
}

/** How many names are shared before the lists start anew: more than a true catalogue has. */
const namesPerTrack = 4
const fewestNames = 10_000

/** A track with what is worked out of it, chunk by chunk: placing and indexing all of them at once is quick then. */
interface Arrived {
  readonly track: StoredTrack
  readonly song: number
}

type Sent = Parameters<Catalog['upsert']>
