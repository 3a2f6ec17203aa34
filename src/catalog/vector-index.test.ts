import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom, trackKey } from '#domain'
import { bitmaskOf } from '#kernels'
import { createVectorIndex, type VectorIndex } from './vector-index.ts'

const dimensions = 16
const axis = (i: number, size = 1): Float32Array => {
  const vector = new Float32Array(dimensions)
  vector[i] = size
  return vector
}
const keysOf = (index: VectorIndex, query: Float32Array, limit: number, allow?: Uint32Array): number[] =>
  index.search(query, limit, allow && { allow }).map(({ key }) => key)

const fill = (index: VectorIndex, vectors: readonly Float32Array[]): void => {
  vectors.forEach((vector, key) => {
    index.set(trackKey(key), vector)
  })
}

/** Every track scored from the vectors the index gives back, without any scan. */
const bruteForce = (index: VectorIndex, keys: readonly number[], query: Float32Array, limit: number) => {
  const length = Math.sqrt(query.reduce((sum, value) => sum + value * value, 0))
  const unit = query.map((value) => value / length)
  const scored = keys.map((key) => {
    const vector = index.vectorOf(trackKey(key)) ?? new Float32Array(dimensions)
    const sums: [number, number, number, number] = [0, 0, 0, 0]
    // Added as the index adds, four sums side by side, so that scores compare to the last bit.
    vector.forEach((value, i) => {
      sums[i % 4] = (sums[i % 4] ?? 0) + value * (unit[i] ?? 0)
    })
    return { key, score: sums[0] + sums[1] + (sums[2] + sums[3]) }
  })
  return scored.sort((a, b) => b.score - a.score || a.key - b.key).slice(0, limit)
}

const vector = fc
  .array(fc.oneof(fc.constantFrom(0, 1), fc.float({ min: -1, max: 1, noNaN: true })), {
    minLength: dimensions,
    maxLength: dimensions,
  })
  .map((list) => Float32Array.from(list))
/** Nearer to each other than eight bits can tell: what the scan finds first need not be the nearest. */
const crowd = fc
  .tuple(vector, fc.array(vector, { minLength: 1, maxLength: 60, size: 'max' }))
  .map(([centre, around]) =>
    around.map((offset) => centre.map((value, i) => value + (offset[i] ?? 0) / 1_000)),
  )
const direction = vector.filter((candidate) => candidate.some((value) => value !== 0))

describe('createVectorIndex', () => {
  it('says what to run where the kernel is not built', () => {
    const unbuilt = () => createVectorIndex({ dimensions, kernelPath: '/nowhere/scan.wasm' })
    expect(unbuilt).toThrow(
      expect.objectContaining({ code: 'build-failed', message: expect.stringContaining('npm run build') }),
    )
  })

  it('finds nothing while it is empty', () => {
    const index = createVectorIndex({ dimensions })
    expect(index.search(axis(0), 5)).toEqual([])
    expect([index.size, index.vectorOf(trackKey(0))]).toEqual([0, undefined])
  })

  it('compares directions, not lengths', () => {
    const index = createVectorIndex({ dimensions })
    fill(index, [axis(0, 1e-20), axis(0, 1e20), axis(1, 5)])
    expect(index.search(axis(0, 3), 3)).toEqual([
      { key: 0, score: 1 },
      { key: 1, score: 1 },
      { key: 2, score: 0 },
    ])
  })

  it('gives the vector back at length 1, as a copy', () => {
    const index = createVectorIndex({ dimensions })
    index.set(trackKey(2), axis(4, 8))
    index.vectorOf(trackKey(2))?.fill(9)
    expect(index.vectorOf(trackKey(2))).toEqual(axis(4))
    expect(index.vectorOf(trackKey(1))).toBeUndefined()
  })

  it('gives the cosine of one track as a search would, and none for a track without a vector', () => {
    const index = createVectorIndex({ dimensions })
    const diagonal = axis(0).map((value, i) => (i < 2 ? 1 : value))
    fill(index, [diagonal, axis(3)])
    const unit = axis(1)
    expect(index.search(unit, 2).map(({ key }) => index.cosine(key, unit))).toEqual(
      index.search(unit, 2).map(({ score }) => score),
    )
    index.delete(trackKey(0))
    expect(index.cosine(trackKey(0), unit)).toBeUndefined()
    expect(index.cosine(trackKey(9), unit)).toBeUndefined()
  })

  it('forgets a deleted track and takes it back with another vector', () => {
    const index = createVectorIndex({ dimensions })
    fill(index, [axis(0), axis(0)])
    expect([index.delete(trackKey(0)), index.delete(trackKey(0)), index.size]).toEqual([true, false, 1])
    expect(index.vectorOf(trackKey(0))).toBeUndefined()
    expect(keysOf(index, axis(0), 5)).toEqual([1])
    index.set(trackKey(0), axis(1))
    expect(keysOf(index, axis(1), 1)).toEqual([0])
  })

  it('keeps to the allowed tracks', () => {
    const index = createVectorIndex({ dimensions })
    fill(
      index,
      Array.from({ length: 100 }, () => axis(0)),
    )
    expect(keysOf(index, axis(0), 3, bitmaskOf([98, 40, 70, 99]))).toEqual([40, 70, 98])
    expect(keysOf(index, axis(0), 3, new Uint32Array(0))).toEqual([])
  })

  it('answers nothing for a query of zeros and scores a track of zeros 0', () => {
    const index = createVectorIndex({ dimensions })
    fill(index, [new Float32Array(dimensions), axis(1, -1)])
    expect(index.search(new Float32Array(dimensions), 5)).toEqual([])
    expect(index.search(axis(1), 5)).toEqual([
      { key: 0, score: 0 },
      { key: 1, score: -1 },
    ])
  })

  it('refuses vectors, keys and limits it cannot serve, and stays as it was', () => {
    const index = createVectorIndex({ dimensions })
    const refused = expect.objectContaining({ code: 'invalid-request' })
    const thrownBy = (act: () => unknown): unknown => {
      try {
        return act()
      } catch (thrown) {
        return thrown
      }
    }
    for (const act of [
      () => index.set(trackKey(0), new Float32Array(8)),
      () => index.set(trackKey(0), axis(0, Number.NaN)),
      () => index.set(trackKey(0), axis(0, Infinity)),
      () => index.set(trackKey(-1), axis(0)),
      () => index.set(trackKey(2 ** 24), axis(0)),
      () => index.search(new Float32Array(17), 5),
      () => index.search(axis(0, Number.NaN), 5),
      () => index.search(axis(0), 0),
      () => index.search(axis(0), 2.5),
    ])
      expect(thrownBy(act)).toEqual(refused)
    expect(index.size).toBe(0)
  })

  it('is exact where thousands of tracks differ by less than the 8-bit codes can tell', () => {
    const random = createRandom('near-duplicates')
    const index = createVectorIndex({ dimensions })
    const centre = Float32Array.from({ length: dimensions }, () => random.normal())
    fill(
      index,
      Array.from({ length: 3_000 }, () => centre.map((value) => value + 1e-4 * random.normal())),
    )
    const keys = Array.from({ length: 3_000 }, (_, key) => key)
    const nearest = index.search(centre, 20)
    expect(nearest).toEqual(bruteForce(index, keys, centre, 20))
    expect(nearest[0]?.score).not.toBe(nearest[19]?.score)
  })

  it('says who comes next as well, up to as many as asked, where one scan is enough to be certain', () => {
    const random = createRandom('further')
    const index = createVectorIndex({ dimensions })
    const vectors = Array.from({ length: 3_000 }, () =>
      Float32Array.from({ length: dimensions }, () => random.normal()),
    )
    fill(index, vectors)
    const keys = Array.from({ length: 3_000 }, (_, key) => key)
    const further = index.search(axis(0), 20, { upTo: 100 })
    expect(further).toEqual(bruteForce(index, keys, axis(0), 100))
    expect(index.search(axis(0), 20, { upTo: 10 })).toHaveLength(20)
  })

  it('takes equal tracks by key, however many there are and in whatever order they came', () => {
    const index = createVectorIndex({ dimensions })
    for (let key = 2_999; key >= 0; key--) index.set(trackKey(key), axis(key % 2))
    expect(keysOf(index, axis(1), 5)).toEqual([1, 3, 5, 7, 9])
  })

  it('gives what brute force over its vectors gives, after any sets and deletes, under any filter [promise: exact-nearest]', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.array(vector, { minLength: 1, maxLength: 8 }), crowd),
        // Lists are near ten long without a size, and no limit would ever be reached.
        fc.array(fc.record({ key: fc.nat(600), pick: fc.nat(59) }), { maxLength: 600, size: 'max' }),
        fc.array(fc.nat(600), { maxLength: 100 }),
        fc.option(fc.uniqueArray(fc.nat(600), { maxLength: 300 }), { nil: undefined }),
        direction,
        fc.integer({ min: 1, max: 300 }),
        fc.nat(300),
        (pool, sets, deletes, allowed, query, limit, more) => {
          const index = createVectorIndex({ dimensions })
          for (const { key, pick } of sets) index.set(trackKey(key), pool[pick % pool.length] ?? query)
          for (const key of deletes) index.delete(trackKey(key))
          const held = [...new Set(sets.map(({ key }) => key))].filter((key) => !deletes.includes(key))
          const keys = allowed === undefined ? held : held.filter((key) => allowed.includes(key))
          const allow = allowed && { allow: bitmaskOf(allowed) }
          const nearest = bruteForce(index, keys, query, limit + more)
          expect(index.search(query, limit, allow)).toEqual(nearest.slice(0, limit))
          const further = index.search(query, limit, { ...allow, upTo: limit + more })
          expect(further.length).toBeGreaterThanOrEqual(Math.min(limit, keys.length))
          expect(further).toEqual(nearest.slice(0, further.length))
        },
      ),
    )
  })
})
