import type { Instant } from '#domain'
import type { Place } from './cursor.ts'
import type { AppEvent } from './events.ts'
import { type AskOlder, newestFirst } from './newest-first.ts'

export interface Page<Picked> {
  readonly picked: Picked[]
  /** `before` of the next page; absent when nothing older fits. */
  readonly next?: Place
  /** With `next`: the time of the oldest event looked at. */
  readonly searchedTo?: Instant
}

/** A page that finds little looks at so many events and hands over to the next: no request reads the whole log. */
const mostLookedAt = 2_048

/** What `pick` takes of the rows, newest first, until there are enough or `isOver` says so. */
export const newestPage = async <Row extends { readonly place: Place; readonly event: AppEvent }, Picked>(
  ask: AskOlder<Row>,
  asked: {
    readonly before: Place | undefined
    readonly limit: number
    readonly pick: (row: Row) => Picked | undefined
    readonly isOver?: (row: Row) => boolean
  },
): Promise<Page<Picked>> => {
  const { before, limit, pick, isOver = () => false } = asked
  const picked: Picked[] = []
  let looked = 0
  let oldest: { readonly next: Place; readonly searchedTo: Instant } | undefined
  for await (const row of newestFirst(ask, before)) {
    if (isOver(row)) return { picked }
    if (picked.length === limit || looked === mostLookedAt) return { picked, ...oldest }
    looked += 1
    oldest = { next: row.place, searchedTo: row.event.at }
    const one = pick(row)
    if (one !== undefined) picked.push(one)
  }
  return { picked }
}
