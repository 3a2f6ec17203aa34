/**
 * Tells which of many were counted the least. What is observed of tracks that no catalogue has is not asked for by anybody, and
 * whoever sends made-up ids would have it grow without end: beyond a bound the weakest half goes. What goes follows from the
 * events alone and not from a catalogue or from where trainings were cut, so that a training goes on to the same bytes.
 *
 * The order is whole: of those counted equally often whoever was met first is the weaker, which had the most time to be met again.
 * The trap is the bar: all that were heard once would go at once, and with them all there is where everything was heard once.
 */
export const fromStrongest = (counts: Float64Array, size: number): Int32Array => {
  // Counts are whole, so that a count and a number are one number, which sorts without a question for each two.
  const keys = counts.slice(0, size).map((count, number) => count * size + number)
  return Int32Array.from(keys.sort().reverse(), (key) => key % size)
}

/** The first so many of an order are numbered anew, by their numbers of before; -1 for what goes. */
export const numberedFirst = (most: number, order: Int32Array): Int32Array => {
  const numbers = new Int32Array(order.length).fill(-1)
  for (const number of order.subarray(0, most)) numbers[number] = 0
  let kept = 0
  for (let number = 0; number < numbers.length; number++) if (numbers[number] === 0) numbers[number] = kept++
  return numbers
}

/** A column by the numbers of before, by those of now. */
export const renumbered = (column: Float64Array, numbers: Int32Array): Float64Array =>
  Float64Array.from(column.subarray(0, numbers.length).filter((_, number) => (numbers[number] ?? -1) >= 0))
