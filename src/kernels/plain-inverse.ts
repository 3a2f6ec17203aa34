/**
 * The inverse of a symmetric positive definite matrix (n × n, rows one after the other, in place): A = L·Lᵀ, T = L⁻ᵀ by rows,
 * A⁻¹ = T·Tᵀ, about n³/2 multiplications, all of them dot products of contiguous numbers. It yields the share that is done
 * after every few rows. Throws a `RangeError` for a matrix that is not positive definite.
 */
export function* invertPositive(matrix: Float64Array, n: number): Generator<number, void> {
  const inverse = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    if (i % rowsAtOnce === 0) yield (i / n) ** 3 / 3
    factorizeRow(matrix, n, i)
  }
  for (let i = 0; i < n; i++) {
    if (i % rowsAtOnce === 0) yield (1 + 1 - (1 - i / n) ** 3) / 3
    invertColumn(matrix, inverse, n, i)
  }
  for (let i = 0; i < n; i++) {
    if (i % rowsAtOnce === 0) yield (2 + 1 - (1 - i / n) ** 3) / 3
    for (let j = 0; j <= i; j++) {
      const value = dot(inverse, i * n + i, inverse, j * n + i, n - i)
      matrix[i * n + j] = value
      matrix[j * n + i] = value
    }
  }
}

const rowsAtOnce = 16

/** Row i of L over row i of A. */
const factorizeRow = (matrix: Float64Array, n: number, i: number): void => {
  const row = i * n
  for (let j = 0; j < i; j++)
    matrix[row + j] = ((matrix[row + j] ?? 0) - dot(matrix, row, matrix, j * n, j)) / (matrix[j * n + j] ?? 0)
  const square = (matrix[row + i] ?? 0) - dot(matrix, row, matrix, row, i)
  if (!(square > 0)) throw new RangeError('The matrix is not positive definite: raise its diagonal.')
  matrix[row + i] = Math.sqrt(square)
}

/** Column i of L⁻¹ as row i of `inverse`. */
const invertColumn = (factor: Float64Array, inverse: Float64Array, n: number, i: number): void => {
  const row = i * n
  inverse[row + i] = 1 / (factor[row + i] ?? 0)
  for (let k = i + 1; k < n; k++)
    inverse[row + k] = -dot(factor, k * n + i, inverse, row + i, k - i) / (factor[k * n + k] ?? 0)
}

/** Four sums side by side, so that no addition waits for the one before. */
const dot = (a: Float64Array, fromA: number, b: Float64Array, fromB: number, length: number): number => {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  let i = 0
  for (; i + 3 < length; i += 4) {
    s0 += (a[fromA + i] ?? 0) * (b[fromB + i] ?? 0)
    s1 += (a[fromA + i + 1] ?? 0) * (b[fromB + i + 1] ?? 0)
    s2 += (a[fromA + i + 2] ?? 0) * (b[fromB + i + 2] ?? 0)
    s3 += (a[fromA + i + 3] ?? 0) * (b[fromB + i + 3] ?? 0)
  }
  for (; i < length; i++) s0 += (a[fromA + i] ?? 0) * (b[fromB + i] ?? 0)
  return s0 + s1 + (s2 + s3)
}
