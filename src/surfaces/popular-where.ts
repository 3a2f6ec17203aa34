import type { Catalog, StoredTrack } from '#catalog'
import { type Instant, type TrackKey, whyUnavailable } from '#domain'
import type { ModelReads } from './reads.ts'

/** From where is asked, and when. */
export interface Where {
  readonly market?: string | undefined
  readonly asOf: Instant
}

/** The most popular of what was looked at so far that may be served in a market. */
interface Served {
  readonly revision: number
  readonly keys: TrackKey[]
  /** How many of the popular were looked at, and whether there are more. */
  looked: number
  isWhole: boolean
  /** No track that was looked at begins or ends between these: `since` is the first moment, `until` is past the last. */
  since: number
  until: number
}

/** A list is as long as was asked for: some eighty tracks, and all of a catalogue for those who have blocked the rest. */
const listsKept = 1_000
const keysKept = 1_000_000

/**
 * The popular tracks that may be served there and then, for sources: what they find is judged by the guard all the same.
 * The trap closed here: where hardly anything may be served, the whole catalogue is looked through for it; it is for
 * the first who asks, and once more when it changes or a right begins or ends.
 */
export const createPopularWhere = (
  catalog: Pick<Catalog, 'revision' | 'byKey'>,
  popular: ModelReads['popular'],
): ModelReads['popularWhere'] => {
  const lists = new Map<string, Served>()
  let held = 0
  const take = (name: string): Served | undefined => {
    const list = lists.get(name)
    lists.delete(name)
    held -= list?.keys.length ?? 0
    return list
  }
  const put = (name: string, list: Served): void => {
    lists.set(name, list)
    held += list.keys.length
    for (const oldest of lists.keys()) {
      if (lists.size === 1 || (lists.size <= listsKept && held <= keysKept)) return
      take(oldest)
    }
  }
  const goOn = (list: Served, count: number, where: Where, tag: string | undefined): void => {
    for (let most = Math.max(count, list.looked); list.keys.length < count && !list.isWhole; most *= 4) {
      const keys = popular(most, tag)
      while (list.looked < keys.length && list.keys.length < count) {
        const key = keys[list.looked++]
        const track = key === undefined ? undefined : catalog.byKey(key)
        if (track !== undefined) look(track, where, list)
      }
      list.isWhole = list.looked >= keys.length && keys.length < most
    }
  }
  return (count, where, tag) => {
    const name = `${where.market ?? ''} ${tag ?? ''}`
    const { revision } = catalog
    const known = take(name)
    const holds = known?.revision === revision && where.asOf >= known.since && where.asOf < known.until
    const list = holds ? known : nothingLookedAt(revision)
    goOn(list, count, where, tag)
    put(name, list)
    return list.keys.slice(0, count)
  }
}

const nothingLookedAt = (revision: number): Served => ({
  revision,
  keys: [],
  looked: 0,
  isWhole: false,
  since: Number.NEGATIVE_INFINITY,
  until: Number.POSITIVE_INFINITY,
})

const look = ({ key, availability }: StoredTrack, { market, asOf }: Where, list: Served): void => {
  const why = whyUnavailable(availability, market, asOf)
  if (why === 0) list.keys.push(key)
  // Where it may not be served at all, no moment changes that.
  if (why === 1) return
  for (const moment of [availability?.from, availability?.until]) {
    if (moment === undefined) continue
    if (moment <= asOf) list.since = Math.max(list.since, moment)
    else list.until = Math.min(list.until, moment)
  }
}
