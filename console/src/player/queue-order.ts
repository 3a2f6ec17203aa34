import { hash } from '../hash.ts'
import type { Entry, PlayerState, Shuffle } from './player-store.ts'

/**
 * The order of the queue, as pure functions of the player's state. What holds after each of them: a track stands
 * in the queue once, and what was placed by hand stands above what Segue chose. The trap closed here: an order
 * made by hand or by shuffle that the next answer of the server undoes.
 */
export const idOf = (entry: Entry): string => entry.track.id
const held = (entry: Entry): Entry => ({ ...entry, byHand: true })
export const without = (queue: readonly Entry[], entry: Entry): Entry[] =>
  queue.filter((waiting) => idOf(waiting) !== idOf(entry))

/** By hand first, then Segue's; each part in the order given. */
const inParts = (queue: readonly Entry[]): Entry[] => [
  ...queue.filter((entry) => entry.byHand),
  ...queue.filter((entry) => !entry.byHand),
]

/**
 * Puts a track at place `to`, the first being 0. Who orders rows says what comes before them too, so all rows
 * down to that place stay as they are; the rows below stay open to what Segue finds.
 */
export const moved = (queue: readonly Entry[], id: string, to: number): readonly Entry[] => {
  const from = queue.findIndex((entry) => idOf(entry) === id)
  const entry = queue[from]
  const place = Math.max(0, Math.min(queue.length - 1, to))
  if (entry === undefined || place === from) return queue
  const others = without(queue, entry)
  const order = [...others.slice(0, place), entry, ...others.slice(place)]
  return order.map((row, index) => (index <= place ? held(row) : row))
}

const byChance =
  (seed: number) =>
  (one: Entry, other: Entry): number =>
    hash(`${seed} ${idOf(one)}`) - hash(`${seed} ${idOf(other)}`)

/** Another order for each seed. What stands below stays where it was in relation to the rest when tracks come or go. */
export const shuffled = (queue: readonly Entry[], seed: number): Entry[] =>
  inParts(queue.toSorted(byChance(seed)))

/** The order from before a shuffle; tracks put on since then come first. */
export const restored = (queue: readonly Entry[], { before }: Shuffle): Entry[] =>
  inParts(queue.toSorted((one, other) => before.indexOf(idOf(one)) - before.indexOf(idOf(other))))

/** The queue once `entry` plays: rows above it are passed over, and come again where the queue goes round. */
export const onward = (
  { current, queue, repeat }: Pick<PlayerState, 'current' | 'queue' | 'repeat'>,
  entry: Entry,
): Entry[] => {
  const place = queue.findIndex((waiting) => idOf(waiting) === idOf(entry))
  const below = queue.slice(place + 1)
  if (repeat !== 'all') return below
  const above = queue.slice(0, Math.max(0, place))
  const again = current && !current.unwanted ? [current] : []
  return without([...below, ...again, ...above], entry).map(held)
}

/**
 * What goes round when all is repeated, without the track that plays: the list that was put on with what was
 * played of it, or else the whole queue as it stands.
 */
export const round = ({
  current,
  queue,
  history,
}: Pick<PlayerState, 'current' | 'queue' | 'history'>): Entry[] => {
  const list = current?.list ?? queue.find((entry) => entry.list !== undefined)?.list
  if (list === undefined) return queue.map(held)
  const waiting = queue.filter((entry) => entry.byHand)
  const taken = new Set([...waiting, ...(current ? [current] : [])].map(idOf))
  const played = new Map(
    history
      .filter((entry) => entry.list === list && !entry.unwanted && !taken.has(idOf(entry)))
      .map((entry) => [idOf(entry), held(entry)]),
  )
  return [...waiting, ...played.values()]
}

/** The queue with Segue's newest choice below what was placed by hand, and the order to come back to. */
export const withChoice = (
  { current, queue, history, shuffle }: Pick<PlayerState, 'current' | 'queue' | 'history' | 'shuffle'>,
  choice: readonly Entry[],
): Pick<PlayerState, 'queue' | 'shuffle'> => {
  const byHand = queue.filter((entry) => entry.byHand)
  const taken = new Set([...byHand, ...history.slice(-20), ...(current ? [current] : [])].map(idOf))
  const chosen = choice.filter((entry) => !taken.has(idOf(entry)))
  if (!shuffle) return { queue: [...byHand, ...chosen], shuffle }
  const ids = new Set(byHand.map(idOf))
  const before = [...shuffle.before.filter((id) => ids.has(id)), ...chosen.map(idOf)]
  return { queue: [...byHand, ...shuffled(chosen, shuffle.seed)], shuffle: { ...shuffle, before } }
}
