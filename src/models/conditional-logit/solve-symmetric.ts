/**
 * x of A·x = b by Cholesky's A = L·Lᵀ, for a positive definite A of which the lower triangle is given, row by row. Small
 * systems only: O(n³). A pivot that is not positive is taken as the least one, so that a column of which nothing is known
 * stays where it is and is no division by zero.
 */
export const solveSymmetric = (a: Float64Array, b: Float64Array, n: number): Float64Array => {
  const lower = a.slice()
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = lower[i * n + j] ?? 0
      for (let k = 0; k < j; k++) sum -= (lower[i * n + k] ?? 0) * (lower[j * n + k] ?? 0)
      lower[i * n + j] = i === j ? Math.sqrt(Math.max(sum, leastPivot)) : sum / (lower[j * n + j] ?? 1)
    }
  const x = b.slice()
  for (let i = 0; i < n; i++) {
    let sum = x[i] ?? 0
    for (let k = 0; k < i; k++) sum -= (lower[i * n + k] ?? 0) * (x[k] ?? 0)
    x[i] = sum / (lower[i * n + i] ?? 1)
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] ?? 0
    for (let k = i + 1; k < n; k++) sum -= (lower[k * n + i] ?? 0) * (x[k] ?? 0)
    x[i] = sum / (lower[i * n + i] ?? 1)
  }
  return x
}

const leastPivot = 1e-12
