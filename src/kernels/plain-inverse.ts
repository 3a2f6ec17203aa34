/**
 * What `assembly/inverse.ts` does, in plain TypeScript: the same sums of four lanes, rounded to single precision in the same
 * order, for the tests that compare the two bit for bit. Throws a `RangeError` for a matrix that is not positive definite.
 */
const round = Math.fround

export const plainInverse = (matrix: Float32Array, n: number): Float32Array => {
  const size = Math.ceil(n / 4) * 4
  const a = new Float32Array(size * size)
  const t = new Float32Array(size * size)
  for (let i = 0; i < size; i++) {
    if (i < n) a.set(matrix.subarray(i * n, (i + 1) * n), i * size)
    else a[i * size + i] = 1
  }
  for (let i = 0; i < size; i++) factorizeRow(a, size, i)
  for (let i = 0; i < size; i++) invertColumn(a, t, size, i)
  const inverse = new Float32Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const from = i - (i % 4)
      const value = dot(t, i * size + from, t, j * size + from, size - from)
      inverse[i * n + j] = value
      inverse[j * n + i] = value
    }
  return inverse
}

const factorizeRow = (a: Float32Array, size: number, i: number): void => {
  for (let j = 0; j <= i; j++) {
    const first = j - (j % 4)
    let value = round((a[i * size + j] ?? 0) - dot(a, i * size, a, j * size, first))
    for (let k = first; k < j; k++)
      value = round(value - round((a[i * size + k] ?? 0) * (a[j * size + k] ?? 0)))
    if (j < i) a[i * size + j] = round(value / (a[j * size + j] ?? 0))
    else if (value > 0) a[i * size + j] = round(Math.sqrt(value))
    else throw new RangeError('The matrix is not positive definite: raise its diagonal.')
  }
}

const invertColumn = (a: Float32Array, t: Float32Array, size: number, i: number): void => {
  const block = i - (i % 4)
  for (let k = i; k < size; k++) {
    const first = k - (k % 4)
    let value = round((k === i ? 1 : 0) - dot(t, i * size + block, a, k * size + block, first - block))
    for (let l = first; l < k; l++)
      value = round(value - round((a[k * size + l] ?? 0) * (t[i * size + l] ?? 0)))
    t[i * size + k] = round(value / (a[k * size + k] ?? 0))
  }
}

/** Of a length that is a multiple of four. */
const dot = (a: Float32Array, fromA: number, b: Float32Array, fromB: number, length: number): number => {
  const lanes = new Float32Array(4)
  for (let i = 0; i < length; i++)
    lanes[i % 4] = round((lanes[i % 4] ?? 0) + round((a[fromA + i] ?? 0) * (b[fromB + i] ?? 0)))
  const [l0 = 0, l1 = 0, l2 = 0, l3 = 0] = lanes
  return round(round(l0 + l1) + round(l2 + l3))
}
