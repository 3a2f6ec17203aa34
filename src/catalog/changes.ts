import type { TrackId } from '#domain'

/**
 * Which tracks each revision of the catalogue is about, so that what is laid out of it by track is mended where it changed.
 * Only the newest revisions are kept; what is behind them is laid out anew.
 */
export interface Changes {
  /** The next revision is about this track: it comes, leaves, or is or was called otherwise. */
  note(id: TrackId): void
  /** What was noted is visible as this revision. */
  settle(revision: number): void
  /** Undefined where they are not known any more, or too many. */
  since(revision: number): ReadonlySet<TrackId> | undefined
}

/** How many revisions are kept at most, however few tracks each is about. */
const mostRevisions = 10_000

/** `most` is how many are worth mending, and are kept: of half a catalogue all of it is laid out as soon. */
export const createChanges = (revision: number, most: () => number): Changes => {
  /** One that is about no track is not among them: there is nothing to mend for it. */
  const settled: { readonly revision: number; readonly ids: ReadonlySet<TrackId> }[] = []
  let pending = new Set<TrackId>()
  let kept = 0
  let newest = revision
  /** All that came after it are known. */
  let from = revision
  /** Where the first stands that is newer; they are in order, and thousands are kept. */
  const firstAfter = (then: number): number => {
    let [low, high] = [0, settled.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((settled[middle]?.revision ?? 0) > then) high = middle
      else low = middle + 1
    }
    return low
  }
  return {
    note: (id) => void pending.add(id),
    settle(now) {
      if (now === newest) return
      newest = now
      if (pending.size === 0) return
      settled.push({ revision: now, ids: pending })
      kept += pending.size
      pending = new Set()
      while (kept > most() || settled.length > mostRevisions) {
        const oldest = settled.shift()
        if (oldest === undefined) return
        kept -= oldest.ids.size
        from = oldest.revision
      }
    },
    since(then) {
      if (then < from) return undefined
      const ids = new Set<TrackId>()
      for (let at = firstAfter(then); at < settled.length; at++)
        for (const id of settled[at]?.ids ?? []) ids.add(id)
      return ids
    },
  }
}
