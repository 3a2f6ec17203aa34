/**
 * The scan: one pass over all rows, keeping the best. AssemblyScript, compiled by `scripts/build-kernels.ts`.
 * `src/kernels/plain-scan.ts` says the same in plain TypeScript and the tests compare the two bit for bit, so
 * the order of the roundings in `find` is part of the contract. `src/kernels/ceiling.ts` says what a ceiling is.
 *
 * Memory is laid out by the caller (`src/kernels/scan.ts`): blocks of 32 rows from address 0 on, each 32 scales
 * (f32) · 32 slacks (f32) · 32 rows of `dimensions` i8. A block holds all numbers of its rows, so that memory
 * grows at its end without moving anything.
 */
const slacksAt: usize = 128
const rowsAt: usize = 256

// What one `find` works on. A found row is one u64, the ceiling above the inverted row number, so that plain
// integer comparison is the order we promise: higher ceiling first, then lower row.
let found: usize = 0
let count: u32 = 0
let limit: u32 = 0
let bound: f32 = 0

// @ts-ignore: AssemblyScript decorator
@inline
function entryOf(ceiling: f32, row: u32): u64 {
  const bits = reinterpret<u32>(ceiling)
  const ordered = bits ^ (<u32>(<i32>bits >> 31) | 0x80000000)
  return (<u64>ordered << 32) | <u64>~row
}

// @ts-ignore: AssemblyScript decorator
@inline
function ceilingOf(entry: u64): f32 {
  const ordered = <u32>(entry >> 32)
  return reinterpret<f32>(ordered & 0x80000000 ? ordered ^ 0x80000000 : ~ordered)
}

// @ts-ignore: AssemblyScript decorator
@inline
function at(index: u32): usize {
  return found + (<usize>index << 3)
}

/** Puts `entry` into the heap of `size` entries (least on top) from `index` downwards. */
function sink(index: u32, entry: u64, size: u32): void {
  for (;;) {
    let child = (index << 1) + 1
    if (child >= size) break
    if (child + 1 < size && load<u64>(at(child + 1)) < load<u64>(at(child))) child++
    const lesser = load<u64>(at(child))
    if (lesser >= entry) break
    store<u64>(at(index), lesser)
    index = child
  }
  store<u64>(at(index), entry)
}

function heapify(): void {
  for (let i = <i32>(count >> 1) - 1; i >= 0; i--) sink(i, load<u64>(at(i)), count)
}

function offer(entry: u64): void {
  if (count < limit) {
    store<u64>(at(count), entry)
    if (++count < limit) return
    heapify()
  } else {
    if (entry <= load<u64>(found)) return
    sink(0, entry, limit)
  }
  bound = ceilingOf(load<u64>(found))
}

/** The dot products of four neighbouring rows with the query. */
// @ts-ignore: AssemblyScript decorator
@inline
function dotOfFour(first: usize, query: usize, dimensions: usize): v128 {
  let a = i32x4.splat(0)
  let b = a
  let c = a
  let d = a
  const second = first + dimensions
  const third = second + dimensions
  const fourth = third + dimensions
  for (let i: usize = 0; i < dimensions; i += 16) {
    const low = v128.load(query + (i << 1))
    const high = v128.load(query + (i << 1), 16)
    a = i32x4.add(a, dotOfSixteen(first + i, low, high))
    b = i32x4.add(b, dotOfSixteen(second + i, low, high))
    c = i32x4.add(c, dotOfSixteen(third + i, low, high))
    d = i32x4.add(d, dotOfSixteen(fourth + i, low, high))
  }
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7))
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7))
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3))
}

// @ts-ignore: AssemblyScript decorator
@inline
function dotOfSixteen(row: usize, low: v128, high: v128): v128 {
  return i32x4.add(
    i32x4.dot_i16x8_s(v128.load_ext<i8>(row), low),
    i32x4.dot_i16x8_s(v128.load_ext<i8>(row, 8), high),
  )
}

// @ts-ignore: AssemblyScript decorator
@inline
function offerHits(hits: u32, ceilings: v128, row: u32): void {
  if (hits & 1) offer(entryOf(f32x4.extract_lane(ceilings, 0), row))
  if (hits & 2) offer(entryOf(f32x4.extract_lane(ceilings, 1), row + 1))
  if (hits & 4) offer(entryOf(f32x4.extract_lane(ceilings, 2), row + 2))
  if (hits & 8) offer(entryOf(f32x4.extract_lane(ceilings, 3), row + 3))
}

/** Sorts the heap best first and unpacks each entry into row (u32) and ceiling (f32). */
function unpack(): void {
  if (count < limit) heapify()
  for (let last = count; last > 1; ) {
    last--
    const best = load<u64>(at(last))
    store<u64>(at(last), load<u64>(found))
    sink(0, best, last)
  }
  for (let i: u32 = 0; i < count; i++) {
    const entry = load<u64>(at(i))
    store<u32>(at(i), ~(<u32>entry))
    store<f32>(at(i), ceilingOf(entry), 4)
  }
}

/**
 * Finds up to `most` wanted rows whose ceiling is above `above` and writes them at `into`, best first, 8 bytes
 * each: row (u32), ceiling (f32). Returns how many. `wanted` has one u32 for each block, one bit for each row.
 *
 * Only blocks without a wanted row are passed over. To pass over smaller gaps is slower, up to three times: the
 * processor reads ahead only while the reading is regular.
 */
export function find(
  blocks: u32,
  dimensions: u32,
  wanted: usize,
  query: usize,
  queryScale: f32,
  reach: f32,
  margin: f32,
  above: f32,
  most: u32,
  into: usize,
): u32 {
  found = into
  count = 0
  limit = most
  bound = above
  const stride: usize = rowsAt + (<usize>dimensions << 5)
  let block: usize = 0
  for (let b: u32 = 0; b < blocks; b++, block += stride) {
    const rows = load<u32>(wanted + (<usize>b << 2))
    if (rows == 0) continue
    for (let first: u32 = 0; first < 32; first += 4) {
      const dots = dotOfFour(block + rowsAt + <usize>(first * dimensions), query, dimensions)
      const scales = v128.load(block + <usize>(first << 2))
      const slacks = v128.load(block + <usize>(first << 2), slacksAt)
      const scores = f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(dots), scales), f32x4.splat(queryScale))
      const raised = f32x4.add(scores, f32x4.mul(slacks, f32x4.splat(reach)))
      const ceilings = f32x4.add(raised, f32x4.splat(margin))
      const hits = <u32>i32x4.bitmask(f32x4.gt(ceilings, f32x4.splat(bound))) & (rows >> first) & 15
      if (hits) offerHits(hits, ceilings, (b << 5) + first)
    }
  }
  unpack()
  return count
}
