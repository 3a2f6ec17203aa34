import { type ArtistId, creditsOf, type Track, type TrackKey } from '#domain'

/** What an upsert does to one list of keys. Gathered first: key by key, each would walk the list again. */
export interface KeyChange {
  readonly left: Set<TrackKey>
  readonly came: TrackKey[]
}

/** Notes a track under every name it had or has; it comes or goes under those that it had or has alone. */
export const note = <Name>(
  changes: Map<Name, KeyChange>,
  key: TrackKey,
  before: readonly Name[] = [],
  after: readonly Name[] = [],
): void => {
  const old = new Set(before)
  const current = new Set(after)
  for (const name of new Set([...old, ...current])) {
    const change = changes.get(name) ?? { left: new Set(), came: [] }
    changes.set(name, change)
    if (!current.has(name)) change.left.add(key)
    else if (!old.has(name)) change.came.push(key)
  }
}

/** In key order. What comes has the largest keys nearly always and is appended; otherwise a new list. */
export const changed = (keys: TrackKey[], { left, came }: KeyChange): TrackKey[] => {
  const kept = left.size === 0 ? keys : keys.filter((key) => !left.has(key))
  const [first] = came.sort((a, b) => a - b)
  const end = kept.at(-1)
  if (first === undefined) return kept
  if (end !== undefined && end > first) return [...kept, ...came].sort((a, b) => a - b)
  for (const key of came) kept.push(key)
  return kept
}

/** Counts up or down; what is at 0 is not kept. */
export const count = <Name>(counts: Map<Name, number>, name: Name, change: number): void => {
  const number = (counts.get(name) ?? 0) + change
  if (number === 0) counts.delete(name)
  else counts.set(name, number)
}

/** All who are credited, featured ones too. */
export const peopleOf = (track: Track | undefined): readonly ArtistId[] =>
  track === undefined ? [] : creditsOf(track).map(({ id }) => id)
