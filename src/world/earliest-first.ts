/**
 * Many streams, each in order of time, merged into one: a binary heap of stream numbers by time of their next
 * event. Ties go to the lower stream number, so that the order is the same on every machine.
 */
export interface EarliestFirst {
  /** The stream whose next event is earliest; -1 when all have ended. */
  first(): number
  /** Tells that the first stream's next event is now at `at` (Infinity: it has ended). */
  reschedule(at: number): void
}

export const createEarliestFirst = (times: Float64Array): EarliestFirst => {
  const heap = Uint32Array.from(times.keys()).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b)
  const isBefore = (a: number, b: number): boolean => {
    const first = times[a] ?? 0
    const second = times[b] ?? 0
    return first < second || (first === second && a < b)
  }
  return {
    first: () => {
      const stream = heap[0]
      return stream === undefined || times[stream] === Number.POSITIVE_INFINITY ? -1 : stream
    },
    reschedule: (at) => {
      const moving = heap[0]
      if (moving === undefined) return
      times[moving] = at
      let slot = 0
      for (;;) {
        let child = 2 * slot + 1
        if (child >= heap.length) break
        if (child + 1 < heap.length && isBefore(heap[child + 1] ?? 0, heap[child] ?? 0)) child++
        const below = heap[child] ?? 0
        if (!isBefore(below, moving)) break
        heap[slot] = below
        slot = child
      }
      heap[slot] = moving
    },
  }
}
