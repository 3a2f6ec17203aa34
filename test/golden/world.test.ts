import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { instant } from '#domain'
import { generateWorld } from '#world'

/**
 * A fixed world gives fixed bytes, on every machine and after every change. When this fails, figures measured
 * on worlds no longer compare with older ones: change the hash only with a line in the changelog.
 */
const world = generateWorld({
  tracks: 500,
  listeners: 12,
  days: 14,
  seed: 'golden',
  endsAt: instant(Date.UTC(2026, 0, 1)),
})

const digest = (rows: Iterable<unknown>): string => {
  const hash = createHash('sha256')
  for (const row of rows) hash.update(`${JSON.stringify(row)}\n`)
  return hash.digest('hex')
}

test('the golden world has the events it always had', () => {
  expect(digest([...world.events()].flat())).toBe(
    '8b11fe0d6723e6da513bbe3cc55bf2240aea4a80266e7a908159bb42d07ff9de',
  )
})

test('the golden world has the tracks and listeners it always had', () => {
  expect(digest([...world.tracks, ...world.listeners])).toBe(
    '2346e88662bac47c43de9cb40239e3c76fe33966576fdad022149f9905cb0484',
  )
})

test('the golden world has the truth it always had', () => {
  expect(digest(world.truth.rows())).toBe('c254961d929d8ad26ddc7d2ec0b8363aaa41d8f60c6eca87d8a036c82b830fe9')
})
