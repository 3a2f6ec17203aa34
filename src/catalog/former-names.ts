import { creditsOf, type Track, type TrackKey } from '#domain'
import type { Target } from './find-target.ts'
import { type Name as Folded, isAlike, isSamePerson, nameOf } from './same-track.ts'

/**
 * What a track's artists and tags were called before, read off what comes in the place of what. The trap: a list that is
 * written anew, or a row that took the id of its neighbour, says nothing of names.
 */
export interface Named {
  readonly kind: Exclude<Target['kind'], 'track'>
}

export interface FormerName extends Named {
  /** Of a tag as blocks compare it. */
  readonly was: string
  /** What it was called. */
  readonly name: string
  /** What stands in its place on the track; absent where nothing does any more. */
  readonly now?: string | undefined
  /** Each name on the way from the one to the other is spelt much like the one before. */
  readonly isAlike: boolean
  /** No track was called so but those that had been called otherwise, when this one came. */
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

interface Naming {
  readonly foldedTag: (tag: string) => string
  readonly isRespelt: IsRespelt
  readonly isNew: (name: Named & { readonly id: string }) => boolean
}

const kinds = ['artist', 'tag'] as const

/** Each name is compared with each: of a list that is written anew nobody can say which stands for which. */
const mostReplaced = 8

/** More than anybody mends: names sent from outside, with every upsert others, would fill the disk. */
const mostNames = 32

/** What a track was called until now, when it comes as `track`; the same list where that does not change. */
export const formerNames = (
  known: readonly FormerName[],
  had: Track,
  track: Track,
  naming: Naming,
): readonly FormerName[] => {
  // Rows that took the ids of their neighbours are other tracks.
  if (!isTitledAlike(had.title, track.title)) return known.length === 0 ? known : []
  const left = kinds.flatMap((kind) => replacedOn(kind, had, track, naming))
  if (left.length === 0 && known.length === 0) return known
  const isCalled = createIsCalled(track, naming)
  const names = new Map<string, FormerName>()
  for (const one of [...known.map((before) => following(before, left)), ...left]) {
    if (isCalled(one.kind, one.was)) continue
    names.delete(`${one.kind} ${one.was}`)
    names.set(`${one.kind} ${one.was}`, {
      ...one,
      now: one.now !== undefined && isCalled(one.kind, one.now) ? one.now : undefined,
    })
  }
  const all = [...names.values()].slice(-mostNames)
  return isSame(all, known) ? known : all
}

const isTitledAlike = (one: string, other: string): boolean =>
  one === other || isAlike(nameOf(one), nameOf(other))

/** What stood in the place of an older name gave way itself. */
const following = (before: FormerName, left: readonly FormerName[]): FormerName => {
  const next = left.find(({ kind, was }) => kind === before.kind && was === before.now)
  if (next === undefined) return before
  return { ...before, now: next.now, isAlike: before.isAlike && next.isAlike, isNew: next.isNew }
}

const isSame = (some: readonly FormerName[], others: readonly FormerName[]): boolean =>
  some.length === others.length &&
  some.every(({ kind, was, now }, at) => {
    const other = others[at]
    return other?.kind === kind && other.was === was && other.now === now
  })

const idsOn = (kind: Named['kind'], track: Track, { foldedTag }: Naming): readonly Name[] =>
  kind === 'artist'
    ? creditsOf(track).map(({ id, name }) => ({ id, text: name }))
    : track.tags.map((tag) => ({ id: foldedTag(tag), text: tag }))

const createIsCalled = (track: Track, naming: Naming): ((kind: Named['kind'], id: string) => boolean) => {
  const [artists, tags] = kinds.map((kind) => new Set(idsOn(kind, track, naming).map(({ id }) => id)))
  return (kind, id) => (kind === 'artist' ? artists : tags)?.has(id) ?? false
}

const replacedOn = (kind: Named['kind'], had: Track, track: Track, naming: Naming): readonly FormerName[] => {
  if (kind === 'tag' && isSameList(had.tags, track.tags)) return []
  const [old, current] = [idsOn(kind, had, naming), idsOn(kind, track, naming)]
  const left = without(old, current)
  // Most tracks come as they were.
  if (left.length === 0 || left.length > mostReplaced) return []
  const came = without(current, old)
  if (came.length > mostReplaced) return []
  // Two words of a tag are one in another spelling.
  const isAlikeName = (was: Name, now: Name): boolean =>
    naming.isRespelt(was.text, now.text) || (kind === 'tag' && naming.isRespelt(was.id, now.id))
  return replaced(left, came, isAlikeName).flatMap(({ was, now, isAlike: alike }) =>
    // Another genre is no other name of the one before.
    kind === 'tag' && !alike
      ? []
      : [
          {
            ...{ kind, was: was.id, name: was.text, now: now.id },
            ...{ isAlike: alike, isNew: naming.isNew({ kind, id: now.id }) },
          },
        ],
  )
}

const isSameList = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, at) => one === others[at])

const without = (names: readonly Name[], others: readonly Name[]): readonly Name[] => {
  const ids = new Set(others.map(({ id }) => id))
  return names.filter(({ id }) => !ids.has(id))
}

interface Replaced {
  readonly was: Name
  readonly now: Name
  readonly isAlike: boolean
}

/** Which name came in the place of which: those spelt alike, each once, and the one that is left on either side. */
const replaced = (
  left: readonly Name[],
  came: readonly Name[],
  isRespelt: (was: Name, now: Name) => boolean,
): readonly Replaced[] => {
  const [respelt, others, rest]: [Replaced[], Name[], Name[]] = [[], [], [...came]]
  for (const was of left) {
    const at = rest.findIndex((now) => isRespelt(was, now))
    const [now] = at < 0 ? [] : rest.splice(at, 1)
    if (now) respelt.push({ was, now, isAlike: true })
    else others.push(was)
  }
  const [[was, ...moreLeft], [now, ...moreCame]] = [others, rest]
  const isOneForOne = moreLeft.length + moreCame.length === 0
  return was && now && isOneForOne ? [...respelt, { was, now, isAlike: false }] : respelt
}

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
