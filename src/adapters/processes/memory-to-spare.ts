import { getHeapStatistics } from 'node:v8'

/** What this process may take for one piece of work, in bytes: the other half is left to whoever serves beside it. */
export const memoryToSpare = (): number =>
  Math.min(process.availableMemory(), getHeapStatistics().heap_size_limit) / 2
