import { type FactorsKernel, loadFactorsKernel } from './kernel-file.ts'

/**
 * Factors of rows in WASM memory, solved by least squares against those of another side, or for one row that comes from outside.
 * The trap is a memory that grows: every view of it is made where it is used. Rows and dimensions are the caller's to
 * check; dimensions are a multiple of four.
 */
export interface FactorSide {
  /** Row r holds `keys[starts[r]]` up to `keys[starts[r + 1]]`: rows of the other side. */
  readonly starts: Uint32Array
  readonly keys: Uint32Array
  readonly weights: Float32Array
  /** Of each row, what is added to the diagonal of its system. */
  readonly ridges: Float32Array
  /** To begin with. */
  readonly factors: Float32Array
}

/** Lays out columns one after the other, each at a multiple of 16. */
const createLayout = (kernel: FactorsKernel) => {
  let end = 0
  return (length: number): number => {
    const at = end
    end += Math.ceil(length / 4) * 16
    const missing = end - kernel.memory.buffer.byteLength
    if (missing > 0) kernel.memory.grow(Math.ceil(missing / pageBytes))
    return at
  }
}

const pageBytes = 65_536

export const createFactors = (dimensions: number, sides: readonly [FactorSide, FactorSide]) => {
  const kernel = loadFactorsKernel()
  const { memory } = kernel
  const place = createLayout(kernel)
  const work = place(3 * dimensions)
  const gram = place(dimensions * dimensions)
  const placed = sides.map(({ starts, ridges, keys, weights, factors }) => {
    const at = { keys: place(keys.length), weights: place(weights.length), factors: place(factors.length) }
    new Uint32Array(memory.buffer, at.keys, keys.length).set(keys)
    new Float32Array(memory.buffer, at.weights, weights.length).set(weights)
    new Float32Array(memory.buffer, at.factors, factors.length).set(factors)
    return { ...at, starts, ridges, rows: starts.length - 1 }
  })
  const sideOf = (side: 0 | 1) => {
    const found = placed[side]
    if (found === undefined) throw new RangeError('There are two sides.')
    return found
  }
  return {
    /** Makes ready to solve the rows of this side: `scale` times the Gram matrix of the other counts for each of them. */
    begin(side: 0 | 1, scale: number): void {
      const { factors, rows } = sideOf(side === 0 ? 1 : 0)
      kernel.gram(factors, rows, dimensions, scale, gram)
    },
    /** Betters a row by at most so many steps; one that holds nothing becomes zero. */
    solve(side: 0 | 1, row: number, steps: number): void {
      const { starts, ridges, keys, weights, factors } = sideOf(side)
      const [start, end] = [starts[row] ?? 0, starts[row + 1] ?? 0]
      const x = factors + row * dimensions * 4
      if (start === end) new Float32Array(memory.buffer, x, dimensions).fill(0)
      const others = sideOf(side === 0 ? 1 : 0).factors
      const [at, of, count] = [keys + start * 4, weights + start * 4, end - start]
      if (count > 0)
        kernel.solveRow(gram, others, at, of, count, dimensions, ridges[row] ?? 0, steps, work, x)
    },
    /** A copy. */
    factorsOf(side: 0 | 1): Float32Array {
      const { factors, rows } = sideOf(side)
      return new Float32Array(memory.buffer, factors, rows * dimensions).slice()
    },
  }
}

/** Rows that stay as they are, for vectors that are solved from some of them, and score all of them. */
export const createFoldIn = (dimensions: number, factors: Float32Array, scale: number) => {
  const kernel = loadFactorsKernel()
  const { memory } = kernel
  const place = createLayout(kernel)
  const rows = factors.length / dimensions
  const [work, x, gram] = [place(3 * dimensions), place(dimensions), place(dimensions * dimensions)]
  // Scores are written by fours, and read of rows as if there were as many.
  const [at, scores] = [place(factors.length + 3 * dimensions), place(rows)]
  new Float32Array(memory.buffer, at, factors.length).set(factors)
  kernel.gram(at, rows, dimensions, scale, gram)
  let [held, keysAt, weightsAt] = [0, 0, 0]
  return (
    keys: Uint32Array,
    weights: Float32Array,
    ridge: number,
    steps: number,
    into: Float32Array,
  ): void => {
    if (keys.length > held) {
      held = Math.max(2 * held, keys.length)
      keysAt = place(held)
      weightsAt = place(held)
    }
    new Uint32Array(memory.buffer, keysAt, keys.length).set(keys)
    new Float32Array(memory.buffer, weightsAt, keys.length).set(weights)
    new Float32Array(memory.buffer, x, dimensions).fill(0)
    kernel.solveRow(gram, at, keysAt, weightsAt, keys.length, dimensions, ridge, steps, work, x)
    kernel.scoreRows(at, rows, dimensions, x, scores)
    into.set(new Float32Array(memory.buffer, scores, rows))
  }
}
