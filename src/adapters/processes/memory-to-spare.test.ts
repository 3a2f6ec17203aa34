import { getHeapStatistics } from 'node:v8'
import { expect, test } from 'vitest'
import { memoryToSpare } from './memory-to-spare.ts'

test('no more than half of what this process may have is to spare [promise: ranker-learns]', () => {
  expect(memoryToSpare()).toBeGreaterThan(0)
  expect(memoryToSpare()).toBeLessThanOrEqual(getHeapStatistics().heap_size_limit / 2)
  // It changes from moment to moment, by less than it has.
  expect(memoryToSpare()).toBeLessThan(0.75 * process.availableMemory())
})
