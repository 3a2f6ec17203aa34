import { expect, test } from 'vitest'
import { createRememberedWords } from './remembered-words.ts'

test('remembers many short words, few long ones, and each again after a change at no cost', () => {
  const remembered = createRememberedWords<number>(100_000)
  const count = (words: readonly string[]) =>
    words.filter((word) => remembered.get(word) !== undefined).length
  const named = (length: number) =>
    Array.from({ length: 500 }, (_, number) => `${number}`.padStart(length, ' '))
  for (const word of named(100)) for (let time = 0; time < 5; time++) remembered.set(word, time)
  expect([count(named(100)), remembered.get(named(100)[7] ?? '')]).toEqual([500, 4])
  for (const word of named(32_000)) {
    remembered.set(word, 0)
    expect(remembered.get(word)).toBe(0)
  }
  expect(count([...named(100), ...named(32_000)])).toBeLessThanOrEqual(3)
  remembered.clear()
  expect(count([...named(100), ...named(32_000)])).toBe(0)
})
