import type { Forgotten } from './forgotten.ts'

/**
 * Which owners in process name which listener, as `namesOf` says it. The trap closed here: whoever forgets a listener does so
 * in one turn, and to look through all owners for theirs held every request up for a third of a second.
 */
export interface NamedOwners {
  /** An owner is in process from now on. */
  came(owner: string): void
  /** An owner in process has a state about this. */
  has(owner: string, about: string): void
  hasNot(owner: string, about: string): void
  left(owner: string): void
  /** All that are in process and name the listener, each once, and perhaps one that is not. */
  of(names: Forgotten): readonly string[]
}

/** As `listenerInSession` begins; what is longer or shorter is another listener's. */
const inSessions = /^session:\["(?:[^"\\]|\\.)*",/

export const createNamedOwners = (): NamedOwners => {
  const byName = new Map<string, Set<string>>()

  const add = (name: string, owner: string): void => {
    const known = byName.get(name)
    if (known === undefined) byName.set(name, new Set([owner]))
    else known.add(owner)
  }
  const remove = (name: string, owner: string): void => {
    const known = byName.get(name)
    known?.delete(owner)
    if (known?.size === 0) byName.delete(name)
  }
  const prefixOf = (owner: string): string | undefined =>
    owner.startsWith('session:[') ? inSessions.exec(owner)?.[0] : undefined

  return {
    came: (owner) => {
      const prefix = prefixOf(owner)
      if (prefix !== undefined) add(prefix, owner)
    },
    has: (owner, about) => {
      if (about.startsWith('listener:')) add(about, owner)
    },
    hasNot: (owner, about) => {
      if (about.startsWith('listener:')) remove(about, owner)
    },
    left: (owner) => {
      const prefix = prefixOf(owner)
      if (prefix !== undefined) remove(prefix, owner)
    },
    of: ({ owner, ownersFrom, about }) => [
      ...new Set([owner, ...(byName.get(ownersFrom) ?? []), ...(byName.get(about) ?? [])]),
    ],
  }
}
