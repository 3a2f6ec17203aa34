import { type ArtistId, artistId, creditsOf, type Track, type TrackId } from '#domain'
import type { Target } from './find-target.ts'
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
 * all who had it have this one, and it was new. All follows from the pairs and from who is credited now; only whether
 * a name was new is judged when its tracks come.
 */
export interface Renaming extends Renamed {
  /** Of a tag as blocks compare it. */
  readonly was: string
  /** What it was called. */
  readonly name: string
  readonly now: string
  /** `new`: no track was called so but those that came over. `other`: there was such an artist already. */
  readonly how: 'respelt' | 'new' | 'other'
  /** How many went over since it is known. */
  readonly tracks: number
}

/** What is known by name. */
interface Renamed {
  readonly kind: Exclude<Target['kind'], 'track'>
}

interface Name {
  readonly id: string
  readonly text: string
}

const kinds = ['artist', 'tag'] as const
const namesOf: Readonly<Record<Renamed['kind'], (track: Track) => readonly Name[]>> = {
  artist: (track) => creditsOf(track).map(({ id, name }) => ({ id, text: name })),
  tag: (track) => track.tags.map((tag) => ({ id: tag, text: tag })),
}

/** Each name is compared with each: of a list that is written anew nobody can say which stands for which. */
const mostReplaced = 8

const without = (names: readonly Name[], others: readonly Name[]): readonly Name[] => {
  const ids = new Set(others.map(({ id }) => id))
  return names.filter(({ id }) => !ids.has(id))
}

type IsRespelt = (was: string, now: string) => boolean

/** Which name came in the place of which: those spelt alike, and the one that is left on either side. */
const replaced = (left: readonly Name[], came: readonly Name[], isRespelt: IsRespelt) => {
  const respelt = left.flatMap((was) =>
    came.flatMap((now) => (isRespelt(was.text, now.text) ? [{ was, now, isRespelt: true }] : [])),
  )
  const [was, ...moreLeft] = left.filter((name) => !respelt.some((pair) => pair.was === name))
  const [now, ...moreCame] = came.filter((name) => !respelt.some((pair) => pair.now === name))
  const isOneForOne = moreLeft.length + moreCame.length === 0
  return was && now && isOneForOne ? [...respelt, { was, now, isRespelt: false }] : respelt
}

export interface Renamings {
  /** What tracks that come say of names that they had until now. */
  readonly of: (tracks: readonly Track[]) => readonly Renaming[]
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
  /** How many tracks have the name, withdrawn ones not among them; of a tag, as folded, any number but 0 where one has it. */
  readonly tracksOf: (name: Renamed & { readonly id: string }) => number
  readonly withdrawnOf: (artist: ArtistId) => number
}

export const createRenamings = ({ before, foldedTag, tracksOf, withdrawnOf }: Names): Renamings => {
  const pairs = new Map<string, Renaming>()
  /** How many tracks came to an artist from others, less those that left. */
  const cameOver = new Map<string, number>()
  let links: Links | undefined

  const isCredited = (id: ArtistId): boolean => tracksOf({ kind: 'artist', id }) > 0
  /** It has no track but those that came over, or it is given back. */
  const isNew = (was: string, now: string): boolean => {
    const had = tracksOf({ kind: 'artist', id: now })
    const isBack = pairs.get(keyOf({ kind: 'artist', was: now, now: was }))?.how === 'new'
    return (had === 0 && isBack) || had + withdrawnOf(artistId(now)) <= Math.max(0, cameOver.get(now) ?? 0)
  }

  const alsoCalled = ({ kind, id }: Target): readonly string[] => {
    links ??= linksOf(pairs, tracksOf)
    return links
      .from(`${kind} ${kind === 'tag' ? foldedTag(id) : id}`)
      .map((name) => name.slice(kind.length + 1))
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
    of: (tracks) => {
      const isRespelt = comparing()
      const found = new Map<string, Renaming>()
      // Of a track that is sent twice, what it is in the end.
      for (const track of new Map(tracks.map((one) => [one.id, one])).values())
        for (const one of ofTrack(track, isRespelt)) add(found, one)
      return [...found.values()]
    },
    take(renamings) {
      for (const one of renamings) {
        add(pairs, one)
        if (one.kind === 'artist') {
          cameOver.set(one.now, (cameOver.get(one.now) ?? 0) + one.tracks)
          cameOver.set(one.was, (cameOver.get(one.was) ?? 0) - one.tracks)
        }
        links = undefined
      }
    },
    changed() {
      links = undefined
    },
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

type Pair = Pick<Renaming, 'kind' | 'was' | 'now'>

const keyOf = ({ kind, was, now }: Pair): string => `${kind}\n${was}\n${now}`

const add = (pairs: Map<string, Renaming>, one: Renaming): void => {
  const known = pairs.get(keyOf(one))
  pairs.set(keyOf(one), known ? { ...known, tracks: known.tracks + one.tracks } : one)
}

interface Links {
  /** All that lead to or from a name, nearest first, without itself. */
  from(name: string): readonly string[]
}

const linksOf = (pairs: ReadonlyMap<string, Renaming>, tracksOf: Names['tracksOf']): Links => {
  const links = createLinks()
  const went = (pair: Pair): number => pairs.get(keyOf(pair))?.tracks ?? 0
  const isOver = ({ kind, was, now }: Pair): boolean => {
    const most = kind === 'tag' ? 0 : went({ kind, was, now }) - went({ kind, was: now, now: was })
    return most >= tracksOf({ kind, id: was })
  }
  const became = new Map<string, Renaming[]>()
  for (const one of pairs.values()) {
    const { kind, was, now, how } = one
    if (how === 'respelt' && (isOver(one) || isOver({ kind, was: now, now: was })))
      links.add(`${kind} ${was}`, `${kind} ${now}`)
    if (kind === 'tag' || tracksOf({ kind, id: was }) > 0) continue
    const all = became.get(was)
    if (all) all.push(one)
    else became.set(was, [one])
  }
  const isLinked = (all: readonly Renaming[]): boolean => {
    const [first] = all
    if (first === undefined || !all.some(({ how }) => how === 'new')) return false
    if (!all.every(({ now }) => links.isOne(`artist ${now}`, `artist ${first.now}`))) return false
    links.add(`artist ${first.was}`, `artist ${first.now}`)
    return true
  }
  // Names that one went to may be one only by links that are found later.
  let waiting = [...became.values()].reverse()
  for (let before = Number.POSITIVE_INFINITY; waiting.length < before; ) {
    before = waiting.length
    waiting = waiting.filter((all) => !isLinked(all))
  }
  return links
}

const createLinks = () => {
  const next = new Map<string, Set<string>>()
  const above = new Map<string, string>()
  const rootOf = (name: string): string => {
    let root = name
    for (let up = above.get(root); up !== undefined; up = above.get(root)) {
      // Shortens the way for whoever asks next.
      const further = above.get(up)
      if (further !== undefined) above.set(root, further)
      root = up
    }
    return root
  }
  const addOne = (from: string, to: string): void => {
    next.set(from, (next.get(from) ?? new Set()).add(to))
  }
  const isOne = (one: string, other: string): boolean => rootOf(one) === rootOf(other)
  return {
    isOne,
    add(one: string, other: string): void {
      addOne(one, other)
      addOne(other, one)
      if (!isOne(one, other)) above.set(rootOf(one), rootOf(other))
    },
    from(name: string): readonly string[] {
      const found = new Set([name])
      for (const one of found) for (const other of next.get(one) ?? []) found.add(other)
      found.delete(name)
      return [...found]
    },
  }
}
