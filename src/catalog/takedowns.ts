import { creditsOf, type Instant, type Track, type TrackId } from '#domain'
import { nameNumber } from './alike.ts'
import type { TakedownRequest } from './catalog.ts'
import type { StoredTrack } from './catalog-store.ts'
import type { Target } from './find-target.ts'

/**
 * What an operator took down: it is served, found and played nowhere until the takedown is lifted, whatever a library
 * or an import says of it meanwhile. The trap is music that comes back by being corrected: a takedown of an artist or a
 * release holds each track it ever held by the track's id, so a respelt artist or another release frees none of them.
 */
export interface TakedownTarget {
  readonly kind: TakedownKind
  readonly id: string
}

/** In the order in which one is named as the cause where several hold. */
export const takedownKinds = ['track', 'recording', 'release', 'artist'] as const
export type TakedownKind = (typeof takedownKinds)[number]

export interface Takedown extends TakedownTarget {
  readonly at: Instant
  /** Why, for operators. */
  readonly note?: string | undefined
}

/** That a takedown holds for a track, now or when it comes. */
export interface Hold extends TakedownTarget {
  readonly track: TrackId
}

export interface TakenDown extends Takedown {
  /** How many tracks it keeps away that would be there without it. */
  readonly tracks: number
}

export interface Takedowns {
  /** In order of their making. */
  all(): readonly TakenDown[]
  find(target: TakedownTarget): TakenDown | undefined
  /** The first that holds for this track. */
  holding(track: TrackId): Takedown | undefined
  isHeld(track: TrackId): boolean
  /** What stands there already is since when it was, with its note where no other is given. */
  asked(requests: readonly TakedownRequest[], at: Instant): readonly Takedown[]
  /** What must be stored with these tracks: holds of takedowns made, and of `more`, that are not stored yet. */
  holdsFor(tracks: Iterable<Track>, more?: readonly Takedown[]): readonly Hold[]
  /** As the store has them by now. */
  add(takedowns: readonly Takedown[], holds: readonly Hold[]): void
  remove(targets: readonly TakedownTarget[]): void
  /** Tracks that would be there, by id. */
  readonly kept: Map<TrackId, StoredTrack>
}

export const takedownKey = ({ kind, id }: TakedownTarget): string => `${kind}\n${id}`

export const createTakedowns = (alsoCalled: (target: Target) => readonly string[]): Takedowns => {
  const made = new Map<string, Takedown>()
  /** By track, the takedowns that hold for it, and by takedown its tracks. */
  const byTrack = new Map<TrackId, Set<string>>()
  const tracksOf = new Map<string, Set<TrackId>>()
  const kept = new Map<TrackId, StoredTrack>()

  const counted = (takedown: Takedown): TakenDown => {
    let tracks = 0
    for (const id of tracksOf.get(takedownKey(takedown)) ?? []) if (kept.has(id)) tracks += 1
    return { ...takedown, tracks }
  }

  return {
    kept,
    all: () => [...made.values()].map(counted),
    find(target) {
      const found = made.get(takedownKey(target))
      return found && counted(found)
    },
    holding(track) {
      const holding = [...(byTrack.get(track) ?? [])].flatMap((key) => made.get(key) ?? [])
      return takedownKinds.flatMap((kind) => holding.filter((one) => one.kind === kind))[0]
    },
    isHeld: (track) => byTrack.has(track),
    asked: (requests, at) =>
      requests.map((one) => {
        const before = made.get(takedownKey(one))
        const note = one.note ?? before?.note
        return { kind: one.kind, id: one.id, at: before?.at ?? at, ...(note !== undefined && { note }) }
      }),
    holdsFor(tracks, more = []) {
      if (made.size + more.length === 0) return []
      const covers = createCover([...made.values(), ...more], alsoCalled)
      const holds: Hold[] = []
      for (const track of tracks) {
        const known = byTrack.get(track.id)
        for (const { kind, id } of covers(track))
          if (known?.has(takedownKey({ kind, id })) !== true) holds.push({ kind, id, track: track.id })
      }
      return holds
    },
    add(takedowns, holds) {
      for (const one of takedowns) made.set(takedownKey(one), one)
      for (const hold of holds) {
        const key = takedownKey(hold)
        if (!made.has(key)) continue
        put(byTrack, hold.track, key)
        put(tracksOf, key, hold.track)
      }
    },
    remove(targets) {
      for (const target of targets) {
        const key = takedownKey(target)
        made.delete(key)
        for (const track of tracksOf.get(key) ?? []) {
          const others = byTrack.get(track)
          others?.delete(key)
          if (others?.size === 0) byTrack.delete(track)
        }
        tracksOf.delete(key)
      }
    },
  }
}

const madeOfName = /^artist:/

/**
 * Which of them a track falls under as it is. An artist that is known by name alone is taken down in every spelling,
 * as blocks compare names; an id that a source gave tells two artists of one name apart, and is taken at its word.
 */
const createCover = (
  takedowns: readonly Takedown[],
  alsoCalled: (target: Target) => readonly string[],
): ((track: Track) => Iterable<TakedownTarget>) => {
  const byId = new Map(takedowns.map((one) => [takedownKey(one), one]))
  const byName = new Map<number, Takedown>()
  for (const one of takedowns) {
    if (one.kind !== 'artist') continue
    for (const id of [one.id, ...alsoCalled({ kind: 'artist', id: one.id })]) {
      if (madeOfName.test(id)) byName.set(nameNumber(id.replace(madeOfName, '')), one)
      byId.set(takedownKey({ kind: 'artist', id }), one)
    }
  }
  const people = takedowns.some(({ kind }) => kind === 'artist')
  return function* covers(track) {
    const own: TakedownTarget[] = [
      { kind: 'track', id: track.id },
      { kind: 'recording', id: track.recordingId },
      ...(track.release ? [{ kind: 'release', id: track.release.id } as const] : []),
    ]
    for (const target of own) {
      const found = byId.get(takedownKey(target))
      if (found) yield found
    }
    if (!people) return
    for (const { id, name } of creditsOf(track)) {
      const found = byId.get(takedownKey({ kind: 'artist', id }))
      const alike = madeOfName.test(id) && byName.size > 0 ? byName.get(nameNumber(name)) : undefined
      if (found) yield found
      if (alike && alike !== found) yield alike
    }
  }
}

const put = <Key, Value>(lists: Map<Key, Set<Value>>, at: Key, value: Value): void => {
  const list = lists.get(at)
  if (list === undefined) lists.set(at, new Set([value]))
  else list.add(value)
}
