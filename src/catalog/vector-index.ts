/**
 * Tracks near a vector, by cosine. An 8-bit scan of every track picks candidates, the 32-bit vectors rescore
 * them, and the ceilings the scan gives prove that no other track could be among the best: the answer is the
 * exact one, always. Where the first candidates do not prove it (many tracks with the same tags), a second scan takes
 * every track that could matter. A track's row is its key, so filters and ties need no translation.
 * `docs/design/vector-index.md` has the reasons and the choice of `depthFor`.
 */
import { AppError, type ScoredKey, type TrackKey, trackKey } from '#domain'
import { createScan, type Found, type Scan, type ScanShape } from '#kernels'

export interface VectorSearchOptions {
  /** Only tracks whose bit is set, bit `key & 31` of word `key >>> 5`; keys beyond its end are left out. */
  readonly allow?: Uint32Array
  /** Up to so many instead of `limit`, where that takes no second scan. */
  readonly upTo?: number
}

/** Tracks and their cosines, nearest first, equal ones by key. */
export interface Neighbours {
  readonly keys: Uint32Array
  readonly scores: Float64Array
}

export const noNeighbours: Neighbours = { keys: new Uint32Array(0), scores: new Float64Array(0) }

export interface VectorIndex {
  readonly dimensions: number
  /** How many tracks have a vector. */
  readonly size: number
  /** Bytes of vectors, codes and work space; it does not shrink. */
  readonly memoryBytes: number
  /**
   * Adds or replaces a track's vector; only its direction is kept. A vector of zeros is kept too and scores 0.
   * Throws `invalid-request` for a wrong number of components, for one that is not finite, and for a bad key.
   */
  set(key: TrackKey, vector: Float32Array): void
  /** False when the track had no vector. */
  delete(key: TrackKey): boolean
  /** The vector at length 1, as a copy; `undefined` when the track has none. */
  vectorOf(key: TrackKey): Float32Array | undefined
  /** The cosine of a track to a vector of length 1, without copying either; `undefined` when the track has none. */
  cosine(key: TrackKey, unit: Float32Array): number | undefined
  /** The cosines of tracks to a vector of length 1, in their order; 0 for a track that has none. */
  cosinesTo(unit: Float32Array, keys: Uint32Array | Float32Array, into: Float32Array | Uint32Array): void
  /** The cosine of two tracks, without copying either; `undefined` when one of them has no vector. */
  cosineBetween(one: TrackKey, other: TrackKey): number | undefined
  /**
   * The up to `limit` tracks with the highest cosine, highest first, equal ones by key. Nothing is near a query
   * of zeros: the answer is empty. With `upTo`, those that come next follow as far as they are known for certain.
   * Throws `invalid-request` for a vector `set` would refuse and a bad limit.
   */
  search(query: Float32Array, limit: number, options?: VectorSearchOptions): readonly ScoredKey[]
  /** As `search`, in columns: of hundreds that are looked at to serve a few, an object each was a twentieth of a request's heap. */
  nearest(query: Float32Array, limit: number, options?: VectorSearchOptions): Neighbours
}

/** How many rows to ask the scan for: enough that a second scan is rare, few enough that rescoring is nearly free. */
const depthFor = (limit: number): number => 2 * limit + 150
const highestKey = 2 ** 24 - 1

export interface VectorIndexShape {
  /** A multiple of 16. */
  readonly dimensions: number
  /** The compiled kernel; the one that was built when absent. */
  readonly kernelPath?: string
}

/** An empty index. Throws `build-failed` when kernels are not built. */
export const createVectorIndex = ({ dimensions, kernelPath }: VectorIndexShape): VectorIndex => {
  const scan = openScan({ dimensions, capacity: 0, kernelPath })
  const vectors = createVectorStore(dimensions)

  const best = createNearestFirst()
  // A number that a function answers is an object of its own, and hundreds are asked for: it is left here instead.
  const dots = new Float64Array(1)
  /**
   * The up to `most` nearest of what was found, as far as no row that was not found could be nearer; all of them where
   * the scan found every row there is.
   */
  const rescore = (unit: Float32Array, { rows, ceilings }: Found, most: number, isAll: boolean) => {
    best.begin(most, rows.length)
    for (let i = 0; i < rows.length; i++) {
      // Ceilings fall from here on, and a true score is below its ceiling.
      if (best.isPast(ceilings[i] ?? 0)) return best.taken(most)
      const row = rows[i] ?? 0
      vectors.dotInto(row, unit, dots, 0)
      best.offer(row, dots)
    }
    return best.taken(isAll ? most : best.countFrom(ceilings.at(-1) ?? 0))
  }

  const nearest: VectorIndex['nearest'] = (query, limit, options = {}) => {
    if (!Number.isInteger(limit) || limit < 1)
      throw new AppError('invalid-request', 'Ask for a whole number of neighbours, at least 1.')
    const unit = unitOf(query, dimensions)
    if (unit.every((component) => component === 0)) return noNeighbours
    const depth = depthFor(limit)
    const first = scan.find(unit, depth, options)
    const isAll = first.rows.length < depth
    const found = rescore(unit, first, Math.max(limit, options.upTo ?? limit), isAll)
    if (found.keys.length >= limit || isAll) return found
    const above = best.scoreAt(limit - 1)
    return rescore(unit, scan.find(unit, scan.size, { ...options, above }), limit, true)
  }

  return {
    dimensions,
    get size() {
      return scan.size
    },
    get memoryBytes() {
      return scan.memoryBytes + vectors.bytes()
    },
    set: (key, vector) => {
      if (!Number.isInteger(key) || key < 0 || key > highestKey)
        throw new AppError('invalid-request', `A track key is a whole number from 0 to ${highestKey}.`)
      const unit = unitOf(vector, dimensions)
      scan.set(key, unit)
      vectors.put(key, unit)
    },
    delete: (key) => scan.delete(key),
    vectorOf: (key) => (scan.has(key) ? vectors.get(key) : undefined),
    cosine: (key, unit) => (scan.has(key) ? vectors.dot(key, unit) : undefined),
    cosinesTo: (unit, keys, into) => {
      for (let at = 0; at < keys.length; at++) {
        const key = keys[at] ?? 0
        if (scan.has(key)) vectors.dotInto(key, unit, into, at)
        else into[at] = 0
      }
    },
    cosineBetween: (one, other) =>
      scan.has(one) && scan.has(other) ? vectors.dotBetween(one, other) : undefined,
    nearest,
    search: (query, limit, options) => {
      const { keys, scores } = nearest(query, limit, options)
      return Array.from(keys, (key, rank) => ({ key: trackKey(key), score: scores[rank] ?? 0 }))
    },
  }
}

/** A kernel that can't be used is no fault of the code: its sentence says what to run. */
const openScan = (shape: ScanShape): Scan => {
  try {
    return createScan(shape)
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof RangeError) throw cause
    throw new AppError('build-failed', cause.message, { cause })
  }
}

type Values = { [at: number]: number }

/**
 * The highest of many, equal ones by key, in columns that one search after the other uses: an object for each that is
 * compared, put in its place, was a twentieth of what a request allocated.
 */
const createNearestFirst = () => {
  let keys = new Uint32Array(0)
  let scores = new Float64Array(0)
  let limit = 0
  let size = 0
  const isBefore = (place: number, key: number, score: number): boolean => {
    const other = scores[place] ?? 0
    return other > score || (other === score && (keys[place] ?? 0) < key)
  }
  return {
    /** So many at most, of so many that are offered. */
    begin(most: number, offered: number) {
      limit = most
      size = 0
      const room = Math.min(most, offered)
      if (keys.length >= room) return
      keys = new Uint32Array(2 * room)
      scores = new Float64Array(2 * room)
    },
    /** So many were taken, and none of them scores less than `ceiling`. */
    isPast: (ceiling: number) => size === limit && ceiling <= (scores[size - 1] ?? 0),
    /** With the score that lies first in `scored`. */
    offer(key: number, scored: Float64Array) {
      const score = scored[0] ?? 0
      if (size === limit && isBefore(size - 1, key, score)) return
      let low = 0
      let high = size
      while (low < high) {
        const middle = (low + high) >>> 1
        if (isBefore(middle, key, score)) low = middle + 1
        else high = middle
      }
      if (size < limit) size++
      keys.copyWithin(low + 1, low, size - 1)
      scores.copyWithin(low + 1, low, size - 1)
      keys[low] = key
      scores[low] = score
    },
    /** Of the one at a place, first at 0; nothing scores less where fewer were taken. */
    scoreAt: (place: number) => (place < size ? (scores[place] ?? 0) : Number.NEGATIVE_INFINITY),
    /** How many score `least` or more. */
    countFrom(least: number) {
      let count = size
      while (count > 0 && (scores[count - 1] ?? 0) < least) count--
      return count
    },
    /** The first `most`, or all there are. */
    taken(most: number): Neighbours {
      const count = Math.min(most, size)
      return { keys: keys.slice(0, count), scores: scores.slice(0, count) }
    },
  }
}

/** The vector at length 1, or zeros. */
const unitOf = (vector: Float32Array, dimensions: number): Float32Array => {
  if (vector.length !== dimensions)
    throw new AppError(
      'invalid-request',
      `The vector has ${vector.length} components; give it ${dimensions}.`,
    )
  let square = 0
  for (const component of vector) square += component * component
  if (!Number.isFinite(square))
    throw new AppError('invalid-request', 'The vector has a component that is not a finite number.')
  const length = Math.sqrt(square)
  return length === 0 ? new Float32Array(dimensions) : vector.map((component) => component / length)
}

/** Vectors by key, in chunks that come into being when used: growing copies nothing, gaps cost a pointer each. */
const createVectorStore = (dimensions: number) => {
  const chunkRows = 1024
  const chunks: (Float32Array | undefined)[] = []
  const offsetOf = (key: number): number => (key % chunkRows) * dimensions
  const chunkOf = (key: number): Float32Array | undefined => chunks[Math.floor(key / chunkRows)]
  return {
    bytes: () => chunks.reduce((sum, chunk) => sum + (chunk?.byteLength ?? 0), 0),
    put: (key: number, vector: Float32Array): void => {
      const chunk = chunkOf(key) ?? new Float32Array(chunkRows * dimensions)
      chunk.set(vector, offsetOf(key))
      chunks[Math.floor(key / chunkRows)] = chunk
    },
    get: (key: number): Float32Array | undefined =>
      chunkOf(key)?.slice(offsetOf(key), offsetOf(key) + dimensions),
    dot: (key: number, vector: Float32Array): number => {
      const chunk = chunkOf(key)
      return chunk === undefined ? 0 : dotOf(chunk, offsetOf(key), vector, 0, dimensions)
    },
    /** As `dot`, left in a column. */
    dotInto: (key: number, vector: Float32Array, into: Values, at: number): void => {
      const chunk = chunkOf(key)
      into[at] = chunk === undefined ? 0 : dotOf(chunk, offsetOf(key), vector, 0, dimensions)
    },
    dotBetween: (one: number, other: number): number => {
      const [first, second] = [chunkOf(one), chunkOf(other)]
      return first && second ? dotOf(first, offsetOf(one), second, offsetOf(other), dimensions) : 0
    },
  }
}

/** In double precision, always added in the same order; four sums, for one would wait for itself. */
const dotOf = (
  one: Float32Array,
  oneAt: number,
  other: Float32Array,
  otherAt: number,
  dimensions: number,
): number => {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = 0; i < dimensions; i += 4) {
    const at = oneAt + i
    const beside = otherAt + i
    a += (one[at] ?? 0) * (other[beside] ?? 0)
    b += (one[at + 1] ?? 0) * (other[beside + 1] ?? 0)
    c += (one[at + 2] ?? 0) * (other[beside + 2] ?? 0)
    d += (one[at + 3] ?? 0) * (other[beside + 3] ?? 0)
  }
  return a + b + (c + d)
}
