import { isNotThere } from '../failure-words.ts'
import { currentListenerId } from '../listener/listener-store.ts'
import { wentWords } from '../not-there-words.ts'
import { isProblem, segue } from '../segue.ts'
import { emptyOut } from './kept-player.ts'
import { leaveFor } from './moving-on.ts'
import { type Entry, playerStore } from './player-store.ts'
import { idOf } from './queue-order.ts'
import { soundStore, whenAskedToSound } from './sound.ts'
import { answerHoldsMs, createChecks, withoutGone } from './still-there.ts'
import { refreshQueue, whenQueueAnswered } from './up-next.ts'

/**
 * Asks the server whether what the player is about to play is there still: after a reload, each time a track is asked to
 * sound and with each answer for the queue; and of what plays once a minute, whatever the listener does.
 */
const codeOf = async (trackId: string): Promise<string | undefined> => {
  try {
    await segue.tracks.get(trackId)
    return undefined
  } catch (thrown) {
    if (isProblem(thrown) && isNotThere(thrown)) return thrown.code
    throw thrown
  }
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

const { check, known, forget } = createChecks({
  held: playerStore.get,
  holder: currentListenerId,
  ask: codeOf,
  drop: dropGone,
  now: Date.now,
})

/** So long what was pressed waits for the answer; later, it is asked about as what plays. */
const pressWaitsMs = 1000

/**
 * Whether a track that was pressed may take the place of what plays: the page it stands on may be an old one. Where it is gone,
 * what plays goes on, and the panel says why.
 */
export const mayTakeThePlace = async (pressed: Entry): Promise<boolean> => {
  const whose = currentListenerId()
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, pressWaitsMs))
  // Without an answer it is tried: it may sound all the same.
  const code = await Promise.race([codeOf(idOf(pressed)).catch(() => undefined), late])
  if (code === undefined) return true
  if (currentListenerId() !== whose) return false
  dropGone(whose, new Map([[idOf(pressed), code]]))
  playerStore.set({ notice: wentWords([{ title: pressed.track.title, code }]) })
  return false
}

/** Of a player that was put up by a reload or for another listener. */
export const checkAnew = (): void => {
  forget()
  void check('ahead')
}

whenAskedToSound(() => void check('ahead'))
whenQueueAnswered(() => {
  const { queue, served } = playerStore.get()
  known(queue.filter((entry) => !entry.byHand && entry.requestId === served?.requestId))
  void check('ahead')
})
// Whoever just listens asks for nothing, for as long as a track is long.
setInterval(() => soundStore.get().playing && void check('current'), answerHoldsMs)
