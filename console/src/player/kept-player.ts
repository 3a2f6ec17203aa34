import { browserStorage } from '../browser-storage.ts'
import { covers } from '../listener/without-blocked.ts'
import { segue } from '../segue.ts'
import { expectTelling, isTold } from './leaving.ts'
import { emptyPlayer, type PlayerState, playerStore } from './player-store.ts'
import { type Place, sound, soundStore } from './sound.ts'

/**
 * The player as it was left, kept in this browser for each listener, so that a page loaded again goes on where
 * it stopped: paused, at its place, with its queue. The traps closed here: a listen told of twice because half
 * of it was heard before the reload, and a block made meanwhile on another page.
 */
const version = 1
const keyOf = (listenerId: string) => `segue.player/${listenerId}`

type Kept = Pick<PlayerState, 'current' | 'history' | 'queue' | 'served' | 'session' | 'repeat'> &
  Place & { readonly version: number; readonly told: boolean }

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && 'version' in value && value.version === version

export const keepPlayer = (listenerId: string): void => {
  const { current, history, queue, served, session, repeat } = playerStore.get()
  const { positionMs, heardMs } = soundStore.get()
  if (!current) return
  const kept: Kept = {
    version,
    current,
    history: history.slice(-20),
    queue,
    served,
    session,
    repeat,
    positionMs,
    heardMs,
    told: isTold(),
  }
  browserStorage.write(keyOf(listenerId), JSON.stringify(kept))
}

const readKept = (listenerId: string): Kept | undefined => {
  try {
    const stored: unknown = JSON.parse(browserStorage.read(keyOf(listenerId)) ?? 'null')
    return isKept(stored) ? stored : undefined
  } catch {
    return undefined
  }
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
  const kept = readKept(listenerId)
  if (!kept?.current) {
    playerStore.set({ ...emptyPlayer, ratings })
    return
  }
  const { current, history, queue, served, session, repeat, positionMs, heardMs, told } = kept
  playerStore.set({
    ...emptyPlayer,
    ratings,
    current,
    history,
    queue,
    served,
    session,
    repeat,
    resumed: true,
  })
  expectTelling(told)
  sound.rest(current.track, { positionMs, heardMs })
  // Without an answer the queue stays: the server filters what it serves next in any case.
  dropBlockedSince(listenerId).catch(() => undefined)
}
