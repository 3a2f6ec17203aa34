import { type ArtistId, artistId, creditsOf, type Track, type TrackId } from '#domain'
import { foldedTag } from './alike.ts'
import type { Target } from './find-target.ts'
import { isSamePerson, nameOf } from './same-track.ts'

/**
 * What artists and tags were called before. An id is made of the name, so a spelling that is mended in a table or in
 * files gives every track another artist, and what was said of the old one would hold for nobody. So it is kept, with
 * the tracks, which name stands in the place of which on tracks that stayed what they are.
 *
 * The trap: a credit that was wrong and is put right is no renaming. A name that is spelt much like the one before is
 * the same one; another is only where nobody has the old name any more, all who had it have this one, and it was new.
 * Everything here follows from the pairs and from who is credited now, and so not from the order of upserts.
 */
export interface Renaming extends Renamed {
  /** Of a tag as blocks compare it. */
  readonly was: string
  /** What it was called. */
  readonly name: string
  readonly now: string
  /** `new`: nobody was called so before. `other`: there was such an artist already. */
  readonly how: 'respelt' | 'new' | 'other'
}

/** What is known by name. */
interface Renamed {
  readonly kind: Exclude<Target['kind'], 'track'>
}

interface Name {
  readonly id: string
  readonly text: string
}

const namesOf: Readonly<Record<Renamed['kind'], (track: Track) => readonly Name[]>> = {
  artist: (track) => creditsOf(track).map(({ id, name }) => ({ id, text: name })),
  tag: (track) => track.tags.map((tag) => ({ id: foldedTag(tag), text: tag })),
}
const kinds = ['artist', 'tag'] as const

const isRespelt = (was: string, now: string): boolean => {
  const [one, other] = [nameOf(was), nameOf(now)]
  // Names of signs only have no words that could be compared.
  return one.words.length > 0 && other.words.length > 0 && isSamePerson(one, other)
}

const without = (names: readonly Name[], others: readonly Name[]): readonly Name[] =>
  names.filter(({ id }) => !others.some((other) => other.id === id))

/** Which name came in the place of which: those spelt alike, and the one that is left on either side. */
const replaced = (before: readonly Name[], after: readonly Name[]) => {
  const [left, came] = [without(before, after), without(after, before)]
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
  /** Those that are stored. What is known of a pair stays. */
  take(renamings: Iterable<Renaming>): void
  /** Credits or tags of the catalogue have changed. */
  changed(): void
  alsoCalled(target: Target): readonly string[]
  calledNow(artist: ArtistId): ArtistId
  renamedArtists(): Iterable<{ readonly id: string; readonly name: string }>
}

export const createRenamings = (catalog: {
  readonly before: (id: TrackId) => Track | undefined
  /** True for whom tracks of the catalogue name, withdrawn ones not among them. */
  readonly isCredited: (artist: ArtistId) => boolean
  readonly withdrawn: () => Iterable<Track>
}): Renamings => {
  const { before, isCredited } = catalog
  const pairs = new Map<string, Renaming>()
  let links: Links | undefined
  let former: ReadonlySet<string> | undefined

  const linksNow = (): Links => {
    links ??= linksOf([...pairs.values()], isCredited)
    return links
  }
  const isNew = (was: string, now: string): boolean => {
    if (linksNow().from(`artist ${was}`).includes(`artist ${now}`)) return true
    former ??= new Set<string>(
      [...catalog.withdrawn()].flatMap((track) => creditsOf(track).map(({ id }) => id)),
    )
    return !isCredited(artistId(now)) && !former.has(now)
  }

  const alsoCalled = ({ kind, id }: Target): readonly string[] =>
    linksNow()
      .from(`${kind} ${kind === 'tag' ? foldedTag(id) : id}`)
      .map((name) => name.slice(kind.length + 1))

  const ofTrack = (track: Track): readonly Renaming[] => {
    const had = before(track.id)
    if (had === undefined) return []
    // Most tracks come as they were, and to fold tags takes longer than to compare them.
    const changed = had.tags.join('\n') === track.tags.join('\n') ? kinds.slice(0, 1) : kinds
    return changed.flatMap((kind) =>
      replaced(namesOf[kind](had), namesOf[kind](track)).flatMap((pair): readonly Renaming[] => {
        const {
          was: { id: was, text: name },
          now: { id: now },
        } = pair
        if (pair.isRespelt) return [{ kind, was, name, now, how: 'respelt' }]
        // Another genre is no other name of the one before.
        return kind === 'tag' ? [] : [{ kind, was, name, now, how: isNew(was, now) ? 'new' : 'other' }]
      }),
    )
  }

  return {
    of: (tracks) => {
      const found = tracks.flatMap(ofTrack).filter((one) => !pairs.has(keyOf(one)))
      return [...new Map(found.map((one) => [keyOf(one), one])).values()]
    },
    take(renamings) {
      for (const one of renamings) if (!pairs.has(keyOf(one))) pairs.set(keyOf(one), one)
      links = undefined
    },
    changed() {
      links = undefined
      former = undefined
    },
    alsoCalled,
    calledNow: (id) =>
      isCredited(id) ? id : (alsoCalled({ kind: 'artist', id }).map(artistId).find(isCredited) ?? id),
    *renamedArtists() {
      for (const { kind, was, name } of pairs.values()) if (kind === 'artist') yield { id: was, name }
    },
  }
}

const keyOf = ({ kind, was, now }: Renaming): string => `${kind}\n${was}\n${now}`

interface Links {
  /** All that lead to or from a name, nearest first, without itself. */
  from(name: string): readonly string[]
}

const linksOf = (pairs: readonly Renaming[], isCredited: (artist: ArtistId) => boolean): Links => {
  const links = createLinks()
  const became = new Map<string, Renaming[]>()
  for (const one of pairs) {
    if (one.how === 'respelt') links.add(`${one.kind} ${one.was}`, `${one.kind} ${one.now}`)
    if (one.kind === 'artist') became.set(one.was, [...(became.get(one.was) ?? []), one])
  }
  const found: Renaming[] = []
  for (const [was, all] of became) {
    const [first] = all
    if (first === undefined || isCredited(artistId(was))) continue
    const one = links.from(`artist ${first.now}`)
    const isOne = all.every(({ now }) => now === first.now || one.includes(`artist ${now}`))
    if (isOne && all.some(({ how }) => how === 'new')) found.push(first)
  }
  for (const { was, now } of found) links.add(`artist ${was}`, `artist ${now}`)
  return links
}

const createLinks = () => {
  const next = new Map<string, Set<string>>()
  const addOne = (from: string, to: string): void => {
    next.set(from, (next.get(from) ?? new Set()).add(to))
  }
  return {
    add(one: string, other: string): void {
      addOne(one, other)
      addOne(other, one)
    },
    from(name: string): readonly string[] {
      const found = new Set([name])
      for (const one of found) for (const other of next.get(one) ?? []) found.add(other)
      found.delete(name)
      return [...found]
    },
  }
}
