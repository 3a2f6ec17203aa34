import type { Target } from './find-target.ts'

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
export interface Renamed {
  readonly kind: Exclude<Target['kind'], 'track'>
}

/** How many tracks have a name, withdrawn ones not among them; of a tag, as folded, any number but 0 where one has it. */
export type TracksOf = (name: Renamed & { readonly id: string }) => number

/** Of so many tracks, withdrawn ones among them; the oldest go first. More than anybody mends: names sent from outside would fill the disk. */
export const mostRenamings = (tracks: number): number => 4 * tracks + 10_000

type Pair = Pick<Renaming, 'kind' | 'was' | 'now'>

export const keyOf = ({ kind, was, now }: Pair): string => `${kind}\n${was}\n${now}`

export const nodeOf = (kind: Renamed['kind'], id: string): string => `${kind} ${id}`

export interface Links {
  /** All that lead to or from a name, nearest first, without itself. */
  from(name: string): readonly string[]
}

/** What is one by these pairs: see `renamings.ts`. */
export const linksOf = (
  keys: readonly string[],
  pairs: ReadonlyMap<string, Renaming>,
  tracksOf: TracksOf,
): Links => {
  const links = createLinks()
  const went = (pair: Pair): number => pairs.get(keyOf(pair))?.tracks ?? 0
  const isOver = ({ kind, was, now }: Pair): boolean => {
    const most = kind === 'tag' ? 0 : went({ kind, was, now }) - went({ kind, was: now, now: was })
    return most >= tracksOf({ kind, id: was })
  }
  const became = new Map<string, Renaming[]>()
  for (const key of keys) {
    const one = pairs.get(key)
    if (one === undefined) continue
    const { kind, was, now, how } = one
    if (how === 'respelt' && (isOver(one) || isOver({ kind, was: now, now: was })))
      links.add(nodeOf(kind, was), nodeOf(kind, now))
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
  let waiting = [...became.values()]
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
