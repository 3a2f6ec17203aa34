import { creditsOf, type Track, type TrackKey } from '#domain'
import { foldedTitle } from './alike.ts'
import type { Target } from './find-target.ts'
import { type Name as Folded, isAlike, isSamePerson, nameOf } from './same-track.ts'

/**
 * What a track's artists and tags were called before. Every artist that it named counts: an act that was split in two, a
 * credit that was cleared and sent again, a wrong one by the way are all told by what left, and not by what came in its
 * place. A tag counts where one that is spelt much like it stands there since: another genre is no name of the one before. The trap: a row
 * that took the id of its neighbour is another track.
 */
export interface Named {
  readonly kind: Exclude<Target['kind'], 'track'>
}

export interface FormerName extends Named {
  /** Of a tag as blocks compare it. */
  readonly was: string
  /** What it was called. */
  readonly name: string
  /** The name that the track has now and that is another spelling of it; absent where there is none. */
  readonly now?: string | undefined
  /** What is said of it holds for the track. Of a tag that was cleared nobody can say so yet. */
  readonly holds: boolean
  /** No other track was called as now when this one came. */
  readonly isNew: boolean
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

export type IsRespelt = (was: string, now: string) => boolean

export interface Naming {
  readonly foldedTag: (tag: string) => string
  readonly isRespelt: IsRespelt
  readonly isNew: (name: Named & { readonly id: string }) => boolean
}

const kinds = ['artist', 'tag'] as const

/** Of each kind, more than anybody mends: names sent from outside, with every upsert others, would fill the disk. */
const mostNames = 16

/** Each name is compared with each: of a list that is written anew nobody can say which tag stands for which. */
const mostCompared = 8

/** What a track was called until now, when it comes as `track`; the same list where that does not change. */
export const formerNames = (
  known: readonly FormerName[],
  had: Track,
  track: Track,
  naming: Naming,
): readonly FormerName[] => {
  // As nearly all come.
  if (isCalledAlike(had, track)) return known
  if (isAnother(had, track)) return known.length === 0 ? known : []
  const names = kinds.flatMap((kind) => {
    const before = known.filter((one) => one.kind === kind)
    return namesBefore(kind, before, namesOn(kind, had, naming), namesOn(kind, track, naming), naming)
  })
  return isSame(names, known) ? known : names
}

const isCalledAlike = (had: Track, track: Track): boolean =>
  had.title === track.title &&
  isSameList(had.tags, track.tags) &&
  isSameList(
    creditsOf(had).map(({ id }) => id),
    creditsOf(track).map(({ id }) => id),
  )

const isSameList = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, at) => one === others[at])

/** Not a title that was corrected, an edition, or a song of the same people that is called otherwise. */
const isAnother = (had: Track, track: Track): boolean => {
  if (had.title === track.title || isAlike(nameOf(had.title), nameOf(track.title))) return false
  if (foldedTitle(had.title) === foldedTitle(track.title)) return false
  const people = new Set(creditsOf(had).map(({ id }) => id))
  return !creditsOf(track).some(({ id }) => people.has(id))
}

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
  const isAsItWas = ({ was, now, holds }: FormerName): boolean =>
    holds && !ids.has(was) && (now === undefined || ids.has(now))
  if (left.length === 0 && known.every(isAsItWas)) return known
  const standsFor = createStandsFor(kind, candidatesOf(left, had, current), naming)
  const former = (was: string, name: string, now: string | undefined, before?: FormerName): FormerName => ({
    ...{ kind, was, name, now },
    holds: kind === 'artist' || now !== undefined || before?.holds === true,
    isNew: now !== undefined && (now === before?.now ? before.isNew : naming.isNew({ kind, id: now })),
  })
  const latest = new Map(left.map(({ id, text }) => [id, former(id, text, standsFor(id, text))]))
  const older = known.flatMap((before) => {
    const { was, name, now } = before
    if (ids.has(was) || latest.has(was)) return []
    // What stood in its place may have given way itself.
    const next = now === undefined || ids.has(now) ? now : latest.get(now)?.now
    return former(was, name, next ?? standsFor(was, name), before)
  })
  // A tag that gave way to another genre says nothing; one that was cleared may come again, spelt otherwise.
  const says = ({ holds }: FormerName): boolean => holds || current.length === 0
  return [...older, ...latest.values()].filter(says).slice(-mostNames)
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

/** The name that stands in the place of another: another spelling of it. */
const createStandsFor =
  (kind: Named['kind'], candidates: readonly Name[], { isRespelt }: Naming) =>
  (id: string, text: string): string | undefined =>
    candidates.find(
      (now) =>
        isRespelt(text, now.text) ||
        // Two words of a tag are one in another spelling.
        (kind === 'tag' && isRespelt(id, now.id)),
    )?.id

const isSame = (some: readonly FormerName[], others: readonly FormerName[]): boolean =>
  some.length === others.length &&
  some.every(({ kind, was, now, holds }, at) => {
    const other = others[at]
    return other?.kind === kind && other.was === was && other.now === now && other.holds === holds
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
