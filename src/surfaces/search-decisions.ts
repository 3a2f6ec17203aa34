import { type Instant, type ListenerId, type TrackId, toIso } from '#domain'
import { type Decision, type DecisionStore, newestPage, type Place, type SlateServed } from '#log'
import type { DecisionSummary, SurfaceName } from './answers.ts'

/** What decisions are looked for by; all that is given must hold. Times are milliseconds since 1970. */
export interface DecisionSearch {
  readonly listenerId?: ListenerId | undefined
  readonly surface?: SurfaceName | undefined
  /** Stood in the slate; told as long as its record is kept. */
  readonly trackId?: TrackId | undefined
  /** Served at this time or later. */
  readonly from?: Instant | undefined
  /** Served before this time. */
  readonly until?: Instant | undefined
  /** `next` of the page before. */
  readonly before?: Place | undefined
  readonly limit: number
}

export interface FoundDecisions {
  readonly decisions: DecisionSummary[]
  /** Asks for what is older; absent when nothing older fits. */
  readonly next?: Place
  /** With `next`: how far back this page has looked. */
  readonly searchedTo?: string
}

/**
 * Decisions by listener, surface, track and time, newest first, by the page. Listener and time are looked up; surface and
 * track are compared one by one. Which tracks stood in a slate is let go with its record.
 */
export const searchDecisions = async (
  store: Pick<DecisionStore, 'decisions'>,
  search: DecisionSearch,
): Promise<FoundDecisions> => {
  const { listenerId, limit, from, until, before: start } = search
  const { picked, next, searchedTo } = await newestPage(
    (rows, before) => store.decisions({ limit: rows, listenerId, until, before }),
    {
      limit,
      before: start,
      isOver: ({ event }) => from !== undefined && event.at < from,
      pick: (decision) => (fits(decision, search) ? summaryOf(decision.event) : undefined),
    },
  )
  return {
    decisions: picked,
    ...(next !== undefined && { next }),
    ...(searchedTo !== undefined && { searchedTo: toIso(searchedTo) }),
  }
}

const fits = ({ event, about }: Decision, { surface, trackId, until }: DecisionSearch): boolean =>
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
