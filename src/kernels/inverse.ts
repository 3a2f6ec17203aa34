import { loadInverseKernel } from './kernel-file.ts'

/**
 * The inverse of a symmetric positive definite matrix (n × n, rows one after the other), in its place: A = L·Lᵀ, T = L⁻ᵀ by
 * rows, A⁻¹ = T·Tᵀ, about n³/2 multiplications in single precision, which is enough where the smallest eigenvalue is not tiny
 * beside the largest: a ridge sees to that. It yields the share that is done after every few rows. Throws a
 * `RangeError` for a matrix that is not positive definite, or that does not fit into 4 GiB twice.
 */
export function* invertPositive(matrix: Float32Array, n: number): Generator<number, void> {
  const size = Math.ceil(n / 4) * 4
  const bytes = 2 * size * size * 4
  if (bytes > mostBytes) throw new RangeError(`A matrix of ${n} rows can't be inverted: 23,000 is the most.`)
  const { memory, factorizeRow, invertColumn, multiplyRow } = loadInverseKernel()
  const missing = bytes - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes))
  const padded = new Float32Array(memory.buffer, 0, size * size)
  for (let i = 0; i < size; i++) {
    if (i < n) padded.set(matrix.subarray(i * n, (i + 1) * n), i * size)
    else padded[i * size + i] = 1
  }
  for (let i = 0; i < size; i++) {
    if (i % rowsAtOnce === 0) yield (i / size) ** 3 / 3
    if (!factorizeRow(size, i))
      throw new RangeError('The matrix is not positive definite: raise its diagonal.')
  }
  for (let i = 0; i < size; i++) {
    if (i % rowsAtOnce === 0) yield (2 - (1 - i / size) ** 3) / 3
    invertColumn(size, i)
  }
  for (let i = 0; i < size; i++) {
    if (i % rowsAtOnce === 0) yield (3 - (1 - i / size) ** 3) / 3
    multiplyRow(size, i)
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = padded[i * size + j] ?? 0
      matrix[i * n + j] = value
      matrix[j * n + i] = value
    }
}

const rowsAtOnce = 16
const pageBytes = 65_536
const mostBytes = 65_535 * pageBytes
