/**
 * Copies of records for the log's thread, in buffers that come back from it. A buffer of its own for each record would lie
 * outside of both threads' heaps and still count for when all of a heap is collected, which in the thread's small one was
 * several times a second.
 */
export interface LentBuffers {
  /** A copy, whose buffer is to be handed over. */
  copyOf(record: Uint8Array): Uint8Array<ArrayBuffer>
  takeBack(buffers: readonly ArrayBuffer[]): void
}

/** Nearly every record fits. */
const usualBytes = 32_768
/** As many as are under way at once on a busy server; what a rare large record needed is not kept. */
const mostKept = 32
const largestKept = 1_048_576

export const createLentBuffers = (): LentBuffers => {
  const atHand: ArrayBuffer[] = []
  const bufferFor = (bytes: number): ArrayBuffer => {
    const place = atHand.findIndex(({ byteLength }) => byteLength >= bytes)
    const [found] = place < 0 ? [] : atHand.splice(place, 1)
    return found ?? new ArrayBuffer(Math.max(usualBytes, bytes))
  }
  return {
    copyOf(record) {
      const copy = new Uint8Array(bufferFor(record.byteLength), 0, record.byteLength)
      copy.set(record)
      return copy
    },
    takeBack(buffers) {
      for (const buffer of buffers) {
        if (atHand.length < mostKept && buffer.byteLength <= largestKept) atHand.push(buffer)
      }
    },
  }
}
