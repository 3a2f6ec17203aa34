import { browserStorage } from '../browser-storage.ts'
import { currentListenerId } from '../listener/listener-store.ts'
import { covers } from '../listener/without-blocked.ts'
import { segue, type Target } from '../segue.ts'
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

/** Nothing is played and nothing kept. */
export const emptyOut = (listenerId: string): void => {
  const { ratings } = playerStore.get()
  sound.unload()
  playerStore.set({ ...emptyPlayer, ratings })
  browserStorage.remove(keyOf(listenerId))
}

type DropBlocked = (targets: readonly Target[]) => void

const dropBlockedSince = async (listenerId: string, dropBlocked: DropBlocked) => {
  const { blocks } = await segue.blocks.list(listenerId)
  // Somebody else may be listening by now, and what one has blocked says nothing of the other's player.
  if (currentListenerId() !== listenerId) return
  const { current, queue, history } = playerStore.get()
  const entries = [...(current ? [current] : []), ...queue, ...history]
  const met = blocks.filter((block) => entries.some((entry) => covers(block, entry.track)))
  if (met.length > 0) dropBlocked(met)
}

/** Puts the listener's player back as it was left, paused; an empty one when there is none. */
export const restorePlayer = (listenerId: string, dropBlocked: DropBlocked): void => {
  const { ratings } = playerStore.get()
  const kept = readKept(browserStorage.read(keyOf(listenerId)) ?? '')
  if (!kept?.current) {
    playerStore.set({ ...emptyPlayer, ratings })
    return
  }
  const { version: _, positionMs, heardMs, told, ...player } = kept
  // Why it was served was true when it was served, and not for long: "You last played this within a day".
  const { reason: _reason, ...current } = kept.current
  playerStore.set({ ...emptyPlayer, ratings, ...player, current, resumed: true })
  expectTelling(told)
  sound.rest(current.track, { positionMs, heardMs })
  // Without an answer the queue stays: the server filters what it serves next in any case.
  dropBlockedSince(listenerId, dropBlocked).catch(() => undefined)
}
