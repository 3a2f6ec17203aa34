/**
 * Sums of weights over ordered pairs of keys, and how often each pair was said to have happened. Millions of pairs in a `Map` would take hundreds of megabytes;
 * this is an open-addressing table (linear probing, at most 60 % full) over four typed arrays, 16 bytes a
 * slot. Sums are kept in 32 bits and grow by at most 1 at a time: exact enough up to sixteen million.
 */
export interface PairWeights {
  readonly size: number
  /** `times` is what the pair counts for, beside what it weighs. */
  add(from: number, to: number, weight: number, times: number): void
  /** Length of the table; `each` over all of its parts visits every pair once. */
  readonly slots: number
  /** Pairs in a part of the table, in its order: the same for the same additions in the same order. */
  each(
    firstSlot: number,
    endSlot: number,
    visit: (from: number, to: number, weight: number, times: number) => void,
  ): void
}

const firstCapacity = 1 << 16
const fullest = 0.6

const slotOf = (from: number, to: number, mask: number): number => {
  let hash = Math.imul(from, 0x9e3779b1) ^ Math.imul(to, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) & mask
}

export const createPairWeights = (): PairWeights => {
  let mask = firstCapacity - 1
  let froms = new Uint32Array(firstCapacity)
  let tos = new Uint32Array(firstCapacity)
  let weights = new Float32Array(firstCapacity)
  let counts = new Uint32Array(firstCapacity)
  let size = 0

  /** Keys are stored plus one, so that zero means an empty slot. */
  const insert = (from: number, to: number, weight: number, times: number): void => {
    let slot = slotOf(from, to, mask)
    for (;;) {
      const found = froms[slot]
      if (found === 0) break
      if (found === from + 1 && tos[slot] === to) {
        weights[slot] = (weights[slot] ?? 0) + weight
        counts[slot] = (counts[slot] ?? 0) + times
        return
      }
      slot = (slot + 1) & mask
    }
    froms[slot] = from + 1
    tos[slot] = to
    weights[slot] = weight
    counts[slot] = times
    size++
  }

  const each: PairWeights['each'] = (firstSlot, endSlot, visit) => {
    const end = Math.min(endSlot, froms.length)
    for (let slot = firstSlot; slot < end; slot++) {
      const from = froms[slot] ?? 0
      if (from > 0) visit(from - 1, tos[slot] ?? 0, weights[slot] ?? 0, counts[slot] ?? 0)
    }
  }

  const grow = (): void => {
    const old = { froms, tos, weights, counts }
    const capacity = froms.length * 2
    froms = new Uint32Array(capacity)
    tos = new Uint32Array(capacity)
    weights = new Float32Array(capacity)
    counts = new Uint32Array(capacity)
    mask = capacity - 1
    size = 0
    for (let slot = 0; slot < old.froms.length; slot++) {
      const from = old.froms[slot] ?? 0
      if (from > 0) insert(from - 1, old.tos[slot] ?? 0, old.weights[slot] ?? 0, old.counts[slot] ?? 0)
    }
  }

  return {
    get size() {
      return size
    },
    get slots() {
      return froms.length
    },
    add: (from, to, weight, times) => {
      insert(from, to, weight, times)
      if (size > froms.length * fullest) grow()
    },
    each,
  }
}
