/**
 * Copies of records for the log's thread, in buffers that come back from it. A buffer of its own for each record would lie
 * outside of both threads' heaps and still count for when all of a heap is collected, which in the thread's small one was
 * several times a second.
 *
 * What is lent is at most some MiB larger than the records themselves: beyond the usual number each gets no more room than it
 * needs, and of what comes back no more is kept than `mostKeptBytes`.
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
const mostKeptBytes = 4 * 1_048_576

export const createLentBuffers = (): LentBuffers => {
  const atHand: ArrayBuffer[] = []
  let keptBytes = 0
  let away = 0
  const bufferFor = (bytes: number): ArrayBuffer => {
    away++
    const place = atHand.findIndex(({ byteLength }) => byteLength >= bytes)
    const [found] = place < 0 ? [] : atHand.splice(place, 1)
    keptBytes -= found?.byteLength ?? 0
    return found ?? new ArrayBuffer(away > mostKept ? bytes : Math.max(usualBytes, bytes))
  }
  const isWorthKeeping = ({ byteLength }: ArrayBuffer): boolean =>
    atHand.length < mostKept &&
    byteLength >= usualBytes &&
    byteLength <= largestKept &&
    keptBytes + byteLength <= mostKeptBytes
  return {
    copyOf(record) {
      const copy = new Uint8Array(bufferFor(record.byteLength), 0, record.byteLength)
      copy.set(record)
      return copy
    },
    takeBack(buffers) {
      away -= buffers.length
      for (const buffer of buffers) {
        if (!isWorthKeeping(buffer)) continue
        atHand.push(buffer)
        keptBytes += buffer.byteLength
      }
    },
  }
}
