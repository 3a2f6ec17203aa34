/**
 * Alternating least squares, a row at a time: x of (G + Σ w·q·qᵀ + ridge·I)·x = Σ w·q by conjugate gradient, with q the
 * factors of what the row holds. AssemblyScript, compiled by `scripts/build-kernels.ts`; `src/kernels/plain-factors.ts` says
 * the same in plain TypeScript and the tests compare the two bit for bit. All numbers are f32; `dimensions` is a
 * multiple of four. Memory is laid out by the caller (`src/kernels/factors.ts`).
 */
import { dot0, dot1, dot2, dot3, dotFour, sumOf } from './dot-four'

const leastSquare: f32 = 1e-12

// @ts-ignore: AssemblyScript decorator
@inline
function dotOf(one: usize, other: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0)
  for (let i: usize = 0; i < bytes; i += 16)
    sum = f32x4.add(sum, f32x4.mul(v128.load(one + i), v128.load(other + i)))
  return sumOf(sum)
}

/** into += scale · vector */
// @ts-ignore: AssemblyScript decorator
@inline
function addScaled(into: usize, vector: usize, scale: f32, bytes: usize): void {
  const scales = f32x4.splat(scale)
  for (let i: usize = 0; i < bytes; i += 16)
    v128.store(into + i, f32x4.add(v128.load(into + i), f32x4.mul(scales, v128.load(vector + i))))
}

/** scale · FᵀF at `into`, `dimensions` × `dimensions`. */
export function gram(factors: usize, rows: u32, dimensions: u32, scale: f32, into: usize): void {
  const bytes = <usize>dimensions << 2
  memory.fill(into, 0, <usize>dimensions * bytes)
  for (let row: u32 = 0; row < rows; row++) {
    const own = factors + <usize>row * bytes
    for (let i: usize = 0; i < bytes; i += 4)
      addScaled(into + i * <usize>dimensions, own, scale * load<f32>(own + i), bytes)
  }
}

/** `image` becomes the matrix of the system times `vector`. */
function multiply(
  gram: usize,
  factors: usize,
  keys: usize,
  weights: usize,
  count: u32,
  bytes: usize,
  ridge: f32,
  vector: usize,
  image: usize,
): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    dotFour(vector, gram + (i >> 2) * bytes, bytes, bytes)
    const at = image + i
    store<f32>(at, dot0 + ridge * load<f32>(vector + i))
    store<f32>(at, dot1 + ridge * load<f32>(vector + i, 4), 4)
    store<f32>(at, dot2 + ridge * load<f32>(vector + i, 8), 8)
    store<f32>(at, dot3 + ridge * load<f32>(vector + i, 12), 12)
  }
  for (let place: u32 = 0; place < count; place++) {
    const q = factors + <usize>load<u32>(keys + (<usize>place << 2)) * bytes
    addScaled(image, q, load<f32>(weights + (<usize>place << 2)) * dotOf(q, vector, bytes), bytes)
  }
}

/** Betters the vector at `x` by at most so many steps. `work` has room for three vectors. */
export function solveRow(
  gram: usize,
  factors: usize,
  keys: usize,
  weights: usize,
  count: u32,
  dimensions: u32,
  ridge: f32,
  steps: u32,
  work: usize,
  x: usize,
): void {
  const bytes = <usize>dimensions << 2
  const residual = work
  const direction = residual + bytes
  const image = direction + bytes
  multiply(gram, factors, keys, weights, count, bytes, ridge, x, image)
  memory.fill(residual, 0, bytes)
  addScaled(residual, image, -1, bytes)
  for (let place: u32 = 0; place < count; place++) {
    const q = factors + <usize>load<u32>(keys + (<usize>place << 2)) * bytes
    addScaled(residual, q, load<f32>(weights + (<usize>place << 2)), bytes)
  }
  memory.copy(direction, residual, bytes)
  let square = dotOf(residual, residual, bytes)
  for (let step: u32 = 0; step < steps && square > leastSquare; step++) {
    multiply(gram, factors, keys, weights, count, bytes, ridge, direction, image)
    const length = square / dotOf(direction, image, bytes)
    addScaled(x, direction, length, bytes)
    addScaled(residual, image, -length, bytes)
    const next = dotOf(residual, residual, bytes)
    const turn = f32x4.splat(next / square)
    square = next
    for (let i: usize = 0; i < bytes; i += 16)
      v128.store(
        direction + i,
        f32x4.add(v128.load(residual + i), f32x4.mul(turn, v128.load(direction + i))),
      )
  }
}

/** The dot product of each row with the vector at `x`; rows up to the next multiple of four are written. */
export function scoreRows(factors: usize, rows: u32, dimensions: u32, x: usize, into: usize): void {
  const bytes = <usize>dimensions << 2
  for (let row: u32 = 0; row < rows; row += 4) {
    dotFour(x, factors + <usize>row * bytes, bytes, bytes)
    const at = into + (<usize>row << 2)
    store<f32>(at, dot0)
    store<f32>(at, dot1, 4)
    store<f32>(at, dot2, 8)
    store<f32>(at, dot3, 12)
  }
}
