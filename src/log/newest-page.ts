import type { EventLog, Position, Within } from './event-log.ts'
import type { AppEvent, EventType } from './events.ts'
import { newestFirst } from './newest-first.ts'

export interface Page<Picked> {
  readonly picked: Picked[]
  /** `before` of the next page; absent when nothing older fits. */
  readonly next?: Position
  /** With `next`: the time of the oldest event looked at. */
  readonly searchedTo?: AppEvent['at']
}

/** A page that finds little looks at so many events and hands over to the next: no request reads the whole log. */
const mostLookedAt = 2_048

/** What `pick` takes of the events of a type, newest first, until there are enough or `isOver` says so. */
export const newestPage = async <Picked>(
  log: Pick<EventLog, 'latest'>,
  type: EventType,
  asked: Within & {
    readonly limit: number
    readonly pick: (event: AppEvent, about: readonly string[]) => Picked | undefined
    readonly isOver?: (event: AppEvent) => boolean
  },
): Promise<Page<Picked>> => {
  const { limit, pick, isOver = () => false } = asked
  const picked: Picked[] = []
  let looked = 0
  let oldest: { readonly next: Position; readonly searchedTo: AppEvent['at'] } | undefined
  for await (const { position, event, about } of newestFirst(log, type, asked)) {
    if (isOver(event)) return { picked }
    if (picked.length === limit || looked === mostLookedAt) return { picked, ...oldest }
    looked += 1
    oldest = { next: position, searchedTo: event.at }
    const one = pick(event, about)
    if (one !== undefined) picked.push(one)
  }
  return { picked }
}
