import { creditsOf, type Track, type TrackKey } from '#domain'
import { foldedName, foldedTitle } from './alike.ts'
import type { Target } from './find-target.ts'
import { artistIdOf } from './names.ts'
import { type Name as Folded, isAlike, isSamePerson, nameOf } from './same-track.ts'

/**
 * What a track's artists and tags were called before. Every artist that it named counts: an act that was split in two, a
 * credit that was cleared and sent again, a wrong one by the way are all told by what left, and not by what came in its
 * place. A tag counts where one that is spelt much like it stands there since: another genre is no name of the one before. The trap: a row
 * that took the id of its neighbour is another track. What that one was called is set aside until its song is back, for nobody
 * took back what was said of it: a column that was wrong for a day made another track of each.
 */
export interface Named {
  readonly kind: Exclude<Target['kind'], 'track'>
}

export interface FormerName extends Named {
  /** Of a tag as blocks compare it. */
  readonly was: string
  /** What it was called. */
  readonly name: string
  /**
   * The name that the track has now and that is another spelling of it; absent where there is none. Of an artist whose id stayed
   * while its name became another, this very id (`isInPlace`).
   */
  readonly now?: string | undefined
  /** What is said of it holds for the track. Of a tag that was cleared nobody can say so yet. */
  readonly holds: boolean
  /** No other track was called as now when this one came. */
  readonly isNew: boolean
  /** Set aside: the title of the song that was called so, where the track is another by now. It holds for none then. */
  readonly song?: string | undefined
}

/** All that a track is known to have been called, the latest last. */
export interface FormerNames {
  readonly key: TrackKey
  readonly names: readonly FormerName[]
}

interface Name {
  readonly id: string
  readonly text: string
}

/** What an id was called while it stayed on the track: says of the id whom it was called like, and of tracks nothing. */
export const isInPlace = ({ was, now }: FormerName): boolean => was === now

export type IsRespelt = (was: string, now: string) => boolean

export interface Naming {
  readonly foldedTag: (tag: string) => string
  readonly isRespelt: IsRespelt
  readonly isNew: (name: Named & { readonly id: string }) => boolean
}

const kinds = ['artist', 'tag'] as const

/** Of each kind, as many as a track may have: names sent from outside, with every upsert others, would fill the disk. */
const mostNames = 100

/** Of both kinds: a list whose rows shift every day has another song in each row every day. */
const mostSetAside = 16

/** Each name is compared with each: of a list that is written anew nobody can say which tag stands for which. */
const mostCompared = 8

/**
 * What a track was called until now, when it comes as `track`; the same list where that does not change. `isSettled` where who reads a
 * library knows that it is the same one: it made the id, and held the track against all that are gone.
 */
export const formerNames = (
  known: readonly FormerName[],
  had: Track,
  track: Track,
  naming: Naming,
  isSettled = false,
): readonly FormerName[] => {
  // As nearly all come.
  if (isCalledAlike(had, track)) return known
  const own = known.filter(({ song }) => song === undefined)
  const aside = known.filter(({ song }) => song !== undefined)
  const isOther = !isSettled && isAnother(had, own, track, naming)
  const returns = isBack(aside, track, naming)
  const back = aside.filter(returns).map(takenBack)
  const renamed = isOther ? [] : renamedInPlace(had, track)
  const before = onceEach([...(isOther ? back : [...back, ...own]), ...renamed.map(inPlace)])
  const names = kinds.flatMap((kind) => {
    const current = namesOn(kind, track, naming)
    const known = before.get(kind) ?? []
    const left = isOther ? current : namesOn(kind, had, naming)
    const called = kind === 'artist' ? renamed.map(byName).filter(isUnknownTo(known)) : []
    return namesBefore(kind, known, [...left, ...called], current, naming)
  })
  const left = isOther ? own.filter(({ holds }) => holds) : []
  const setAside = [
    ...aside.filter((one) => !returns(one)),
    ...left.map((one) => ({ ...one, holds: false, song: had.title })),
  ]
  const all = [...setAside.slice(-mostSetAside), ...names]
  return isSame(all, known) ? known : all
}

/** Of a name that is known of two songs, the later one; of an id that stayed, each of its names. */
const onceEach = (names: readonly FormerName[]): ReadonlyMap<Named['kind'], readonly FormerName[]> => {
  const placeOf = (one: FormerName) => `${one.kind} ${one.was}${isInPlace(one) ? `\n${one.name}` : ''}`
  return Map.groupBy(new Map(names.map((one) => [placeOf(one), one])).values(), ({ kind }) => kind)
}

/** Artists as they were called whose ids are on the track still, under other names. */
const renamedInPlace = (had: Track, track: Track): readonly Name[] => {
  const current = creditsOf(track)
  const ids = new Set<string>(current.map(({ id }) => id))
  const names = new Set(current.map(({ id, name }) => `${id}\n${foldedName(name)}`))
  return creditsOf(had).flatMap(({ id, name }) =>
    ids.has(id) && !names.has(`${id}\n${foldedName(name)}`) ? { id, text: name } : [],
  )
}

const inPlace = ({ id, text }: Name): FormerName => ({
  ...{ kind: 'artist', was: id, name: text, now: id, holds: true, isNew: false },
})

/** Who is known by that name alone: what was said of them held for the track, too. */
const byName = ({ text }: Name): Name => ({ id: artistIdOf(text), text })

const isUnknownTo = (known: readonly FormerName[]) => {
  const ids = new Set(known.map(({ was }) => was))
  return ({ id }: Name): boolean => !ids.has(id)
}

const takenBack = ({ song: _, ...one }: FormerName): FormerName => ({ ...one, holds: true })

const isCalledAlike = (had: Track, track: Track): boolean =>
  had.title === track.title &&
  isSameList(had.tags, track.tags) &&
  (['id', 'name'] as const).every((part) =>
    isSameList(
      creditsOf(had).map((credit) => credit[part]),
      creditsOf(track).map((credit) => credit[part]),
    ),
  )

const isSameList = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, at) => one === others[at])

/**
 * Not a title that was corrected, an edition, a song of the same people that is called otherwise, nor one whose title and artist changed
 * places. Of one that names nobody, or that could not be read, nobody can say so.
 */
const isAnother = (had: Track, own: readonly FormerName[], track: Track, naming: Naming): boolean => {
  const people = creditsOf(track)
  if (had.title === '' || people.length === 0) return false
  const hadPeople = [...namesOn('artist', had, naming), ...artistsIn(own)]
  return !isSameSong({ title: had.title, people: hadPeople }, track, naming)
}

const isBack = (aside: readonly FormerName[], track: Track, naming: Naming) => {
  const songs = Map.groupBy(aside, ({ song }) => song ?? '')
  const back = new Set<string>()
  for (const [title, names] of songs)
    if (isSameSong({ title, people: artistsIn(names) }, track, naming)) back.add(title)
  return ({ song }: FormerName): boolean => back.has(song ?? '')
}

interface Song {
  readonly title: string
  readonly people: readonly Name[]
}

const isSameSong = ({ title, people }: Song, track: Track, naming: Naming): boolean =>
  title === track.title ||
  isAlike(nameOf(title), nameOf(track.title)) ||
  foldedTitle(title) === foldedTitle(track.title) ||
  sharePerson(people, namesOn('artist', track, naming), naming) ||
  (isOneOf(title, creditsOf(track)) &&
    isOneOf(
      track.title,
      people.map(({ text }) => ({ name: text })),
    ))

const sharePerson = (some: readonly Name[], others: readonly Name[], { isRespelt }: Naming): boolean => {
  const ids = new Set(some.map(({ id }) => id))
  if (others.some(({ id }) => ids.has(id))) return true
  const compared = some.slice(0, mostCompared)
  return others.slice(0, mostCompared).some((one) => compared.some(({ text }) => isRespelt(text, one.text)))
}

const isOneOf = (name: string, people: readonly { readonly name: string }[]): boolean => {
  const folded = foldedName(name)
  return people.some((one) => foldedName(one.name) === folded)
}

/** The latest first. */
const artistsIn = (names: readonly FormerName[]): readonly Name[] =>
  names.flatMap(({ kind, was, name }) => (kind === 'artist' ? { id: was, text: name } : [])).toReversed()

const namesOn = (kind: Named['kind'], track: Track, { foldedTag }: Naming): readonly Name[] =>
  kind === 'artist'
    ? creditsOf(track).map(({ id, name }) => ({ id, text: name }))
    : track.tags.map((tag) => ({ id: foldedTag(tag), text: tag }))

const namesBefore = (
  kind: Named['kind'],
  known: readonly FormerName[],
  had: readonly Name[],
  current: readonly Name[],
  naming: Naming,
): readonly FormerName[] => {
  const ids = new Set(current.map(({ id }) => id))
  const left = had.filter(({ id }) => !ids.has(id))
  const stayed = known.filter(isInPlace)
  const isAsItWas = ({ was, now, holds }: FormerName): boolean =>
    was === now || (holds && !ids.has(was) && (now === undefined || ids.has(now)))
  if (left.length === 0 && known.every(isAsItWas)) return known
  const standsFor = createStandsFor(kind, candidatesOf(left, had, current), naming, stayed)
  const former = (was: string, name: string, now: string | undefined, before?: FormerName): FormerName => ({
    ...{ kind, was, name, now },
    holds: kind === 'artist' || now !== undefined || before?.holds === true,
    isNew: now !== undefined && (now === before?.now ? before.isNew : naming.isNew({ kind, id: now })),
  })
  // The main artist comes first in a track and goes last from here.
  const latest = new Map(left.toReversed().map(({ id, text }) => [id, former(id, text, standsFor(id, text))]))
  const older = known.flatMap((before) => {
    const { was, name, now } = before
    if (was === now || ids.has(was) || latest.has(was)) return []
    // What stood in its place may have given way itself.
    const next = now === undefined || ids.has(now) ? now : latest.get(now)?.now
    return former(was, name, next ?? standsFor(was, name), before)
  })
  // A tag that gave way to another genre says nothing; one that was cleared may come again, spelt otherwise.
  const says = ({ holds }: FormerName): boolean => holds || current.length === 0
  return [...stayed, ...older, ...latest.values()].filter(says).slice(-mostNames)
}

/** The names that may stand in the place of one that left: what came first, and of a short list what was there before. */
const candidatesOf = (
  left: readonly Name[],
  had: readonly Name[],
  current: readonly Name[],
): readonly Name[] => {
  const before = new Set(had.map(({ id }) => id))
  const came = current.filter(({ id }) => !before.has(id))
  if (left.length > mostCompared || came.length > mostCompared) return []
  const stood = current.filter(({ id }) => before.has(id))
  return stood.length > mostCompared ? came : [...came, ...stood]
}

/**
 * The name that stands in the place of another: another spelling of it. None for the name of an id that stayed: a wrong one for a day
 * would be one with the id for good, and all who are called so with it.
 */
const createStandsFor = (
  kind: Named['kind'],
  candidates: readonly Name[],
  { isRespelt }: Naming,
  stayed: readonly FormerName[],
) => {
  const names = new Set<string>(stayed.map(({ name }) => artistIdOf(name)))
  return (id: string, text: string): string | undefined =>
    candidates.find(
      (now) =>
        !names.has(id) &&
        (isRespelt(text, now.text) ||
          // Two words of a tag are one in another spelling.
          (kind === 'tag' && isRespelt(id, now.id))),
    )?.id
}

const isSame = (some: readonly FormerName[], others: readonly FormerName[]): boolean =>
  some.length === others.length &&
  some.every(({ kind, was, name, now, holds, song }, at) => {
    const other = others[at]
    if (other?.kind !== kind || other.was !== was || other.name !== name || other.song !== song) return false
    return other.now === now && other.holds === holds
  })

/** Folds each name once. */
export const comparing = (): IsRespelt => {
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
