import { describe, expect, it } from 'vitest'
import { linesIn, longestEvent, slicesOf } from './body-lines.ts'
import { elementsIn } from './json-elements.ts'

const perSlice = 100
const sliced = (text: string) => [...slicesOf(text, linesIn(text), perSlice)]
/** Letters that are looked at in one turn. */
const mostLetters = longestEvent + 1

describe('the slices of a body of events', () => {
  it('hold each line that is not blank once, by its place among all', () => {
    const [slice, ...more] = sliced('\n{"a":1}\r\n \t\n\n{"b":2}\n')
    expect([slice, more]).toEqual([
      {
        lines: [
          { index: 1, at: 1, text: '{"a":1}\r' },
          { index: 4, at: 14, text: '{"b":2}' },
        ],
        amount: 2,
      },
      [],
    ])
  })

  it('are as many as there are events for one turn', () => {
    const slices = sliced(Array.from({ length: 250 }, (_, number) => String(number)).join('\n'))
    expect(slices.map(({ lines, amount }) => [lines.length, amount])).toEqual([
      [100, 100],
      [100, 100],
      [50, 50],
    ])
  })

  it('are as many as there are letters for one turn, so that few long events take as long as many short ones [promise: thread-shared]', () => {
    const long = `"${'x'.repeat(longestEvent / 4)}"`
    const slices = sliced(Array.from({ length: 9 }, () => long).join('\n'))
    expect(slices.map(({ lines }) => lines.length)).toEqual([3, 3, 3])
    for (const { lines, amount } of slices) {
      expect(lines.reduce((sum, { text = '' }) => sum + text.length, 0)).toBeLessThan(mostLetters)
      expect(amount).toBeGreaterThan(70)
    }
  })

  it('are many of a body that is of empty lines, none of which is an event [promise: thread-shared]', () => {
    const slices = sliced('\n'.repeat(4_000_000))
    expect(slices.flatMap(({ lines }) => lines)).toEqual([])
    expect(slices.length).toBeGreaterThan(4_000_000 / mostLetters)
    expect(slices.slice(0, -1).every(({ amount }) => amount === perSlice)).toBe(true)
  })

  it('have no word of a line that is longer than any event [promise: thread-shared]', () => {
    const slices = sliced(['1', '['.repeat(longestEvent + 1), '2', '['.repeat(longestEvent - 1)].join('\n'))
    expect(slices).toEqual([
      {
        lines: [
          { index: 0, at: 0, text: '1' },
          { index: 1, at: 2 },
          { index: 2, at: longestEvent + 4, text: '2' },
        ],
        amount: 3,
      },
      {
        lines: [{ index: 3, at: longestEvent + 6, text: '['.repeat(longestEvent - 1) }],
        amount: perSlice,
      },
    ])
  })

  it('are many of an array that has one long element, or hardly any [promise: thread-shared]', () => {
    const long = `[1,${'['.repeat(500_000)}${']'.repeat(500_000)},"${'\\"'.repeat(250_000)}",${' '.repeat(500_000)}2]`
    const slices = [...slicesOf(long, elementsIn(long), perSlice)]
    expect(slices.flatMap(({ lines }) => lines.map(({ index, text }) => [index, text?.trim()]))).toEqual([
      [0, '1'],
      [1, undefined],
      [2, undefined],
      [3, undefined],
    ])
    expect(slices.length).toBeGreaterThan(2_000_000 / mostLetters - 2)
    // A pause, or an end, within each thirty thousand letters, in a string as well: of quotes, of escapes, of letters.
    for (const inside of ['\\"', '\\\\', 'é']) {
      const text = `["${inside.repeat(500_000)}"]`
      expect([...elementsIn(text)].filter((span) => span === 'pause').length, inside).toBeGreaterThan(
        text.length / mostLetters - 2,
      )
    }
  })
})
