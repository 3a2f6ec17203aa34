/**
 * What `assembly/factors.ts` does, in plain TypeScript: the same sums of four lanes, rounded to single precision in the same
 * order, for the tests that compare the two bit for bit.
 */
const round = Math.fround
const leastSquare = round(1e-12)

export interface RowSystem {
  readonly gram: Float32Array
  readonly factors: Float32Array
  readonly keys: Uint32Array
  readonly weights: Float32Array
  readonly ridge: number
}

export const plainGram = (factors: Float32Array, dimensions: number, scale: number): Float32Array => {
  const gram = new Float32Array(dimensions * dimensions)
  for (let at = 0; at < factors.length; at += dimensions) {
    const own = factors.subarray(at, at + dimensions)
    for (let i = 0; i < dimensions; i++)
      addScaled(gram.subarray(i * dimensions, (i + 1) * dimensions), own, round(round(scale) * (own[i] ?? 0)))
  }
  return gram
}

export const plainSolveRow = (system: RowSystem, x: Float32Array, steps: number): void => {
  const image = multiplied(system, x)
  const residual = new Float32Array(x.length)
  addScaled(residual, image, -1)
  system.keys.forEach((key, place) => {
    addScaled(residual, rowOf(system, key, x.length), system.weights[place] ?? 0)
  })
  const direction = residual.slice()
  let square = dotOf(residual, residual)
  for (let step = 0; step < steps && square > leastSquare; step++) {
    const along = multiplied(system, direction)
    const length = round(square / dotOf(direction, along))
    addScaled(x, direction, length)
    addScaled(residual, along, -length)
    const next = dotOf(residual, residual)
    const turn = round(next / square)
    square = next
    direction.forEach((value, i) => {
      direction[i] = round((residual[i] ?? 0) + round(turn * value))
    })
  }
}

export const plainScores = (factors: Float32Array, x: Float32Array): Float32Array =>
  Float32Array.from({ length: factors.length / x.length }, (_, row) =>
    dotOf(x, factors.subarray(row * x.length, (row + 1) * x.length)),
  )

const rowOf = ({ factors }: RowSystem, key: number, dimensions: number): Float32Array =>
  factors.subarray(key * dimensions, (key + 1) * dimensions)

const multiplied = (system: RowSystem, vector: Float32Array): Float32Array => {
  const n = vector.length
  const image = vector.map((value, i) =>
    round(dotOf(vector, system.gram.subarray(i * n, (i + 1) * n)) + round(round(system.ridge) * value)),
  )
  system.keys.forEach((key, place) => {
    const q = rowOf(system, key, n)
    addScaled(image, q, round((system.weights[place] ?? 0) * dotOf(q, vector)))
  })
  return image
}

const addScaled = (into: Float32Array, vector: Float32Array, scale: number): void => {
  for (let i = 0; i < into.length; i++) into[i] = round((into[i] ?? 0) + round(scale * (vector[i] ?? 0)))
}

const dotOf = (one: Float32Array, other: Float32Array): number => {
  const lanes = new Float32Array(4)
  for (let i = 0; i < one.length; i++)
    lanes[i % 4] = round((lanes[i % 4] ?? 0) + round((one[i] ?? 0) * (other[i] ?? 0)))
  const [l0 = 0, l1 = 0, l2 = 0, l3 = 0] = lanes
  return round(round(l0 + l1) + round(l2 + l3))
}
