import { expectTelling } from './leaving.ts'
import { type Entry, playerStore, type Wish } from './player-store.ts'
import type { Cause } from './queue-change.ts'
import { onward } from './queue-order.ts'
import { sound, soundStore } from './sound.ts'
import { refreshQueue } from './up-next.ts'

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

export const begin = (
  entry: Entry,
  queue: readonly Entry[],
  heardBefore: boolean,
  wish: Wish = 'playing',
): void => {
  const { current, history } = playerStore.get()
  begun += 1
  playerStore.set({
    current: entry,
    history: current ? [...history.slice(-49), { ...current, heard: heardBefore }] : history,
    queue,
    choosing: undefined,
    resumed: false,
  })
  expectTelling()
  if (wish === 'playing') sound.load(entry.track)
  else sound.rest(entry.track, { positionMs: 0, heardMs: 0 })
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
  sound.pause()
  const turn = begun
  const answer = refreshQueue(cause)
  await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, answerLimitMs))])
  if (turn !== begun || beginChosen(enough)) return
  await answer
  if (turn === begun && !beginChosen(enough)) playerStore.set({ choosing: undefined })
}
