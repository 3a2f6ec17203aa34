import type { EventLog, Position, Within } from './event-log.ts'
import type { AppEvent, EventType } from './events.ts'

export interface Page<Picked> {
  readonly picked: Picked[]
  /** `before` of the next page; absent when nothing older fits. */
  readonly next?: Position
  /** With `next`: the time of the oldest event looked at. */
  readonly searchedTo?: AppEvent['at']
}

const windowRows = 256
/** A page that finds little looks at so many windows and hands over to the next: no request reads the whole log. */
const mostWindows = 8

/** What `pick` takes of the events of a type, newest first, until there are enough or `isOver` says so. */
export const newestPage = async <Picked>(
  log: Pick<EventLog, 'latest'>,
  type: EventType,
  asked: Within & {
    readonly limit: number
    readonly pick: (event: AppEvent) => Picked | undefined
    readonly isOver?: (event: AppEvent) => boolean
  },
): Promise<Page<Picked>> => {
  const { listenerId, limit, pick, isOver = () => false } = asked
  const picked: Picked[] = []
  let oldest: { readonly next: Position; readonly searchedTo: AppEvent['at'] } | undefined
  for (let window = 0; window < mostWindows; window++) {
    const rows = await log.latest(type, windowRows, { listenerId, before: oldest?.next ?? asked.before })
    for (const { position, event } of rows) {
      if (isOver(event)) return { picked }
      if (picked.length === limit) return { picked, ...oldest }
      oldest = { next: position, searchedTo: event.at }
      const one = pick(event)
      if (one !== undefined) picked.push(one)
    }
    if (rows.length < windowRows) return { picked }
  }
  return { picked, ...oldest }
}
