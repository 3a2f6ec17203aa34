/**
 * The inverse of a symmetric positive definite matrix by Cholesky. AssemblyScript, compiled by `scripts/build-kernels.ts`.
 * `src/kernels/plain-inverse.ts` says the same in plain TypeScript and the tests compare the two bit for bit, so the order of
 * the roundings is part of the contract.
 *
 * Two matrices of f32 lie in memory, rows one after the other: A from address 0 on, then T. Both have `n` rows and columns, a
 * multiple of four; the caller fills up with ones on the diagonal. All work is one row against four others, four numbers
 * at a time.
 */

import { dot0, dot1, dot2, dot3, dotFour } from './dot-four'

// @ts-ignore: AssemblyScript decorator
@inline
function dotAt(place: u32): f32 {
  return place == 0 ? dot0 : place == 1 ? dot1 : place == 2 ? dot2 : dot3
}

/** Row `i` of L over row `i` of A. False where the matrix is not positive definite. */
export function factorizeRow(n: u32, i: u32): bool {
  const stride = <usize>n << 2
  const row = <usize>i * stride
  const block = i & ~3
  for (let first: u32 = 0; first <= block; first += 4) {
    dotFour(row, <usize>first * stride, stride, <usize>first << 2)
    const last = min<u32>(first + 4, i + 1)
    for (let j = first; j < last; j++) {
      const other = <usize>j * stride
      let value = load<f32>(row + (<usize>j << 2)) - dotAt(j - first)
      for (let k = first; k < j; k++)
        value -= load<f32>(row + (<usize>k << 2)) * load<f32>(other + (<usize>k << 2))
      if (j == i) {
        if (!(value > 0)) return false
        store<f32>(row + (<usize>j << 2), sqrt<f32>(value))
      } else store<f32>(row + (<usize>j << 2), value / load<f32>(other + (<usize>j << 2)))
    }
  }
  return true
}

/** Column `i` of the inverse of L as row `i` of T, which is zero before. */
export function invertColumn(n: u32, i: u32): void {
  const stride = <usize>n << 2
  const row = <usize>n * stride + <usize>i * stride
  const block = i & ~3
  for (let first = block; first < n; first += 4) {
    dotFour(
      row + (<usize>block << 2),
      <usize>first * stride + (<usize>block << 2),
      stride,
      <usize>(first - block) << 2,
    )
    for (let k = max<u32>(first, i); k < first + 4; k++) {
      const other = <usize>k * stride
      let value: f32 = (k == i ? <f32>1 : <f32>0) - dotAt(k - first)
      for (let l = first; l < k; l++)
        value -= load<f32>(other + (<usize>l << 2)) * load<f32>(row + (<usize>l << 2))
      store<f32>(row + (<usize>k << 2), value / load<f32>(other + (<usize>k << 2)))
    }
  }
}

/** Row `i` of T·Tᵀ, up to its diagonal, over row `i` of A. */
export function multiplyRow(n: u32, i: u32): void {
  const stride = <usize>n << 2
  const inverse = <usize>n * stride
  const block = i & ~3
  const from = <usize>block << 2
  const row = inverse + <usize>i * stride + from
  for (let first: u32 = 0; first <= block; first += 4) {
    dotFour(row, inverse + <usize>first * stride + from, stride, stride - from)
    const at = <usize>i * stride + (<usize>first << 2)
    store<f32>(at, dot0)
    store<f32>(at + 4, dot1)
    store<f32>(at + 8, dot2)
    store<f32>(at + 12, dot3)
  }
}
