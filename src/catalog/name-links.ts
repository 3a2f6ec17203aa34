import { nameNumber } from './alike.ts'
import type { Named } from './former-names.ts'
import { nameInId } from './names.ts'

/** Two names of one artist or of one tag. Decided once, and kept. */
export interface NameLink extends Named {
  /** Of a tag as blocks compare it, as `now`. */
  readonly was: string
  readonly now: string
}

/** Of so many tracks, withdrawn ones among them; the oldest go first. More than anybody mends: names sent from outside would fill the disk. */
export const mostNameLinks = (tracks: number): number => 4 * tracks + 10_000

export const nodeOf = (kind: Named['kind'], id: string): string => `${kind} ${id}`

export interface NameLinks {
  has(link: NameLink): boolean
  add(link: NameLink): void
  /** Forgets the oldest beyond so many. */
  keep(most: number): void
  /** All that lead to or from a name, nearest first, without itself. */
  around(kind: Named['kind'], id: string): readonly string[]
  /** Artists known by name alone that lead to or from another, by what names are compared by. */
  linkedSo(name: number): Iterable<string>
}

export const createNameLinks = (): NameLinks => {
  const links = new Map<string, NameLink>()
  const next = new Map<string, Set<string>>()
  const called = new Map<number, Set<string>>()
  const connect = (from: string, to: string): void => {
    const others = next.get(from)
    if (others) others.add(to)
    else {
      next.set(from, new Set([to]))
      const name = namedIn(from)
      if (name !== undefined) called.set(name, (called.get(name) ?? new Set()).add(from))
    }
  }
  const part = (from: string, to: string): void => {
    next.get(from)?.delete(to)
    if (next.get(from)?.size !== 0) return
    next.delete(from)
    const name = namedIn(from)
    if (name !== undefined && called.get(name)?.delete(from) && called.get(name)?.size === 0)
      called.delete(name)
  }
  const nameOf = ({ kind, was, now }: NameLink): string => `${kind}\n${was}\n${now}`
  return {
    has: (link) => links.has(nameOf(link)),
    add(link) {
      const { kind, was, now } = link
      links.set(nameOf(link), link)
      connect(nodeOf(kind, was), nodeOf(kind, now))
      connect(nodeOf(kind, now), nodeOf(kind, was))
    },
    keep(most) {
      for (const [name, { kind, was, now }] of links) {
        if (links.size <= most) return
        links.delete(name)
        // It may have been found the other way round as well.
        if (links.has(nameOf({ kind, was: now, now: was }))) continue
        part(nodeOf(kind, was), nodeOf(kind, now))
        part(nodeOf(kind, now), nodeOf(kind, was))
      }
    },
    around(kind, id) {
      const start = nodeOf(kind, id)
      if (!next.has(start)) return []
      const found = new Set([start])
      for (const one of found) for (const other of next.get(one) ?? []) found.add(other)
      found.delete(start)
      return Array.from(found, (node) => node.slice(kind.length + 1))
    },
    linkedSo: (name) => Array.from(called.get(name) ?? [], (node) => node.slice(nodeOf('artist', '').length)),
  }
}

const namedIn = (node: string): number | undefined => {
  const artist = nodeOf('artist', '')
  const name = node.startsWith(artist) ? nameInId(node.slice(artist.length)) : undefined
  return name === undefined ? undefined : nameNumber(name)
}
