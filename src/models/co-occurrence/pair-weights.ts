/**
 * Sums of weights over ordered pairs of numbers, and how often and by whom each order was heard. Millions of pairs in a
 * `Map` would take hundreds of megabytes; this is an open-addressing table (linear probing, at most 60 % full) over
 * six typed arrays, 20 bytes a slot. Sums are kept in 32 bits and grow by at most 1 at a time: exact enough up to
 * sixteen million. Counts stop at 65,535, where an order and its way back would look alike: then none is the usual one.
 */
export interface PairWeights {
  readonly size: number
  add(from: number, to: number, weight: number, heard?: Heard): void
  /** Length of the table; `each` over all of its parts visits every pair once. */
  readonly slots: number
  /**
   * Pairs in a part of the table, in its order: the same for the same additions in the same order. `usual` is how
   * often the pair was heard soon, if two listeners or more did so and the way back is rarer, both soon and at
   * any distance that was added; else 0.
   */
  each(
    firstSlot: number,
    endSlot: number,
    visit: (from: number, to: number, weight: number, usual: number) => void,
  ): void
  /** Each number becomes another; pairs of one that becomes -1 go. */
  renumber(numbers: Int32Array): void
  /** Each listener gets another number. Whoever gets -1 has heard nothing: to claim an order takes two who are known. */
  renumberHearers(numbers: Int32Array): void
  /** All of it, for `createPairWeights`. */
  pack(): Readonly<Record<'froms' | 'tos' | 'weights' | 'counts' | 'hearers', Uint32Array | Float32Array>>
}

export interface PackedPairs {
  readonly u32: (name: string) => Uint32Array
  readonly f32: (name: string) => Float32Array
}

/** One time that the order of a pair was heard. */
export interface Heard {
  /** Counts from 0. */
  readonly listener: number
  readonly soon: boolean
}

const mostCounted = 0xffff
/** In place of the number of the one listener who heard a pair soon: there was another. */
const several = 0xffff_ffff

const firstCapacity = 1 << 16
const fullest = 0.6

const slotOf = (from: number, to: number, mask: number): number => {
  let hash = Math.imul(from, 0x9e3779b1) ^ Math.imul(to, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) & mask
}

interface Table {
  readonly froms: Uint32Array
  readonly tos: Uint32Array
  readonly weights: Float32Array
  readonly times: Uint16Array
  readonly soons: Uint16Array
  /** Who heard the pair soon: the listener plus one, or `several`. */
  readonly hearers: Uint32Array
}

const createTable = (capacity: number): Table => ({
  froms: new Uint32Array(capacity),
  tos: new Uint32Array(capacity),
  weights: new Float32Array(capacity),
  times: new Uint16Array(capacity),
  soons: new Uint16Array(capacity),
  hearers: new Uint32Array(capacity),
})

/** Where the pair is, or would be. Numbers are stored plus one, so that zero means an empty slot. */
const find = ({ froms, tos }: Table, from: number, to: number): number => {
  const mask = froms.length - 1
  let slot = slotOf(from, to, mask)
  for (;;) {
    const found = froms[slot]
    if (found === 0 || (found === from + 1 && tos[slot] === to)) return slot
    slot = (slot + 1) & mask
  }
}

const count = (counts: Uint16Array, slot: number): void => {
  counts[slot] = Math.min(mostCounted, (counts[slot] ?? 0) + 1)
}

const usualIn = (table: Table, slot: number): number => {
  const { froms, tos, times, soons, hearers } = table
  if (hearers[slot] !== several) return 0
  const back = find(table, tos[slot] ?? 0, (froms[slot] ?? 0) - 1)
  const soon = soons[slot] ?? 0
  return soon > (soons[back] ?? 0) && (times[slot] ?? 0) > (times[back] ?? 0) ? soon : 0
}

const grown = (old: Table): Table => {
  const table = createTable(old.froms.length * 2)
  copyPairs(old, table, (number) => number)
  return table
}

/** Says how many were copied; those of a track that has no number any more are not. */
const copyPairs = (old: Table, table: Table, numberOf: (number: number) => number): number => {
  let copied = 0
  for (let from = 0; from < old.froms.length; from++) {
    if (old.froms[from] === 0) continue
    const [one, other] = [numberOf((old.froms[from] ?? 0) - 1), numberOf(old.tos[from] ?? 0)]
    if (one < 0 || other < 0) continue
    copied++
    const to = find(table, one, other)
    table.froms[to] = one + 1
    table.tos[to] = other
    table.weights[to] = old.weights[from] ?? 0
    table.times[to] = old.times[from] ?? 0
    table.soons[to] = old.soons[from] ?? 0
    table.hearers[to] = old.hearers[from] ?? 0
  }
  return copied
}

/** As large as one would be into which so many pairs were added one by one. */
const tableFor = (pairs: number): Table => {
  let capacity = firstCapacity
  while (pairs > capacity * fullest) capacity *= 2
  return createTable(capacity)
}

const unpack = ({ u32, f32 }: PackedPairs): Table => {
  const [froms, tos, weights] = [u32('froms'), u32('tos'), f32('weights')]
  const [counts, hearers] = [u32('counts'), u32('hearers')]
  const table = tableFor(froms.length)
  for (let pair = 0; pair < froms.length; pair++) {
    const slot = find(table, froms[pair] ?? 0, tos[pair] ?? 0)
    table.froms[slot] = (froms[pair] ?? 0) + 1
    table.tos[slot] = tos[pair] ?? 0
    table.weights[slot] = weights[pair] ?? 0
    table.times[slot] = (counts[pair] ?? 0) & mostCounted
    table.soons[slot] = (counts[pair] ?? 0) >>> 16
    table.hearers[slot] = hearers[pair] ?? 0
  }
  return table
}

const pack = (table: Table, size: number): ReturnType<PairWeights['pack']> => {
  const columns = {
    froms: new Uint32Array(size),
    tos: new Uint32Array(size),
    weights: new Float32Array(size),
    counts: new Uint32Array(size),
    hearers: new Uint32Array(size),
  }
  let pair = 0
  for (let slot = 0; slot < table.froms.length; slot++) {
    if (table.froms[slot] === 0) continue
    columns.froms[pair] = (table.froms[slot] ?? 0) - 1
    columns.tos[pair] = table.tos[slot] ?? 0
    columns.weights[pair] = table.weights[slot] ?? 0
    columns.counts[pair] = (table.times[slot] ?? 0) + (table.soons[slot] ?? 0) * (mostCounted + 1)
    columns.hearers[pair] = table.hearers[slot] ?? 0
    pair++
  }
  return columns
}

export const createPairWeights = (packed?: PackedPairs): PairWeights => {
  let table = packed ? unpack(packed) : createTable(firstCapacity)
  let size = packed?.u32('froms').length ?? 0
  return {
    get size() {
      return size
    },
    get slots() {
      return table.froms.length
    },
    add: (from, to, weight, heard) => {
      const slot = find(table, from, to)
      if (table.froms[slot] === 0) {
        table.froms[slot] = from + 1
        table.tos[slot] = to
        size++
      }
      table.weights[slot] = (table.weights[slot] ?? 0) + weight
      if (heard) count(table.times, slot)
      if (heard?.soon) {
        count(table.soons, slot)
        const hearer = table.hearers[slot] ?? 0
        table.hearers[slot] = hearer === 0 || hearer === heard.listener + 1 ? heard.listener + 1 : several
      }
      if (size > table.froms.length * fullest) table = grown(table)
    },
    renumber: (numbers) => {
      const numberOf = (number: number): number => numbers[number] ?? -1
      const old = table
      let left = 0
      for (let slot = 0; slot < old.froms.length; slot++)
        if (numberOf((old.froms[slot] ?? 0) - 1) >= 0 && numberOf(old.tos[slot] ?? 0) >= 0) left++
      table = tableFor(left)
      size = copyPairs(old, table, numberOf)
    },
    renumberHearers: (numbers) => {
      const { hearers } = table
      for (let slot = 0; slot < hearers.length; slot++) {
        const hearer = hearers[slot] ?? 0
        if (hearer > 0 && hearer !== several) hearers[slot] = (numbers[hearer - 1] ?? -1) + 1
      }
    },
    pack: () => pack(table, size),
    each: (firstSlot, endSlot, visit) => {
      const { froms, tos, weights } = table
      const end = Math.min(endSlot, froms.length)
      for (let slot = firstSlot; slot < end; slot++) {
        const from = froms[slot] ?? 0
        if (from > 0) visit(from - 1, tos[slot] ?? 0, weights[slot] ?? 0, usualIn(table, slot))
      }
    },
  }
}
