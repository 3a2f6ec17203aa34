import type { Instant, ListenerId, SessionId, TrackKey } from '#domain'
import type { AppEvent, EventOf } from '#log'

/**
 * What a held-out stretch of a log asks of those who recommend: after each play of a session, which track was played next;
 * and at its beginning, which tracks each listener will play. What was heard before, from the start of the log, is told with it,
 * for what a listener knows already is found more easily. The trap closed here is a late event: what happened before the
 * split belongs to the past wherever it stands in the log, else the future teaches.
 */
export interface HeldOut {
  /** In log order. */
  readonly past: readonly AppEvent[]
  /** By when they happened, and of one moment as they stand in the log. */
  readonly future: readonly AppEvent[]
}

/** From one play of a session to the next one; `before` events of the future had happened when it was chosen. */
export interface NextStep {
  readonly before: number
  readonly listener: ListenerId
  readonly session: SessionId
  readonly from: TrackKey
  readonly to: TrackKey
  /** Never played by the listener before. */
  readonly isNew: boolean
  /** When the play was told that it is asked after. */
  readonly askedAt: Instant
}

/** What one listener played in the stretch, each track once. */
export interface HeldOutListener {
  readonly listener: ListenerId
  readonly played: readonly TrackKey[]
  /** Of these, what they had not played before. */
  readonly unheard: ReadonlySet<TrackKey>
}

export const splitAt = (events: Iterable<AppEvent>, from: Instant): HeldOut => {
  const past: AppEvent[] = []
  const future: AppEvent[] = []
  for (const event of events) (event.at < from ? past : future).push(event)
  future.sort((a, b) => a.at - b.at)
  return { past, future }
}

type KeyOf = (id: EventOf<'track.played'>['trackId']) => TrackKey | undefined

/** Who heard what; a track that the catalogue lacks was not there to be found. */
const heardIn = (events: readonly AppEvent[], keyOf: KeyOf): Map<ListenerId, Set<TrackKey>> => {
  const heard = new Map<ListenerId, Set<TrackKey>>()
  for (const event of events) {
    if (event.type !== 'track.played') continue
    const key = keyOf(event.trackId)
    if (key !== undefined) playedBy(event.listenerId, heard).add(key)
  }
  return heard
}

const playedBy = (listener: ListenerId, heard: Map<ListenerId, Set<TrackKey>>): Set<TrackKey> => {
  const known = heard.get(listener)
  if (known !== undefined) return known
  const none = new Set<TrackKey>()
  heard.set(listener, none)
  return none
}

export const nextStepsIn = ({ past, future }: HeldOut, keyOf: KeyOf): readonly NextStep[] => {
  const heard = heardIn(past, keyOf)
  const last = new Map<string, { readonly key: TrackKey; readonly at: Instant }>()
  const steps: NextStep[] = []
  for (const [before, event] of future.entries()) {
    if (event.type !== 'track.played') continue
    const key = keyOf(event.trackId)
    if (key === undefined) continue
    const { listenerId: listener, sessionId: session } = event
    const known = playedBy(listener, heard)
    const isNew = !known.has(key)
    known.add(key)
    if (session === undefined) continue
    const place = JSON.stringify([listener, session])
    const from = last.get(place)
    last.set(place, { key, at: event.at })
    if (from === undefined) continue
    steps.push({ before, listener, session, from: from.key, to: key, isNew, askedAt: from.at })
  }
  return steps
}

/** In order of their first play of the stretch. */
export const listenersIn = ({ past, future }: HeldOut, keyOf: KeyOf): readonly HeldOutListener[] => {
  const before = heardIn(past, keyOf)
  return [...heardIn(future, keyOf)].map(([listener, played]) => ({
    listener,
    played: [...played],
    unheard: new Set([...played].filter((key) => before.get(listener)?.has(key) !== true)),
  }))
}
