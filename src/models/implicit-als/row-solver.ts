/**
 * One row of alternating least squares: x of (G + Σ w·q·qᵀ + ridge·I)·x = Σ w·q, with q the factors of what the row holds and
 * w its weights. Conjugate gradient from what x was before: after the first epochs a few steps do, and none of them
 * forms the d × d matrix (Takács, Pilászy & Tikk 2011).
 */
export interface RowSystem {
  /** d × d, of all factors, as `gramOf` gives it. */
  readonly gram: Float64Array
  readonly ridge: number
  /** Factors, d numbers for each key. */
  readonly factors: Float32Array
  readonly keys: Uint32Array
  readonly weights: Float32Array
}

export const createRowSolver = (dimensions: number) => {
  const residual = new Float64Array(dimensions)
  const direction = new Float64Array(dimensions)
  const image = new Float64Array(dimensions)

  /** `image` becomes the matrix of the system times `vector`. */
  const multiply = ({ gram, ridge, factors, keys, weights }: RowSystem, vector: Float64Array): void => {
    for (let i = 0; i < dimensions; i++) {
      let sum = ridge * (vector[i] ?? 0)
      const row = i * dimensions
      for (let j = 0; j < dimensions; j++) sum += (gram[row + j] ?? 0) * (vector[j] ?? 0)
      image[i] = sum
    }
    for (let place = 0; place < keys.length; place++) {
      const at = (keys[place] ?? 0) * dimensions
      let dot = 0
      for (let i = 0; i < dimensions; i++) dot += (factors[at + i] ?? 0) * (vector[i] ?? 0)
      dot *= weights[place] ?? 0
      for (let i = 0; i < dimensions; i++) image[i] = (image[i] ?? 0) + dot * (factors[at + i] ?? 0)
    }
  }

  /** `residual` becomes what `x` leaves of the right side; answers its square. */
  const begin = (system: RowSystem, x: Float64Array): number => {
    const { factors, keys, weights } = system
    multiply(system, x)
    for (let i = 0; i < dimensions; i++) residual[i] = -(image[i] ?? 0)
    for (let place = 0; place < keys.length; place++) {
      const at = (keys[place] ?? 0) * dimensions
      const weight = weights[place] ?? 0
      for (let i = 0; i < dimensions; i++) residual[i] = (residual[i] ?? 0) + weight * (factors[at + i] ?? 0)
    }
    direction.set(residual)
    return squareOf(residual)
  }

  /** Betters `x` by at most so many steps. */
  return (system: RowSystem, x: Float64Array, steps: number): void => {
    let square = begin(system, x)
    for (let step = 0; step < steps && square > leastSquare; step++) {
      multiply(system, direction)
      let along = 0
      for (let i = 0; i < dimensions; i++) along += (direction[i] ?? 0) * (image[i] ?? 0)
      const length = square / along
      for (let i = 0; i < dimensions; i++) {
        x[i] = (x[i] ?? 0) + length * (direction[i] ?? 0)
        residual[i] = (residual[i] ?? 0) - length * (image[i] ?? 0)
      }
      const before = square
      square = squareOf(residual)
      const turn = square / before
      for (let i = 0; i < dimensions; i++) direction[i] = (residual[i] ?? 0) + turn * (direction[i] ?? 0)
    }
  }
}

const leastSquare = 1e-14

const squareOf = (vector: Float64Array): number => {
  let square = 0
  for (const value of vector) square += value * value
  return square
}

/** scale · FᵀF of factors F, rows of `dimensions`. */
export const gramOf = (factors: Float32Array, dimensions: number, scale: number): Float64Array => {
  const gram = new Float64Array(dimensions * dimensions)
  for (let at = 0; at < factors.length; at += dimensions)
    for (let i = 0; i < dimensions; i++) {
      const value = scale * (factors[at + i] ?? 0)
      if (value === 0) continue
      for (let j = 0; j <= i; j++)
        gram[i * dimensions + j] = (gram[i * dimensions + j] ?? 0) + value * (factors[at + j] ?? 0)
    }
  for (let i = 0; i < dimensions; i++)
    for (let j = 0; j < i; j++) gram[j * dimensions + i] = gram[i * dimensions + j] ?? 0
  return gram
}
