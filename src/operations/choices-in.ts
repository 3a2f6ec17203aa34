import type { Instant, ListenerId, TrackKey } from '#domain'
import { dayMs } from '#domain'
import type { EventOf } from '#log'
import { type HeldOut, nextStepsIn } from './held-out-listening.ts'

/**
 * The moments of a stretch at which somebody chose what to hear: after each play of a session what came next, and at its beginning,
 * while nothing played, all that was played within a day of it. They are asked for in the order of the log.
 */
export interface Choosing {
  /** So many events of the future had happened. */
  readonly before: number
  readonly listener: ListenerId
  readonly from?: TrackKey | undefined
  readonly askedAt: Instant
  /** Each once, and whether it was never heard before. */
  readonly wanted: ReadonlyMap<TrackKey, { readonly isNew: boolean }>
}

type KeyOf = (id: EventOf<'track.played'>['trackId']) => TrackKey | undefined

export const choicesIn = (heldOut: HeldOut, keyOf: KeyOf): readonly Choosing[] => {
  const next = nextStepsIn(heldOut, keyOf).map(
    ({ before, listener, from, to, isNew, askedAt }): Choosing => ({
      before,
      listener,
      from,
      askedAt,
      wanted: new Map([[to, { isNew }]]),
    }),
  )
  return [...next, ...beginningsIn(heldOut, keyOf)].sort((a, b) => a.before - b.before)
}

interface Play {
  readonly key: TrackKey
  readonly at: Instant
  readonly isNew: boolean
}

const beginningsIn = ({ past, future }: HeldOut, keyOf: KeyOf): readonly Choosing[] => {
  const known = new Set<string>()
  const isNew = (listener: ListenerId, key: TrackKey): boolean => {
    const about = `${key} ${listener}`
    const isFirst = !known.has(about)
    known.add(about)
    return isFirst
  }
  for (const event of past) {
    const key = event.type === 'track.played' ? keyOf(event.trackId) : undefined
    if (key !== undefined) isNew(event.listenerId, key)
  }
  const begun = new Set<string>()
  const plays = new Map<ListenerId, Play[]>()
  const starts: { readonly before: number; readonly listener: ListenerId; readonly at: Instant }[] = []
  for (const [before, event] of future.entries()) {
    const key = event.type === 'track.played' ? keyOf(event.trackId) : undefined
    if (event.type !== 'track.played' || key === undefined) continue
    const { listenerId: listener, sessionId: session, at } = event
    const place = JSON.stringify([listener, session])
    if (session !== undefined && !begun.has(place)) starts.push({ before, listener, at })
    begun.add(place)
    const own = plays.get(listener) ?? []
    plays.set(listener, own)
    own.push({ key, at, isNew: isNew(listener, key) })
  }
  return starts.map(({ before, listener, at }) => ({
    before,
    listener,
    askedAt: at,
    wanted: new Map(
      // From the last to the first, so that of a track the first play of the day is kept, which may be of something new.
      (plays.get(listener) ?? [])
        .filter((play) => play.at >= at && play.at < at + dayMs)
        .reverse()
        .map((play) => [play.key, { isNew: play.isNew }]),
    ),
  }))
}
