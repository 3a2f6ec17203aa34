import { type Artist, creditsOf, type Track } from '#domain'
import type { Target } from './find-target.ts'
import { nameInId } from './names.ts'
import type { TakedownKind, TakedownTarget } from './takedowns.ts'

/**
 * What falls under takedowns as it is now. An artist that is known by name alone is taken down in every spelling, as blocks
 * compare names and with all names that are one with it; an id that a source gave tells two artists of one name apart, and
 * is taken at its word. The trap is a track under two takedowns that is told of one: lifting that one would free it.
 */
export interface Cover {
  /** All that this track falls under, each once. */
  of(track: Track): Iterable<TakedownTarget>
  isOver(artist: Artist): boolean
}

/** How names of artists are compared. */
export interface Spellings {
  readonly nameNumber: (name: string) => number
  readonly alsoCalled: (target: Target) => readonly string[]
  /** Those of the artists that are one with another by name whose own name is this one. */
  readonly linkedSo: (name: number) => Iterable<string>
}

export const createCover = (takedowns: Iterable<TakedownTarget>, spellings: Spellings): Cover => {
  const byId = {
    ...{ track: new Map<string, TakedownTarget[]>(), recording: new Map<string, TakedownTarget[]>() },
    ...{ release: new Map<string, TakedownTarget[]>(), artist: new Map<string, TakedownTarget[]>() },
  } satisfies Record<TakedownKind, unknown>
  const byName = new Map<number, TakedownTarget[]>()
  for (const { kind, id } of takedowns) {
    const target = { kind, id }
    if (kind !== 'artist') put(byId[kind], id, target)
    else {
      const { ids, names } = spelt(id, spellings)
      for (const one of ids) put(byId.artist, one, target)
      for (const name of names) put(byName, name, target)
    }
  }
  const { nameNumber } = spellings
  const over = ({ id, name }: Artist): readonly TakedownTarget[] => {
    const found = byId.artist.get(id) ?? none
    if (byName.size === 0 || nameInId(id) === undefined) return found
    const alike = byName.get(nameNumber(name)) ?? none
    return found === none ? alike : alike === none ? found : [...found, ...alike]
  }
  return {
    of(track) {
      const { id, recordingId, release } = track
      const found = new Set(byId.track.get(id))
      for (const one of byId.recording.get(recordingId) ?? none) found.add(one)
      for (const one of (release && byId.release.get(release.id)) ?? none) found.add(one)
      if (byId.artist.size === 0) return found
      for (const artist of creditsOf(track)) for (const one of over(artist)) found.add(one)
      return found
    },
    isOver: (artist) => over(artist).length > 0,
  }
}

const none: readonly TakedownTarget[] = []

/** All ids and names by which an artist is taken down: what is one by a link, by how it is compared, or by both in turn. */
const spelt = (artist: string, { nameNumber, alsoCalled, linkedSo }: Spellings) => {
  const ids = new Set([artist])
  const names = new Set<number>()
  /** What is linked to one of these is here already. */
  const linked = new Set<string>()
  for (const id of ids) {
    if (!linked.has(id))
      for (const one of [id, ...alsoCalled({ kind: 'artist', id })]) {
        linked.add(one)
        ids.add(one)
      }
    const name = nameInId(id)
    if (name === undefined || names.has(nameNumber(name))) continue
    names.add(nameNumber(name))
    for (const one of linkedSo(nameNumber(name))) ids.add(one)
  }
  return { ids, names }
}

const put = <Key, Value>(lists: Map<Key, Value[]>, at: Key, value: Value): void => {
  const list = lists.get(at)
  if (list === undefined) lists.set(at, [value])
  else list.push(value)
}
