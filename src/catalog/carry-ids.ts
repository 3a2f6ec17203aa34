import { setImmediate } from 'node:timers/promises'
import { type Track, type TrackId, trackId } from '#domain'
import type { Catalog } from './catalog.ts'
import { forEachInSlices, type NextTurn } from './in-slices.ts'
import { type Known, type LibraryNames, namesOf, orphansOf, type TrackOf } from './library-names.ts'
import type { LibraryRecord } from './library-record.ts'
import { pairTracks } from './pair-tracks.ts'
import { type Appearance, type FileLook, isCalledAlike } from './same-track.ts'
import type { TrackReading } from './track-input.ts'

/**
 * Ids that are made of what a row says, or of where a file lies, end with a corrected spelling or a renamed folder, and
 * with them what listeners said of the track. So what is new in a library is held against what is gone from it, and
 * what is plainly the same track keeps its id. The library's record remembers it: the next reading makes the same
 * new ids again.
 */
export interface Sighting {
  readonly reading: TrackReading
  /** The name under which the library's record has the file. */
  readonly file: string
  /** Of an audio file; absent for a row. */
  readonly look?: FileLook | undefined
  /** The source itself says the id, and means it. */
  readonly isGiven?: boolean | undefined
  /** Of a row: what it was called while it was read otherwise. */
  readonly formerIds?: readonly TrackId[] | undefined
}

/** The ids that a sighting may mean a track by, the one of now first. */
const madeFor = ({ seen, track }: Fresh<Sighting>): readonly TrackId[] => [
  track.id,
  ...(seen.formerIds ?? []),
]

/**
 * Passes sightings on under the ids they keep. What may be a track that is gone comes last, once all was read; nothing
 * waits while a library is read for the first time. `mayBeGone` says of a track that was not seen whether it may be
 * called or lie otherwise by now.
 */
export type Carry = <Seen extends Sighting>(
  sightings: AsyncIterable<Seen>,
  mayBeGone: (file: string, track: Track) => boolean,
) => AsyncIterable<Seen>

export interface Carrying {
  readonly carry: Carry
  /** Tracks that are called or lie otherwise than before, and kept their ids. */
  renamed(): ReadonlySet<TrackId>
}

export const createCarrying = (options: {
  /** Of the library that is read, and one of `records`. */
  readonly record: LibraryRecord | undefined
  readonly records: readonly LibraryRecord[]
  readonly catalog: Pick<Catalog, 'get' | 'keyOf' | 'former' | 'tracks' | 'withdrawn'>
  readonly signal?: AbortSignal | undefined
  readonly nextTurn?: NextTurn | undefined
}): Carrying => {
  const { record, records, catalog, signal, nextTurn = setImmediate } = options
  const trackOf: TrackOf = (id) => catalog.get(id)
  const wasKnown = (id: TrackId) => catalog.keyOf(id) !== undefined
  /** A row that left says by what it says which one it is; a file says only where it lies. */
  const isBack = (one: Fresh<Sighting>, names: LibraryNames) =>
    !one.seen.look && madeFor(one).some((id) => !names.has(id) && trackOf(id) === undefined && wasKnown(id))
  /** An id that was made of where a file lies may have meant another song that lay there. */
  const isFormer = ({ seen: { look }, track }: Fresh<Sighting>): boolean => {
    const before = catalog.former(track.id)
    if (before === undefined || look === undefined) return true
    return isCalledAlike({ track: before, file: look }, { track, file: look })
  }
  /** One that means nothing else here: a row may say by now what another one, which was corrected, said first. */
  const freeId = (one: Fresh<Sighting>, names: LibraryNames, claimed: ReadonlySet<TrackId>): TrackId => {
    const made = one.track.id
    const isTaken = (id: TrackId) => claimed.has(id) || names.has(id) || trackOf(id) !== undefined
    const former = wasKnown(made) ? undefined : one.seen.formerIds?.find((id) => wasKnown(id) && !isTaken(id))
    if (former !== undefined) return former
    if (!isTaken(made) && isFormer(one)) return made
    for (let use = 2; ; use++) {
      const id = trackId(`${made}~${use}`)
      if (!isTaken(id) && !wasKnown(id)) return id
    }
  }
  const renamed = new Set<TrackId>()

  const carryOver = async function* <Seen extends Sighting>(
    sightings: AsyncIterable<Seen>,
    mayBeGone: (file: string, track: Track) => boolean,
  ): AsyncGenerator<Seen> {
    const names = await namesOf(record, records, trackOf, nextTurn)
    // With no record it is read for the first time, unless the list of libraries was lost: then the catalogue knows.
    const orphans = record ? [] : await orphansOf(catalog.tracks(), records, mayBeGone, nextTurn)
    const mustWait = record !== undefined || orphans.length > 0
    const claimed = new Set<TrackId>()
    const order: (TrackId | undefined)[] = []
    const fresh: Fresh<Seen>[] = []
    for await (const seen of sightings) {
      signal?.throwIfAborted()
      const { track } = seen.reading
      if (track === undefined) yield seen
      else {
        const known = names.settled(seen.file, track, seen.look, seen.formerIds)
        const id = seen.isGiven ? track.id : known
        const isSettled = id !== undefined && (seen.isGiven || !claimed.has(id))
        order.push(isSettled ? id : undefined)
        if (isSettled) {
          claimed.add(id)
          yield withId(seen, track, id)
          continue
        }
        const one = { seen, track, at: order.length - 1 }
        if (mustWait) fresh.push(one)
        else {
          const free = freeId(one, names, claimed)
          claimed.add(free)
          yield withId(seen, track, free)
        }
      }
    }
    if (fresh.length === 0) return
    const kept = new Map<Fresh<Seen>, Gone>()
    const keepOf = async (known: readonly Iterable<Known>[]) => {
      const gone = new Map<TrackId, Gone>()
      for (const some of known) await addGone(gone, some, claimed, mayBeGone, nextTurn)
      const left = fresh.filter((one) => !kept.has(one))
      const found = await keptBy(left, names, gone, (one) => isBack(one, names), order, nextTurn)
      await forEachInSlices(found, nextTurn, ([one, before]) => {
        kept.set(one, before)
        claimed.add(before.id)
        if (before.file?.path !== one.seen.file) renamed.add(before.id)
      })
    }
    await keepOf([names.known(), orphans])
    // What an earlier scan withdrew: a folder that is copied to another disk is nowhere for longer than a scan takes.
    if (fresh.some((one) => one.seen.look && !kept.has(one)))
      await keepOf([await orphansOf(catalog.withdrawn(), records, mayBeGone, nextTurn)])
    for (const one of fresh) {
      const id = kept.get(one)?.id ?? freeId(one, names, claimed)
      claimed.add(id)
      yield withId(one.seen, one.track, id)
    }
  }

  return {
    carry: carryOver,
    renamed: () => renamed,
  }
}

interface Fresh<Seen> {
  readonly seen: Seen
  readonly track: Track
  /** Among all that were read. */
  readonly at: number
}

interface Gone extends Appearance {
  readonly id: TrackId
}

const withId = <Seen extends Sighting>(seen: Seen, track: Track, id: TrackId): Seen =>
  track.id === id ? seen : { ...seen, reading: { track: { ...track, id } } }

const addGone = async (
  gone: Map<TrackId, Gone>,
  known: Iterable<Known>,
  claimed: ReadonlySet<TrackId>,
  mayBeGone: (file: string, track: Track) => boolean,
  nextTurn: NextTurn,
): Promise<void> => {
  const all: Known[] = []
  const order: (TrackId | undefined)[] = []
  await forEachInSlices(known, nextTurn, (one) => {
    all.push(one)
    order.push(claimed.has(one.id) ? one.id : undefined)
  })
  const placeAt = await placesOf(order, nextTurn)
  let at = -1
  await forEachInSlices(all, nextTurn, ({ id, name, file, track }) => {
    at += 1
    if (track === undefined || claimed.has(id) || !mayBeGone(name, track)) return
    const isFile = track.audioPath !== undefined
    gone.set(id, { id, track, ...(isFile ? { file: { ...file, path: name } } : { place: placeAt(at) }) })
  })
}

/**
 * Which of the new ones are which of those that are gone, and takes these from `left`. A row that says what a gone one
 * was called once is that one, whatever it was called since; one that is back is what it was. Other tracks are compared.
 */
const keptBy = async <Seen extends Sighting>(
  fresh: readonly Fresh<Seen>[],
  names: LibraryNames,
  left: Map<TrackId, Gone>,
  isBack: (one: Fresh<Seen>) => boolean,
  order: readonly (TrackId | undefined)[],
  nextTurn: NextTurn,
): Promise<ReadonlyMap<Fresh<Seen>, Gone>> => {
  const kept = new Map<Fresh<Seen>, Gone>()
  const unclear: Fresh<Seen>[] = []
  await forEachInSlices(fresh, nextTurn, (one) => {
    const former = one.seen.look ? [] : madeFor(one).flatMap((made) => names.former(made))
    const id = former.find((one) => left.has(one))
    const before = id && left.get(id)
    if (before === undefined) unclear.push(one)
    else {
      kept.set(one, before)
      left.delete(before.id)
    }
  })
  const placeAt = await placesOf(order, nextTurn)
  const found: (Appearance & { readonly one: Fresh<Seen> })[] = []
  await forEachInSlices(unclear, nextTurn, (one) => {
    const { seen, track, at } = one
    if (!isBack(one))
      found.push({ one, track, ...(seen.look ? { file: seen.look } : { place: placeAt(at) }) })
  })
  const pairs = await pairTracks([...left.values()], found, nextTurn)
  await forEachInSlices(pairs, nextTurn, ([{ one }, before]) => kept.set(one, before))
  return kept
}

/**
 * Where each of those that are not settled stands: between which that are, and as which of how many. The same text in
 * two orders is the same place.
 */
const placesOf = async (
  order: readonly (TrackId | undefined)[],
  nextTurn: NextTurn,
): Promise<(at: number) => string | undefined> => {
  const gaps = new Map<number, { start: number; size: number; after?: TrackId; before?: TrackId }>()
  let at = 0
  await forEachInSlices(order, nextTurn, (id) => {
    const after = order[at - 1]
    const gap = gaps.get(at - 1)
    if (id === undefined) {
      const own = gap ?? { start: at, size: 0, ...(after && { after }) }
      own.size += 1
      gaps.set(at, own)
    } else if (gap) gap.before = id
    at += 1
  })
  return (at) => {
    const gap = gaps.get(at)
    return gap && JSON.stringify([gap.after ?? '', gap.before ?? '', gap.size, at - gap.start])
  }
}
