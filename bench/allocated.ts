/**
 * How much a process allocates on its heaps, all threads, read from what V8 tells of each collection (`--trace-gc`):
 * between two collections a heap grows by what was allocated, and nothing else. Buffers outside of the heap are not in it.
 */
export interface Allocated {
  /** Takes the process's output as it comes. */
  readonly take: (text: string) => void
  /** Bytes allocated until the last collection of each heap. */
  bytes(): number
}

const collection =
  /^\[\d+:(0x[0-9a-f]+)[^\]]*\]\s+[\d.]+ ms: .*? ([\d.]+) \([\d.]+\) -> ([\d.]+) \([\d.]+\) MB/

export const createAllocated = (): Allocated => {
  /** What was left after the last collection, by heap. */
  const left = new Map<string, number>()
  let bytes = 0
  let rest = ''
  const takeLine = (line: string): void => {
    const [, heap, before, after] = collection.exec(line) ?? []
    if (heap === undefined) return
    bytes += Math.max(0, Number(before) - (left.get(heap) ?? 0)) * 1_048_576
    left.set(heap, Number(after))
  }
  return {
    take(text) {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) takeLine(line)
    },
    bytes: () => bytes,
  }
}
