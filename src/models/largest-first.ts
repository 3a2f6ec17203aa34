/**
 * Puts the `count` largest of the values in front, in no order, and what is not larger behind them: quickselect (Hoare 1961), about
 * three looks at each value. Where the largest are wanted and not their order, this spares the sorting.
 */
export const largestFirst = (values: Float32Array, count: number): void => {
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const pivot = middleOf(values[low] ?? 0, values[(low + high) >> 1] ?? 0, values[high] ?? 0)
    let left = low
    let right = high
    while (left <= right) {
      while ((values[left] ?? 0) > pivot) left++
      while ((values[right] ?? 0) < pivot) right--
      if (left > right) break
      const value = values[left] ?? 0
      values[left++] = values[right] ?? 0
      values[right--] = value
    }
    if (count - 1 <= right) high = right
    else if (count - 1 >= left) low = left
    else return
  }
}

const middleOf = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
