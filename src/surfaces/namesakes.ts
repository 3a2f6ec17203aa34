import { type Catalog, foldedTag, nameNumber, type Target } from '#catalog'
import type { Artist } from '#domain'

/** Some for whom a block holds alike: by id, and by the numbers of whatever tracks name. */
export interface Namesakes {
  readonly ids: readonly string[]
  readonly numbers: readonly number[]
}

/**
 * All for whom a block on an artist or a tag holds: itself under whatever name (the first of the lists), then those who are called like
 * one of these, each under whatever name. It goes no further: an id that a source gave to artists of several names is called
 * like all of them, and would make them one. Of what its source called otherwise before, while the id stayed, it reaches those whom tracks
 * name so by now, and not those that were called so: a column of names that was wrong for a day would make one of all.
 *
 * The trap closed here: of thousands who share a name each has thousands of namesakes. So whoever shares a list meets the same
 * one, and of many blocks each list is gone through once. What is skipped is what was gone through, never what was
 * merely met on the way: those may reach further themselves.
 */
export type NamesakesOf = (target: Target) => readonly Namesakes[]

export interface NumbersOf {
  /** Of what tracks name, and of what they were called. */
  readonly artist: (id: string) => readonly number[]
  readonly credit: (id: string) => readonly number[]
  readonly tag: (id: string) => readonly number[]
}

const madeOfName = /^artist:/

/** Laid out when somebody who blocked something asks; the catalogue has the numbers of the names at hand. */
export const createNamesakes = (
  catalog: Catalog,
  people: Iterable<Artist>,
  numbersOf: NumbersOf,
): NamesakesOf => {
  const listed = (kind: keyof NumbersOf, ids: readonly string[]): Namesakes => ({
    ids,
    numbers: ids.flatMap(numbersOf[kind]),
  })
  const lists = onceMade(() => namesOf(catalog, people))
  const callees = new Map<number, Namesakes>()
  const calledSo = (name: number): Namesakes => {
    const ids = new Set<string>()
    for (const one of lists().calledSo.get(name) ?? []) {
      // What is linked to one that is here is here already.
      if (ids.has(one)) continue
      for (const other of [one, ...catalog.alsoCalled({ kind: 'artist', id: one })]) ids.add(other)
    }
    return listed('artist', [...ids])
  }
  const credited = new Map<number, Namesakes>()
  const creditedSo = (name: number): Namesakes => listed('credit', lists().creditedSo.get(name) ?? [])
  const renamed = new Map<number, Namesakes>()
  /** Those from which a block reaches whoever is called so: nothing is hidden by the name, and all of them are what hides it. */
  const renamedFrom = (name: number): Namesakes => ({ ids: lists().stayedSo.get(name) ?? [], numbers: [] })
  const around = (kind: 'artist' | 'tag', own: readonly string[]): readonly Namesakes[] => {
    if (kind === 'tag') return [listed(kind, own)]
    const names = new Set(own.flatMap((id) => lists().namesOf(id)))
    const shared = [...names].filter((name) => lists().calledSo.has(name))
    const before = new Set(own.flatMap((id) => lists().stayed.get(id) ?? []))
    const reaching = [...names].filter((name) => lists().stayedSo.has(name))
    return [
      listed(kind, own),
      ...shared.map((name) => madeIn(callees, name, calledSo)),
      ...[...before].filter((name) => !names.has(name)).map((name) => madeIn(credited, name, creditedSo)),
      ...reaching.map((name) => madeIn(renamed, name, renamedFrom)),
    ]
  }
  /** Of names that are one; of a name by itself there is nothing to share. */
  const linked = {
    artist: new Map<string, readonly Namesakes[]>(),
    tag: new Map<string, readonly Namesakes[]>(),
  }
  return ({ kind, id }) => {
    if (kind === 'track') return []
    const known = linked[kind].get(kind === 'tag' ? foldedTag(id) : id)
    if (known !== undefined) return known
    const others = catalog.alsoCalled({ kind, id })
    if (others.length === 0) return around(kind, [id])
    // Whoever of them asks first, all are given the same.
    const own = [kind === 'tag' ? foldedTag(id) : id, ...others].sort()
    const made = around(kind, own)
    for (const one of own) linked[kind].set(one, made)
    return made
  }
}

const namesOf = (catalog: Catalog, people: Iterable<Artist>) => {
  const names = new Map<string, number[]>()
  const calledSo = new Map<number, string[]>()
  const creditedSo = new Map<number, string[]>()
  const [stayed, stayedSo] = [new Map<string, number[]>(), new Map<number, string[]>()]
  const put = (id: string, name: number): void => {
    add(names, id, name)
    add(calledSo, name, id)
  }
  for (const { id, name } of people) {
    const number = catalog.nameNumber(name)
    put(id, number)
    add(creditedSo, number, id)
  }
  const former = catalog.formerArtists()
  for (const [id, all] of former.left) for (const name of all) put(id, catalog.nameNumber(name))
  for (const [id, all] of former.stayed)
    for (const name of all) {
      const number = catalog.nameNumber(name)
      add(stayed, id, number)
      add(stayedSo, number, id)
    }
  return {
    ...{ calledSo, creditedSo, stayed, stayedSo },
    /** An id that is made of a name says it also when no track has it any more. */
    namesOf: (id: string): readonly number[] => [
      ...(names.get(id) ?? []),
      ...(madeOfName.test(id) ? [nameNumber(id.replace(madeOfName, ''))] : []),
    ],
  }
}

const onceMade = <Made>(make: () => Made): (() => Made) => {
  let made: Made | undefined
  return () => {
    made ??= make()
    return made
  }
}

const madeIn = <Key, Made>(all: Map<Key, Made>, key: Key, make: (key: Key) => Made): Made => {
  const known = all.get(key)
  if (known !== undefined) return known
  const made = make(key)
  all.set(key, made)
  return made
}

export const add = <Key, Value>(lists: Map<Key, Value[]>, at: Key, value: Value): void => {
  const list = lists.get(at)
  if (list === undefined) lists.set(at, [value])
  else list.push(value)
}
