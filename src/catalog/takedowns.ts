import { type Artist, type ArtistId, artistId, type Instant, type Track, type TrackId } from '#domain'
import type { TakedownRequest } from './catalog.ts'
import { type Cover, createCover, type Spellings } from './cover.ts'
import { createKeptTracks, type KeptTracks } from './kept-tracks.ts'
import { nameInId } from './names.ts'

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

/** Of what a catalogue can have: what no id has would be taken down in vain, and break the lines of every list. */
export const isTakedownId = (id: string): boolean => /^[^\p{Cc}\p{Cs}]{1,400}$/u.test(id)

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
  causeOf(track: TrackId): Takedown | undefined
  isHeld(track: TrackId): boolean
  /** What stands there already is since when it was, with its note where no other is given. */
  asked(requests: readonly TakedownRequest[], at: Instant): readonly Takedown[]
  /** What a track falls under as it is, of what is made or of these, and is not held by yet. */
  holding(these?: readonly Takedown[]): (track: Track) => readonly Hold[]
  /** Whether one that is made is over an artist of this name. */
  isOver(artist: Artist): boolean
  /** Likewise of one of whom nothing but the id is known. */
  isOverArtist(id: ArtistId): boolean
  /** Other names are one by now than when this was asked last. */
  respelt(): void
  /** Whether one of these is made, or keeps a track of it away that would be there. */
  keepsAway(target: TakedownTarget): boolean
  /** As the store has them by now. */
  add(takedowns: readonly Takedown[], holds: readonly Hold[]): void
  remove(targets: readonly TakedownTarget[]): void
  /** Tracks that would be there, by id. */
  readonly kept: KeptTracks
}

export const takedownKey = ({ kind, id }: TakedownTarget): string => `${kind}\n${id}`

export const createTakedowns = (spellings: Spellings): Takedowns => {
  const made = new Map<string, Takedown>()
  /** By track, the takedowns that hold for it, and by takedown its tracks. */
  const byTrack = new Map<TrackId, Set<string>>()
  const tracksOf = new Map<string, Set<TrackId>>()
  const kept = createKeptTracks()
  /** Of all that are made, until they or the names of artists are others. */
  let standing: Cover | undefined
  const cover = (): Cover => {
    standing ??= createCover(made.values(), spellings)
    return standing
  }

  const isOver = (artist: Artist): boolean => made.size > 0 && cover().isOver(artist)

  const isOverArtist = (id: ArtistId): boolean => isOver({ id, name: nameInId(id) ?? '' })

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
    causeOf(track) {
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
    holding(these) {
      const over = these === undefined ? cover() : createCover(these, spellings)
      return (track) => {
        const known = byTrack.get(track.id)
        const unknown = [...over.of(track)].filter((one) => known?.has(takedownKey(one)) !== true)
        return unknown.map((one) => ({ ...one, track: track.id }))
      }
    },
    isOver,
    isOverArtist,
    keepsAway(target) {
      const { kind, id } = target
      if (made.has(takedownKey(target)) || (kind === 'artist' && isOverArtist(artistId(id)))) return true
      return kept.hasAny(target)
    },
    respelt() {
      standing = undefined
    },
    add(takedowns, holds) {
      if (takedowns.length > 0) standing = undefined
      for (const one of takedowns) made.set(takedownKey(one), one)
      for (const hold of holds) {
        const key = takedownKey(hold)
        if (!made.has(key)) continue
        put(byTrack, hold.track, key)
        put(tracksOf, key, hold.track)
      }
    },
    remove(targets) {
      standing = undefined
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

const put = <Key, Value>(lists: Map<Key, Set<Value>>, at: Key, value: Value): void => {
  const list = lists.get(at)
  if (list === undefined) lists.set(at, new Set([value]))
  else list.add(value)
}
