import { browserStorage } from '../browser-storage.ts'
import { covers } from '../listener/without-blocked.ts'
import { segue } from '../segue.ts'
import { type KeptPlayer, keptVersion, readKept } from './kept-format.ts'
import { expectTelling, isTold } from './leaving.ts'
import { emptyPlayer, playerStore } from './player-store.ts'
import { sound, soundStore } from './sound.ts'

/**
 * The player as it was left, kept in this browser for each listener, so that a page loaded again goes on where
 * it stopped: paused, at its place, with its queue. The traps closed here: a listen told of twice because half
 * of it was heard before the reload, and a block made meanwhile on another page.
 */
const keyOf = (listenerId: string) => `segue.player/${listenerId}`

export const keepPlayer = (listenerId: string): void => {
  const { current, history, queue, served, session, repeat, shuffle } = playerStore.get()
  const { positionMs, heardMs } = soundStore.get()
  if (!current) return
  const kept: KeptPlayer = {
    version: keptVersion,
    current,
    history: history.slice(-20),
    queue,
    served,
    session,
    repeat,
    shuffle,
    positionMs,
    heardMs,
    told: isTold(),
  }
  browserStorage.write(keyOf(listenerId), JSON.stringify(kept))
}

const dropBlockedSince = async (listenerId: string) => {
  const { blocks } = await segue.blocks.list(listenerId)
  const { queue } = playerStore.get()
  const kept = queue.filter((entry) => !blocks.some((block) => covers(block, entry.track)))
  if (kept.length < queue.length) playerStore.set({ queue: kept })
}

/** Puts the listener's player back as it was left, paused; an empty one when there is none. */
export const restorePlayer = (listenerId: string): void => {
  const { ratings } = playerStore.get()
  const kept = readKept(browserStorage.read(keyOf(listenerId)) ?? '')
  if (!kept?.current) {
    playerStore.set({ ...emptyPlayer, ratings })
    return
  }
  const { version: _, positionMs, heardMs, told, ...player } = kept
  playerStore.set({ ...emptyPlayer, ratings, ...player, resumed: true })
  expectTelling(told)
  sound.rest(kept.current.track, { positionMs, heardMs })
  // Without an answer the queue stays: the server filters what it serves next in any case.
  dropBlockedSince(listenerId).catch(() => undefined)
}
