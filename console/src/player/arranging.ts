import { type Entry, playerStore, type Repeat } from './player-store.ts'
import { givenBack, idOf, moved, restored, round, shuffled } from './queue-order.ts'
import { forgetQueue, refreshQueue } from './up-next.ts'

/**
 * What a person does to the order of the queue: rows put elsewhere, shuffle, repeat. Each says in words what it
 * did, in the line above the queue, which is also read aloud.
 */
const say = (text: string) => ({ text, entered: [], left: [] })

/** Puts a track of the queue at place `to`, the first being 0. */
export const moveInQueue = (id: string, to: number): void => {
  const { queue: before } = playerStore.get()
  const queue = moved(before, id, to)
  const place = queue.findIndex((entry) => idOf(entry) === id)
  const title = queue[place]?.track.title
  if (queue === before || title === undefined) return
  playerStore.set({ queue, change: say(`${title} is now ${place + 1} of ${queue.length}`) })
}

/** Holds a track in its place no longer: the next answer may move it or take it away. */
export const giveBackPlace = ({ track }: Entry): void => {
  const queue = givenBack(playerStore.get().queue, track.id)
  playerStore.set({ queue, change: say(`Segue may move or replace ${track.title} again`) })
}

export const toggleShuffle = (): void => {
  const { queue, current, shuffle } = playerStore.get()
  if (shuffle) {
    playerStore.set({
      queue: restored(queue, shuffle),
      shuffle: undefined,
      change: say('The queue is in order again'),
    })
    return
  }
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  const before = [...(current ? [current] : []), ...queue].map(idOf)
  playerStore.set({
    queue: shuffled(queue, seed),
    shuffle: { seed, before },
    change: say('The queue is shuffled'),
  })
}

const after: Readonly<Record<Repeat, Repeat>> = { off: 'all', all: 'one', one: 'off' }

export const stepRepeat = (): void => {
  const state = playerStore.get()
  const repeat = after[state.repeat]
  if (repeat === 'all') {
    const queue = round(state)
    const count = queue.length + (state.current ? 1 : 0)
    forgetQueue()
    const text = count === 1 ? 'This track goes round' : `These ${count} tracks go round`
    playerStore.set({ repeat, queue, loading: false, change: say(text) })
    return
  }
  playerStore.set({
    repeat,
    change: say(repeat === 'one' ? 'This track repeats' : 'Nothing repeats'),
  })
  // A round of a list left out what Segue chose; it follows again.
  if (repeat === 'one' && state.queue.every((entry) => entry.byHand)) void refreshQueue()
}
