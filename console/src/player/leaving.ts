import { isSimulated } from '../listener/listener-store.ts'
import { isEnough, judgmentOf, type Leaving } from './heard.ts'
import { record } from './listening-events.ts'
import { type Entry, playerStore } from './player-store.ts'
import { soundStore } from './sound.ts'

/** Tells the server what became of the track that is left. The trap closed here is a track told of twice. */

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
  const state = soundStore.get()
  const judgment = current && !told ? judgmentOf(state, how) : undefined
  if (current && judgment) {
    told = true
    const { heardMs, positionMs } = state
    const left = about(listenerId, current)
    if (judgment === 'played') record({ type: 'track.played', ...left, playedMs: Math.round(heardMs) })
    else record({ type: 'track.skipped', ...left, positionMs: Math.round(positionMs) })
  }
  return isEnough(state.heardMs, state.durationMs)
}
