/** A track that was of one recording, or song, and is of another; undefined for one that comes. */
export interface Moved<Id> {
  readonly key: number
  readonly from: Id | undefined
  readonly to: Id
}

export interface Numbered {
  /** By key: the recording's number, or `noTrack` for a key without a track. */
  readonly recordings: Uint32Array
  /** The keys of a recording, by its number, where there is more than one. */
  readonly versions: ReadonlyMap<number, readonly number[]>
}

/**
 * Numbers of recordings, or of songs, each the smallest key among its tracks. The trap closed here: one id may stand on a whole
 * catalogue, so its tracks are put together once and not track by track. What was made before stays as it is.
 */
export const createRecordingNumbers = <Id>() => {
  const firstOf = new Map<Id, number>()
  return ({ recordings, versions }: Numbered, moved: readonly Moved<Id>[]): Numbered => {
    const isChanged = moved.some(({ from, to }) => from !== to)
    if (!isChanged) return { recordings, versions }
    const [numbers, lists] = [recordings.slice(), new Map(versions)]
    const touched = new Map<Id, Set<number>>()
    const keysOf = (recording: Id): Set<number> => {
      const known = touched.get(recording)
      if (known !== undefined) return known
      const first = firstOf.get(recording)
      const keys = new Set(first === undefined ? [] : (versions.get(first) ?? [first]))
      touched.set(recording, keys)
      return keys
    }
    for (const { key, from, to } of moved) {
      if (from === to) continue
      if (from === undefined && !firstOf.has(to) && !touched.has(to)) {
        // Nearly all, when a catalogue is laid out whole: alone so far, and in no list.
        firstOf.set(to, key)
        numbers[key] = key
        continue
      }
      if (from !== undefined) keysOf(from).delete(key)
      keysOf(to).add(key)
    }
    // All go before the first comes: a key that leads one recording by now may have led another.
    for (const recording of touched.keys()) lists.delete(firstOf.get(recording) ?? -1)
    for (const [recording, set] of touched) {
      const keys = [...set].sort((a, b) => a - b)
      const [first] = keys
      if (first === undefined) firstOf.delete(recording)
      else firstOf.set(recording, first)
      for (const key of keys) numbers[key] = first ?? key
      if (first !== undefined && keys.length > 1) lists.set(first, keys)
    }
    return { recordings: numbers, versions: lists }
  }
}
