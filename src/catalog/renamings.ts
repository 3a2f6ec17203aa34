import { type ArtistId, artistId, creditsOf, type Track, type TrackId } from '#domain'
import type { Target } from './find-target.ts'
import type { NextTurn } from './in-slices.ts'
import { count } from './key-lists.ts'
import {
  keyOf,
  type Links,
  linksOf,
  nodeOf,
  type Renamed,
  type Renaming,
  type TracksOf,
} from './renaming-links.ts'
import { type Name as Folded, isAlike, isSamePerson, nameOf } from './same-track.ts'

/**
 * What artists and tags were called before. An id is made of the name, so a spelling that is mended in a table or in
 * files gives every track another artist, and what was said of the old one would hold for nobody. So it is kept, with
 * the tracks, which name stands in the place of which on tracks that stayed what they are, and on how many.
 *
 * The trap: a credit that was wrong and is put right is no renaming, and a link that is wrong hides all music of
 * another. "Moby" and "Toby" are as much alike as a name and its misspelling; what tells them apart is how many tracks
 * went over. A name that is spelt much like the one before is the same while at least as many did as have the old
 * one still; a tag, while one of the two stands on no track; another name is where nobody has the old one any more,
 * all who had it have one artist now, and it was new. All follows from the pairs and from who is credited now; only whether
 * a name was new is judged when its tracks come.
 */

interface Name {
  readonly id: string
  readonly text: string
}

const kinds = ['artist', 'tag'] as const
const namesOf: Readonly<Record<Renamed['kind'], (track: Track) => readonly Name[]>> = {
  artist: (track) => creditsOf(track).map(({ id, name }) => ({ id, text: name })),
  tag: (track) => track.tags.map((tag) => ({ id: tag, text: tag })),
}

/** In one turn of the event loop: some milliseconds. */
const mostCompared = 256

/** Each name is compared with each: of a list that is written anew nobody can say which stands for which. */
const mostReplaced = 8

const without = (names: readonly Name[], others: readonly Name[]): readonly Name[] => {
  const ids = new Set(others.map(({ id }) => id))
  return names.filter(({ id }) => !ids.has(id))
}

type IsRespelt = (was: string, now: string) => boolean

interface Replaced {
  readonly was: Name
  readonly now: Name
  readonly isRespelt: boolean
}

/** Which name came in the place of which: those spelt alike, each once, and the one that is left on either side. */
const replaced = (
  left: readonly Name[],
  came: readonly Name[],
  isRespelt: IsRespelt,
): readonly Replaced[] => {
  const [respelt, others, rest]: [Replaced[], Name[], Name[]] = [[], [], [...came]]
  for (const was of left) {
    const at = rest.findIndex((now) => isRespelt(was.text, now.text))
    const [now] = at < 0 ? [] : rest.splice(at, 1)
    if (now) respelt.push({ was, now, isRespelt: true })
    else others.push(was)
  }
  const [[was, ...moreLeft], [now, ...moreCame]] = [others, rest]
  const isOneForOne = moreLeft.length + moreCame.length === 0
  return was && now && isOneForOne ? [...respelt, { was, now, isRespelt: false }] : respelt
}

export interface Renamings {
  /** What tracks that come say of names that they had until now. */
  of(tracks: readonly Track[], nextTurn: NextTurn): Promise<readonly Renaming[]>
  /** Those that are stored. What is known of a pair stays, and its tracks are counted on. */
  take(renamings: Iterable<Renaming>): void
  /** Credits or tags of the catalogue have changed. */
  changed(): void
  alsoCalled(target: Target): readonly string[]
  calledNow(artist: ArtistId): ArtistId
  renamedArtists(): Iterable<{ readonly id: string; readonly name: string }>
}

interface Names {
  readonly before: (id: TrackId) => Track | undefined
  readonly foldedTag: (tag: string) => string
  readonly tracksOf: TracksOf
  readonly withdrawnOf: (artist: ArtistId) => number
  /** How many pairs are kept; the oldest go first. */
  readonly mostPairs: () => number
}

export const createRenamings = ({
  before,
  foldedTag,
  tracksOf,
  withdrawnOf,
  mostPairs,
}: Names): Renamings => {
  const pairs = new Map<string, Renaming>()
  /** How many tracks came to an artist from others, less those that left. */
  const cameOver = new Map<string, number>()
  /** By each of its names, the pairs that it is in. */
  const touching = new Map<string, Set<string>>()
  const known = new Map<string, Links>()

  const countOver = ({ kind, was, now }: Renaming, tracks: number): void => {
    if (kind === 'tag') return
    count(cameOver, now, tracks)
    count(cameOver, was, -tracks)
  }
  const forget = (one: Renaming): void => {
    pairs.delete(keyOf(one))
    countOver(one, -one.tracks)
    for (const name of endsOf(one)) {
      touching.get(name)?.delete(keyOf(one))
      if (touching.get(name)?.size === 0) touching.delete(name)
    }
  }

  const isCredited = (id: ArtistId): boolean => tracksOf({ kind: 'artist', id }) > 0
  /** It has no track but those that came over, or it is given back. */
  const isNew = (was: string, now: string): boolean => {
    const had = tracksOf({ kind: 'artist', id: now })
    const isBack = pairs.get(keyOf({ kind: 'artist', was: now, now: was }))?.how === 'new'
    return (had === 0 && isBack) || had + withdrawnOf(artistId(now)) <= Math.max(0, cameOver.get(now) ?? 0)
  }

  const alsoCalled = ({ kind, id }: Target): readonly string[] => {
    if (kind === 'track') return []
    const name = nodeOf(kind, kind === 'tag' ? foldedTag(id) : id)
    if (!touching.has(name)) return []
    return (known.get(name) ?? linksAround(name)).from(name).map((other) => other.slice(kind.length + 1))
  }

  /** Of all names that pairs lead to, so that whoever asks for one does not wait for those of all others. */
  const linksAround = (name: string): Links => {
    const [names, keys] = [new Set([name]), new Set<string>()]
    for (const one of names)
      for (const key of touching.get(one) ?? []) {
        const pair = pairs.get(key)
        if (pair === undefined || keys.has(key)) continue
        keys.add(key)
        for (const end of endsOf(pair)) names.add(end)
      }
    // In one order, whichever name is asked for.
    const links = linksOf([...keys].sort(), pairs, tracksOf)
    for (const one of names) known.set(one, links)
    return links
  }

  const replacedOn = (kind: Renamed['kind'], had: Track, track: Track, isRespelt: IsRespelt) => {
    const [old, current] = [namesOf[kind](had), namesOf[kind](track)]
    const left = without(old, current)
    // Most tracks come as they were.
    if (left.length === 0 || left.length > mostReplaced) return []
    const came = without(current, old)
    if (came.length > mostReplaced) return []
    if (kind === 'artist') return replaced(left, came, isRespelt)
    const folded = ({ text }: Name): Name => ({ id: foldedTag(text), text })
    const [foldedOld, foldedCurrent] = [old.map(folded), current.map(folded)]
    return replaced(without(foldedOld, foldedCurrent), without(foldedCurrent, foldedOld), isRespelt)
  }

  const ofTrack = (track: Track, isRespelt: IsRespelt): readonly Renaming[] => {
    const had = before(track.id)
    // Rows that took the ids of their neighbours are other tracks.
    if (had === undefined || !isTitledAlike(had.title, track.title)) return []
    return kinds.flatMap((kind) =>
      replacedOn(kind, had, track, isRespelt).flatMap((pair): readonly Renaming[] => {
        const {
          was: { id: was, text: name },
          now: { id: now },
        } = pair
        const one = { kind, was, name, now, tracks: 1 }
        if (pair.isRespelt) return [{ ...one, how: 'respelt' }]
        // Another genre is no other name of the one before.
        return kind === 'tag' ? [] : [{ ...one, how: isNew(was, now) ? 'new' : 'other' }]
      }),
    )
  }

  return {
    async of(tracks, nextTurn) {
      const compare = comparing()
      let compared = 0
      const isRespelt = (was: string, now: string): boolean => {
        compared += 1
        return compare(was, now)
      }
      const found = new Map<string, Renaming>()
      // Of a track that is sent twice, what it is in the end.
      for (const track of new Map(tracks.map((one) => [one.id, one])).values()) {
        for (const one of ofTrack(track, isRespelt)) add(found, one)
        if (compared < mostCompared) continue
        compared = 0
        await nextTurn()
      }
      return [...found.values()]
    },
    take(renamings) {
      for (const one of renamings) {
        if (!add(pairs, one))
          for (const name of endsOf(one)) {
            const keys = touching.get(name)
            if (keys) keys.add(keyOf(one))
            else touching.set(name, new Set([keyOf(one)]))
          }
        countOver(one, one.tracks)
      }
      const most = mostPairs()
      for (const one of pairs.values()) {
        if (pairs.size <= most) break
        forget(one)
      }
      known.clear()
    },
    changed: () => known.clear(),
    alsoCalled,
    calledNow: (id) =>
      isCredited(id) ? id : (alsoCalled({ kind: 'artist', id }).map(artistId).find(isCredited) ?? id),
    *renamedArtists() {
      for (const { kind, was, name } of pairs.values()) if (kind === 'artist') yield { id: was, name }
    },
  }
}

const isTitledAlike = (one: string, other: string): boolean =>
  one === other || isAlike(nameOf(one), nameOf(other))

/** Folds each name once. */
const comparing = (): IsRespelt => {
  const names = new Map<string, Folded>()
  const folded = (text: string): Folded => {
    const name = names.get(text) ?? nameOf(text)
    names.set(text, name)
    return name
  }
  return (was, now) => {
    const [one, other] = [folded(was), folded(now)]
    // Names of signs only have no words that could be compared.
    return one.words.length > 0 && other.words.length > 0 && isSamePerson(one, other)
  }
}

const endsOf = ({ kind, was, now }: Renaming): readonly string[] => [nodeOf(kind, was), nodeOf(kind, now)]

/** True for a pair that was there. */
const add = (pairs: Map<string, Renaming>, one: Renaming): boolean => {
  const known = pairs.get(keyOf(one))
  pairs.set(keyOf(one), known ? { ...known, tracks: known.tracks + one.tracks } : one)
  return known !== undefined
}
