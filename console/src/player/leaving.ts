import { isSimulated } from '../listener/listener-store.ts'
import { isEnough } from './heard.ts'
import { record } from './listening-events.ts'
import { type Entry, playerStore } from './player-store.ts'
import { soundStore } from './sound.ts'

/**
 * What the server is told of the track that is left: it was played when enough of it was heard; leaving it
 * before that is a skip. The traps closed here: a track told of twice, and a judgment read into what was never
 * heard. Who goes on because the audio doesn't come has said nothing about the music.
 */
export type Leaving =
  | 'skip'
  | 'end'
  /** Going back, switching listener, or after a dislike or block that has said enough already. */
  | 'quietly'

/** Whether what became of the current track has been said. */
let told = false

export const about = (listenerId: string, entry: Entry) => {
  const { session } = playerStore.get()
  return {
    listenerId,
    trackId: entry.track.id,
    ...(entry.requestId ? { requestId: entry.requestId } : {}),
    ...(session ? { sessionId: session.sessionId } : {}),
    ...(isSimulated(listenerId) ? { simulated: true as const } : {}),
  }
}

/** A track begins, or goes on that was told of before the page was closed. */
export const expectTelling = (alreadyTold = false): void => {
  told = alreadyTold
}
export const isTold = (): boolean => told

/** Says what became of the current track, unless that was said; true when it was heard enough. */
export const tellOfCurrent = (listenerId: string, how: Leaving): boolean => {
  const { current } = playerStore.get()
  const { heardMs, positionMs, durationMs, trouble } = soundStore.get()
  const enough = isEnough(heardMs, durationMs)
  if (!current || told) return enough
  if (enough) {
    told = true
    record({ type: 'track.played', ...about(listenerId, current), playedMs: Math.round(heardMs) })
  } else if (how === 'skip' && (heardMs > 0 || (trouble !== 'late' && trouble !== 'unreachable'))) {
    told = true
    record({ type: 'track.skipped', ...about(listenerId, current), positionMs: Math.round(positionMs) })
  }
  return enough
}
