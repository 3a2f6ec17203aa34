import { hash } from '../hash.ts'
import type { Entry, PlayerState, Shuffle } from './player-store.ts'

/**
 * The order of the queue, as pure functions of the player's state. What holds after each of them: a track stands
 * in the queue once, and a row placed by hand keeps its place while Segue's choice changes around it. The traps
 * closed here: an order made by hand that the next answer of the server undoes, and rows nobody placed that no
 * answer can change any more.
 */
export const idOf = (entry: Entry): string => entry.track.id
export const without = (queue: readonly Entry[], entry: Entry): Entry[] =>
  queue.filter((waiting) => idOf(waiting) !== idOf(entry))

const byHandIn = (queue: readonly Entry[]): Entry[] => queue.filter((entry) => entry.byHand)
const openIn = (queue: readonly Entry[]): Entry[] => queue.filter((entry) => !entry.byHand)

/** The places of `queue`: those held by hand filled with `byHand`, the others with `open`, of which more may follow. */
const filled = (queue: readonly Entry[], byHand: readonly Entry[], open: readonly Entry[]): Entry[] => {
  const [hands, others] = [byHand.values(), open.values()]
  const rows = queue.map((row) => (row.byHand ? hands : others).next().value)
  return [...rows.filter((row) => row !== undefined), ...others]
}

/** Puts a track at place `to`, the first being 0, and holds it there; the others stay as open as they were. */
export const moved = (queue: readonly Entry[], id: string, to: number): readonly Entry[] => {
  const from = queue.findIndex((entry) => idOf(entry) === id)
  const entry = queue[from]
  const place = Math.max(0, Math.min(queue.length - 1, to))
  if (entry === undefined || place === from) return queue
  const others = without(queue, entry)
  return [...others.slice(0, place), { ...entry, byHand: true }, ...others.slice(place)]
}

/** Lets Segue choose again what stands where this track was put; it stands there until the next answer. */
export const givenBack = (queue: readonly Entry[], id: string): readonly Entry[] =>
  queue.map((entry) => {
    if (idOf(entry) !== id) return entry
    const { byHand: _, list: __, ...open } = entry
    return open
  })

const byChance =
  (seed: number) =>
  (one: Entry, other: Entry): number =>
    hash(`${seed} ${idOf(one)}`) - hash(`${seed} ${idOf(other)}`)

/** Another order for each seed. What stands below stays where it was in relation to the rest when tracks come or go. */
export const shuffled = (queue: readonly Entry[], seed: number): Entry[] => {
  const mixed = queue.toSorted(byChance(seed))
  return filled(queue, byHandIn(mixed), openIn(mixed))
}

/** The order from before a shuffle; tracks put on since then come first. */
export const restored = (queue: readonly Entry[], { before }: Shuffle): Entry[] =>
  queue.toSorted((one, other) => before.indexOf(idOf(one)) - before.indexOf(idOf(other)))

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
  return without([...below, ...again, ...above], entry)
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
  if (list === undefined) return [...queue]
  const waiting = byHandIn(queue)
  const taken = new Set([...waiting, ...(current ? [current] : [])].map(idOf))
  const played = new Map(
    history
      .filter((entry) => entry.list === list && !entry.unwanted && !taken.has(idOf(entry)))
      .map((entry) => [idOf(entry), entry]),
  )
  return [...waiting, ...played.values()]
}

/** The queue with Segue's newest choice around what was placed by hand, and the order to come back to. */
export const withChoice = (
  { current, queue, history, shuffle }: Pick<PlayerState, 'current' | 'queue' | 'history' | 'shuffle'>,
  choice: readonly Entry[],
): Pick<PlayerState, 'queue' | 'shuffle'> => {
  const taken = new Set([...byHandIn(queue), ...history.slice(-20), ...(current ? [current] : [])].map(idOf))
  const chosen = choice.filter((entry) => !taken.has(idOf(entry)))
  const around = (rows: readonly Entry[], open: readonly Entry[]) => filled(rows, byHandIn(rows), open)
  if (!shuffle) return { queue: around(queue, chosen), shuffle }
  const before = around(restored(queue, shuffle), chosen).map(idOf)
  const mixed = chosen.toSorted(byChance(shuffle.seed))
  return { queue: around(queue, mixed), shuffle: { ...shuffle, before } }
}
