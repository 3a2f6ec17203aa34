import { type ListenerId, type TrackId, toIso } from '#domain'
import { type EventLog, newestPage, type Position, type SlateServed } from '#log'
import type { DecisionSummary, SurfaceName } from './answers.ts'

/** What decisions are looked for by; all that is given must hold. Times are milliseconds since 1970. */
export interface DecisionSearch {
  readonly listenerId?: ListenerId | undefined
  readonly surface?: SurfaceName | undefined
  /** Stood in the slate; told as long as its record is kept. */
  readonly trackId?: TrackId | undefined
  /** Served at this time or later. */
  readonly from?: number | undefined
  /** Served before this time. */
  readonly until?: number | undefined
  /** `next` of the page before. */
  readonly before?: Position | undefined
  readonly limit: number
}

export interface FoundDecisions {
  readonly decisions: DecisionSummary[]
  /** Asks for what is older; absent when nothing older fits. */
  readonly next?: number
  /** With `next`: how far back this page has looked. */
  readonly searchedTo?: string
}

/**
 * Decisions by listener, surface, track and time, newest first, by the page. Listener and time are looked up; surface and
 * track are compared one by one. Times of slates grow with their positions, as one clock gives both: where that
 * clock was set back, a search by time may miss what was served in the hours it went through twice. Which tracks stood
 * in a slate is let go with its record.
 */
export const searchDecisions = async (
  log: Pick<EventLog, 'latest' | 'end'>,
  search: DecisionSearch,
): Promise<FoundDecisions> => {
  const { listenerId, limit, from } = search
  const { picked, next, searchedTo } = await newestPage(log, 'slate.served', {
    listenerId,
    limit,
    before: await startOf(log, search),
    isOver: ({ at }) => from !== undefined && at < from,
    pick: (event, about) =>
      event.type === 'slate.served' && fits(event, about, search) ? summaryOf(event) : undefined,
  })
  return {
    decisions: picked,
    ...(next !== undefined && { next }),
    ...(searchedTo !== undefined && { searchedTo: toIso(searchedTo) }),
  }
}

/** The position that everything older than `until` stands before; found by halving, as times grow with positions. */
const startOf = async (
  log: Pick<EventLog, 'latest' | 'end'>,
  { until, before }: DecisionSearch,
): Promise<Position> => {
  let [low, high] = [0, before ?? (await log.end()) + 1]
  if (until === undefined) return high
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const [newest] = await log.latest('slate.served', 1, { before: middle })
    if (newest === undefined || newest.event.at < until) low = middle
    else high = Math.min(middle - 1, newest.position)
  }
  return low
}

const fits = (
  event: SlateServed,
  about: readonly string[],
  { surface, trackId, until }: DecisionSearch,
): boolean =>
  (surface === undefined || event.surface === surface) &&
  (trackId === undefined || (event.trackIds ?? about).includes(trackId)) &&
  (until === undefined || event.at < until)

const summaryOf = (event: SlateServed): DecisionSummary => ({
  requestId: event.requestId,
  surface: event.surface,
  listenerId: event.listenerId,
  servedAt: toIso(event.at),
  tier: event.tier,
  tracks: event.tracks ?? event.trackIds?.length ?? 0,
})
