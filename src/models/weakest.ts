/**
 * Tells which of many counts are the lowest. What is observed of tracks that no catalogue has is not asked for by anybody, and
 * whoever sends made-up ids would have it grow without end: beyond a bound the weakest half goes. What goes follows from the
 * events alone and not from a catalogue or from where trainings were cut, so that a training goes on to the same bytes.
 */
export const createTally = () => {
  const times = new Map<number, number>()
  let total = 0
  return {
    add(count: number): void {
      times.set(count, (times.get(count) ?? 0) + 1)
      total++
    },
    /** The lowest count that at most so many are above. */
    barFor(most: number): number {
      let above = total
      for (const [count, of] of [...times].sort(([a], [b]) => a - b)) {
        if (above <= most) break
        above -= of
        if (above <= most) return count
      }
      return 0
    },
  }
}

/** Those of more than the bar are numbered anew in their order; -1 for what goes. */
export const numberedAbove = (bar: number, counts: Float64Array, size: number) => {
  const numbers = new Int32Array(size).fill(-1)
  let kept = 0
  for (let number = 0; number < size; number++) if ((counts[number] ?? 0) > bar) numbers[number] = kept++
  return numbers
}

/** A column by the numbers of before, by those of now. */
export const renumbered = (column: Float64Array, numbers: Int32Array): Float64Array =>
  Float64Array.from(column.subarray(0, numbers.length).filter((_, number) => (numbers[number] ?? -1) >= 0))
