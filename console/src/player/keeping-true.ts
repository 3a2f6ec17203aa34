import { isNotThere } from '../failure-words.ts'
import { currentListenerId } from '../listener/listener-store.ts'
import { isProblem, segue } from '../segue.ts'
import { emptyOut } from './kept-player.ts'
import { leaveFor } from './moving-on.ts'
import { type Entry, playerStore } from './player-store.ts'
import { idOf } from './queue-order.ts'
import { whenAskedToSound } from './sound.ts'
import { goneAmong, withoutGone } from './still-there.ts'
import { refreshQueue, whenQueueAnswered } from './up-next.ts'

/**
 * Asks the server whether what the player holds is there still: all of it when it was put back by a reload, a track
 * each time it is asked to sound, and what plays or was placed by hand with each answer for the queue.
 */
const codeOf = async (trackId: string): Promise<string | undefined> => {
  try {
    await segue.tracks.get(trackId)
    return undefined
  } catch (thrown) {
    return isProblem(thrown) && isNotThere(thrown) ? thrown.code : undefined
  }
}

const check = async (entries: readonly Entry[]): Promise<void> => {
  const listenerId = currentListenerId()
  const gone = await goneAmong(entries, codeOf)
  // Somebody else may be listening by now, in whose player other tracks stand.
  if (gone.size > 0 && currentListenerId() === listenerId) dropGone(listenerId, gone)
}

const dropGone = (listenerId: string, gone: ReadonlyMap<string, string>): void => {
  const { isCurrentGone, words, ...left } = withoutGone(playerStore.get(), gone)
  const { current } = left
  playerStore.set({ ...left, ...(words !== undefined && { notice: words }) })
  if (current === undefined) return
  if (!isCurrentGone) {
    void refreshQueue('gone')
    return
  }
  void leaveFor(listenerId, 'gone', current).then(() => {
    const now = playerStore.get()
    if (now.choosing !== undefined || now.current?.unwanted !== true || !gone.has(idOf(now.current))) return
    // Nothing follows, and what is gone is nothing to rest on.
    emptyOut(listenerId)
    playerStore.set({ notice: now.notice })
  })
}

const holding = (): readonly Entry[] => {
  const { current, queue } = playerStore.get()
  return [...(current ? [current] : []), ...queue]
}

export const checkAll = (): void => void check(holding())

whenAskedToSound(() => {
  const { current } = playerStore.get()
  if (current) void check([current])
})
// What Segue chose has come with that same answer, and is there.
whenQueueAnswered(() => {
  const { current } = playerStore.get()
  void check(holding().filter((entry) => entry === current || entry.byHand))
})
