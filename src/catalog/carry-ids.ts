import { setImmediate } from 'node:timers/promises'
import { type Track, type TrackId, trackId } from '#domain'
import type { Catalog } from './catalog.ts'
import type { NextTurn } from './in-slices.ts'
import { type Known, type LibraryNames, namesOf, orphansOf, type TrackOf } from './library-names.ts'
import type { LibraryRecord } from './library-record.ts'
import { pairTracks } from './pair-tracks.ts'
import type { Appearance, FileLook } from './same-track.ts'
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
}

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
  renamed(): number
}

export const createCarrying = (options: {
  /** Of the library that is read, and one of `records`. */
  readonly record: LibraryRecord | undefined
  readonly records: readonly LibraryRecord[]
  readonly catalog: Pick<Catalog, 'get' | 'keyOf' | 'tracks'>
  readonly signal?: AbortSignal | undefined
  readonly nextTurn?: NextTurn | undefined
}): Carrying => {
  const { record, records, catalog, signal, nextTurn = setImmediate } = options
  const trackOf: TrackOf = (id) => catalog.get(id)
  const wasKnown = (id: TrackId) => catalog.keyOf(id) !== undefined
  /** A row that left says by what it says which one it is; a file says only where it lies. */
  const isBack = ({ seen, track: { id } }: Fresh<Sighting>, names: LibraryNames) =>
    !seen.look && !names.has(id) && trackOf(id) === undefined && wasKnown(id)
  let renamed = 0

  const carryOver = async function* <Seen extends Sighting>(
    sightings: AsyncIterable<Seen>,
    mayBeGone: (file: string, track: Track) => boolean,
    names: LibraryNames,
  ): AsyncGenerator<Seen> {
    // With no record it is read for the first time, unless the list of libraries was lost: then the catalogue knows.
    const orphans = record
      ? []
      : orphansOf(catalog.tracks(), records).filter(({ name, track }) => track && mayBeGone(name, track))
    const mustWait = record !== undefined || orphans.length > 0
    const claimed = new Set<TrackId>()
    const order: (TrackId | undefined)[] = []
    const fresh: Fresh<Seen>[] = []
    for await (const seen of sightings) {
      signal?.throwIfAborted()
      const { track } = seen.reading
      if (track === undefined) yield seen
      else {
        const id = seen.isGiven ? track.id : names.settled(seen.file, track)
        const isSettled = id !== undefined && (seen.isGiven || !claimed.has(id))
        order.push(isSettled ? id : undefined)
        if (isSettled) {
          claimed.add(id)
          yield withId(seen, track, id)
        } else if (mustWait) fresh.push({ seen, track, at: order.length - 1 })
        else {
          const free = freeId(track.id, names, claimed, wasKnown)
          claimed.add(free)
          yield withId(seen, track, free)
        }
      }
    }
    if (fresh.length === 0) return
    const kept = await keptBy(
      fresh,
      names,
      goneOf([...names.known(), ...orphans], claimed, mayBeGone),
      (one) => isBack(one, names),
      order,
      nextTurn,
    )
    for (const id of kept.values()) claimed.add(id)
    renamed += kept.size
    for (const one of fresh) {
      const id = kept.get(one) ?? freeId(one.track.id, names, claimed, wasKnown)
      claimed.add(id)
      yield withId(one.seen, one.track, id)
    }
  }

  return {
    carry: (sightings, mayBeGone) => carryOver(sightings, mayBeGone, namesOf(record, records, trackOf)),
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

const goneOf = (
  known: readonly Known[],
  claimed: ReadonlySet<TrackId>,
  mayBeGone: (file: string, track: Track) => boolean,
): ReadonlyMap<TrackId, Gone> => {
  const places = placesOf(known.map(({ id }) => (claimed.has(id) ? id : undefined)))
  const gone = known.flatMap(({ id, name, file, track }, at): [TrackId, Gone][] => {
    if (track === undefined || claimed.has(id) || !mayBeGone(name, track)) return []
    const look = track.audioPath === undefined ? undefined : { ...file, path: name }
    return [[id, { id, track, file: look, place: places[at] }]]
  })
  return new Map(gone)
}

/**
 * A row that says what a gone one was called once is that one, whatever it was called since; one that is back is what
 * it was. Other tracks are compared.
 */
const keptBy = async <Seen extends Sighting>(
  fresh: readonly Fresh<Seen>[],
  names: LibraryNames,
  gone: ReadonlyMap<TrackId, Gone>,
  isBack: (one: Fresh<Seen>) => boolean,
  order: readonly (TrackId | undefined)[],
  nextTurn: NextTurn,
): Promise<ReadonlyMap<Fresh<Seen>, TrackId>> => {
  const kept = new Map<Fresh<Seen>, TrackId>()
  const left = new Map(gone)
  for (const one of fresh) {
    const id = one.seen.look ? undefined : names.former(one.track.id).find((former) => left.has(former))
    if (id === undefined) continue
    kept.set(one, id)
    left.delete(id)
  }
  const places = placesOf(order)
  const found = fresh
    .filter((one) => !kept.has(one) && !isBack(one))
    .map((one) => ({ one, track: one.track, file: one.seen.look, place: places[one.at] }))
  for (const [{ one }, { id }] of await pairTracks([...left.values()], found, nextTurn)) kept.set(one, id)
  return kept
}

/**
 * Where each of those that are not settled stands: between which that are, and as which of how many. The same text in
 * two orders is the same place.
 */
const placesOf = (order: readonly (TrackId | undefined)[]): readonly string[] => {
  const places: string[] = []
  for (let start = 0; start < order.length; ) {
    let end = start
    while (end < order.length && order[end] === undefined) end += 1
    const between = JSON.stringify([order[start - 1] ?? '', order[end] ?? '', end - start])
    for (let at = start; at < end; at++) places[at] = `${between} ${at - start}`
    start = end + 1
  }
  return places
}

/** An id that means nothing else here: a row may say by now what another one, which was corrected, said first. */
const freeId = (
  made: TrackId,
  names: LibraryNames,
  claimed: ReadonlySet<TrackId>,
  wasKnown: (id: TrackId) => boolean,
): TrackId => {
  const isTaken = (id: TrackId) => claimed.has(id) || names.has(id)
  if (!isTaken(made)) return made
  for (let use = 2; ; use++) {
    const id = trackId(`${made}~${use}`)
    if (!isTaken(id) && !wasKnown(id)) return id
  }
}
