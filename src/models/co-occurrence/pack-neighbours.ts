import { createTopList } from '../top-list.ts'
import type { PairWeights } from './pair-weights.ts'

/**
 * From summed pairs to the best neighbours of every track, as compressed sparse rows: the neighbours of key k
 * are `keys[rows[k]] … keys[rows[k + 1] − 1]`, best first. Both directions of a pair meet here; they are put
 * together by counting sort, for sorting millions of pairs by comparison would be most of the training.
 */
export interface PackedNeighbours extends Record<string, Uint32Array | Float32Array> {
  readonly rows: Uint32Array
  readonly keys: Uint32Array
  readonly scores: Float32Array
  /** How often the neighbour was played soon after the row's track, where that is the usual order; else 0. */
  readonly usual: Uint32Array
}

/** The catalogue under which pairs are put together. */
interface Tracks {
  /** By the number of a track in the pairs, its key; -1 for one that the catalogue does not have. */
  readonly keys: Int32Array
  /** By key. */
  readonly plays: Float64Array
}

const rowsPerBreath = 500
const slotsPerBreath = 1 << 17

function* eachPair(
  pairs: PairWeights,
  visit: Parameters<PairWeights['each']>[2],
): Generator<undefined, void> {
  for (let slot = 0; slot < pairs.slots; slot += slotsPerBreath) {
    pairs.each(slot, slot + slotsPerBreath, visit)
    yield
  }
}

/** Every pair of two tracks of the catalogue twice, once in each end's row, by key and unsorted within a row. */
function* spread(pairs: PairWeights, { keys, plays }: Tracks, forwardBonus: number) {
  const slots = plays.length
  const starts = new Uint32Array(slots + 1)
  const keyOf = (number: number): number => keys[number] ?? -1
  yield* eachPair(pairs, (one, other) => {
    const [from, to] = [keyOf(one), keyOf(other)]
    if (from < 0 || to < 0) return
    starts[from + 1] = (starts[from + 1] ?? 0) + 1
    starts[to + 1] = (starts[to + 1] ?? 0) + 1
  })
  for (let key = 0; key < slots; key++) starts[key + 1] = (starts[key + 1] ?? 0) + (starts[key] ?? 0)
  const next = starts.slice()
  const ends = starts[slots] ?? 0
  const others = new Uint32Array(ends)
  const weights = new Float32Array(ends)
  const counts = new Uint32Array(ends)
  const put = (row: number, other: number, weight: number, usual: number): void => {
    const place = next[row] ?? 0
    next[row] = place + 1
    others[place] = other
    weights[place] = weight
    counts[place] = usual
  }
  yield* eachPair(pairs, (one, other, weight, usual) => {
    const [from, to] = [keyOf(one), keyOf(other)]
    if (from < 0 || to < 0) return
    put(from, to, weight * (1 + forwardBonus), usual)
    put(to, from, weight, 0)
  })
  return { starts, others, weights, counts }
}

export function* packNeighbours(
  pairs: PairWeights,
  tracks: Tracks,
  config: { readonly forwardBonus: number; readonly shrink: number; readonly neighbours: number },
): Generator<undefined, PackedNeighbours> {
  const { plays } = tracks
  const slots = plays.length
  const { starts, others, weights, counts } = yield* spread(pairs, tracks, config.forwardBonus)
  const sums = new Float64Array(slots)
  const forward = new Uint32Array(slots)
  const touched: number[] = []
  const best = createTopList(config.neighbours)
  const rows = new Uint32Array(slots + 1)
  const keys = new Uint32Array(Math.min(others.length, slots * config.neighbours))
  const scores = new Float32Array(keys.length)
  const usual = new Uint32Array(keys.length)
  let filled = 0
  for (let key = 0; key < slots; key++) {
    if (key % rowsPerBreath === 0) yield
    const end = starts[key + 1] ?? 0
    for (let place = starts[key] ?? 0; place < end; place++) {
      const other = others[place] ?? 0
      if (sums[other] === 0) touched.push(other)
      sums[other] = (sums[other] ?? 0) + (weights[place] ?? 0)
      forward[other] = (forward[other] ?? 0) + (counts[place] ?? 0)
    }
    for (const other of touched) {
      const scale = Math.sqrt((plays[key] ?? 0) * (plays[other] ?? 0)) + config.shrink
      best.offer(other, (sums[other] ?? 0) / scale)
      sums[other] = 0
    }
    for (let rank = 0; rank < best.size; rank++) {
      keys[filled] = best.keyAt(rank)
      scores[filled] = best.scoreAt(rank)
      usual[filled] = forward[best.keyAt(rank)] ?? 0
      filled++
    }
    for (const other of touched) forward[other] = 0
    touched.length = 0
    best.clear()
    rows[key + 1] = filled
  }
  return {
    rows,
    keys: keys.slice(0, filled),
    scores: scores.slice(0, filled),
    usual: usual.slice(0, filled),
  }
}
