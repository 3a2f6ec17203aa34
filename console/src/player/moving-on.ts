import { expectTelling, tellOfCurrent } from './leaving.ts'
import { type Entry, type PlayerState, playerStore, type Wish } from './player-store.ts'
import type { Cause } from './queue-change.ts'
import { onward } from './queue-order.ts'
import { sound, soundStore } from './sound.ts'
import { queueAnswered, refreshQueue } from './up-next.ts'

/**
 * From one track to the next. A skip waits for the answer to it, since the queue at hand was made before; a track
 * that ran out waits only where nothing is at hand. The trap closed here: sound that begins, or a track left behind
 * that sounds again, although something else was asked for during the wait.
 */
const answerLimitMs = 1500
/** Counts beginnings, so that an answer that was waited for starts nothing once something else has begun. */
let begun = 0

/** Nothing that is waited for begins any more. */
export const stopWaiting = (): void => {
  begun += 1
}

/** Whether sound is asked for: during a wait by the wish, else by the sound itself. */
export const isAskedToPlay = (): boolean => {
  const { choosing } = playerStore.get()
  return choosing ? choosing === 'playing' : soundStore.get().playing
}

/** What is asked of the track that follows. A track without sound was asked to play all the same. */
export const wishNow = (): Wish => {
  const soundless = soundStore.get().trouble !== undefined && !playerStore.get().resumed
  return isAskedToPlay() || soundless ? 'playing' : 'paused'
}

type WithCurrent = Partial<PlayerState> & { readonly current: Entry }

/** Makes a track the current one, from its start: the only way in which a wait ends with another track. */
export const put = (state: WithCurrent, wish: Wish = 'playing'): void => {
  stopWaiting()
  playerStore.set({ ...state, choosing: undefined, resumed: false })
  expectTelling()
  if (wish === 'playing') sound.load(state.current.track)
  else sound.rest(state.current.track, { positionMs: 0, heardMs: 0 })
}

export const begin = (current: Entry, queue: readonly Entry[], heardBefore: boolean, wish?: Wish): void => {
  const { current: left, history } = playerStore.get()
  put(
    { current, queue, history: left ? [...history.slice(-49), { ...left, heard: heardBefore }] : history },
    wish,
  )
}

const beginFirst = (enough: boolean, wish: Wish): boolean => {
  const state = playerStore.get()
  const { current, queue, repeat } = state
  const first = queue[0] ?? (repeat === 'all' && !current?.unwanted ? current : undefined)
  if (first) begin(first, onward(state, first), enough, wish)
  return first !== undefined
}

/** Begins what is first by now, as asked during the wait; says so where it comes from before the answer. */
const beginChosen = (enough: boolean): boolean => {
  const { choosing = 'paused', loading, error, queue } = playerStore.get()
  const late = (loading || error !== undefined) && !queue[0]?.byHand
  const found = beginFirst(enough, choosing)
  if (found) playerStore.set({ fellBack: late })
  return found
}

/** What follows the current track. A track put first by hand stays first. */
export const moveOn = async (cause: Cause, enough: boolean, wish: Wish, ranOut = false): Promise<void> => {
  const { queue, repeat } = playerStore.get()
  const atOnce = ranOut || queue[0]?.byHand || repeat === 'all'
  if (atOnce && beginFirst(enough, wish)) return refreshQueue(cause)
  playerStore.set({ choosing: wish, resumed: false })
  // What became of the track left behind is decided; choosing another during the wait is no skip of it.
  expectTelling(true)
  sound.pause()
  const turn = begun
  void refreshQueue(cause)
  const answered = queueAnswered()
  await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, answerLimitMs))])
  if (turn !== begun || beginChosen(enough)) return
  await answered
  if (turn === begun && !beginChosen(enough)) playerStore.set({ choosing: undefined })
}

/** Leaves what plays because it is not wanted or not there any more: it does not come again where the queue goes round. */
export const leaveFor = (listenerId: string, cause: Cause, current: Entry): Promise<void> => {
  playerStore.set({ current: { ...current, unwanted: true } })
  // It is left already, and the track to come follows from this answer as well.
  if (playerStore.get().choosing) return refreshQueue(cause)
  return moveOn(cause, tellOfCurrent(listenerId, 'quietly'), wishNow())
}
