import { expect, test } from 'vitest'
import { tagWeight } from './tag-weights.ts'

test('what is on nearly everything and words for formats tell nothing, and a rarer tag tells more', () => {
  expect(tagWeight('pop', 95, 100)).toBe(0)
  expect(tagWeight('compilation', 3, 100)).toBe(0)
  expect(tagWeight('other', 3, 100)).toBe(0)
  expect(tagWeight('dub', 3, 100)).toBeGreaterThan(tagWeight('rock', 40, 100))
  expect(tagWeight('rock', 40, 100)).toBeGreaterThan(0)
})
