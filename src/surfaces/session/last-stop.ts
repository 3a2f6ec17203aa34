import type { StoredTrack } from '#catalog'
import { type ListenerId, trackKey } from '#domain'
import { type AskOlder, type EventIndex, type EventOf, type Indexed, newestPage, type Place } from '#log'
import { isRuledOut } from '../hydrators/eligibility.ts'
import type { Reads } from '../reads.ts'
import { versionThere } from '../track-index.ts'
import type { SessionState } from './read-session.ts'
import { whyClosed } from './why-closed.ts'

/** Where a listener stopped: the newest play that can be gone on from, and its session if that can. */
export interface LastStop {
  readonly play: EventOf<'track.played'>
  /** What was played or, where that left the catalogue, another version of it. */
  readonly track: StoredTrack
  readonly session?: SessionState
}

/** With `next` and no `last`, older plays are left to look at: it is `before` of the next look. */
export interface LastStopPage {
  readonly last?: LastStop
  readonly next?: Place
}

/**
 * Told by the log alone, so it is the same on every device. What left the catalogue in all its versions, was disliked or is blocked is
 * passed over: it may be named nowhere, and an older play is then the last one there is.
 */
export const findLastStop = async (
  eventIndex: Pick<EventIndex, 'latest'>,
  listenerId: ListenerId,
  reads: Reads,
  {
    before,
    allows,
    sessionOf,
  }: {
    readonly before: Place | undefined
    /** Whether it may be served where and when it is asked for. */
    readonly allows: (track: StoredTrack) => boolean
    readonly sessionOf: (id: SessionState['id']) => Promise<SessionState | undefined>
  },
): Promise<LastStopPage> => {
  const ask: AskOlder<Indexed> = (limit, older) =>
    eventIndex.latest('track.played', limit, { listenerId, before: older })
  const { picked, next } = await newestPage(ask, {
    before,
    limit: 1,
    pick: ({ event: play }) => {
      if (play.type !== 'track.played') return undefined
      const key = versionThere(reads.catalog.keyOf(play.trackId), reads.index)
      const track = key === undefined ? undefined : reads.catalog.byKey(trackKey(key))
      return track && allows(track) && !isRuledOut(track.key, reads) ? { play, track } : undefined
    },
  })
  const [last] = picked
  if (last === undefined) return next === undefined ? {} : { next }
  const session = last.play.sessionId === undefined ? undefined : await sessionOf(last.play.sessionId)
  const goesOn = session?.listenerId === listenerId && whyClosed(session.seed, reads) === undefined
  return { last: { ...last, ...(goesOn && { session }) } }
}
