import { describe, expect, it } from 'vitest'
import { longestLine, slicesOf } from './event-lines.ts'

const perSlice = 100
const sliced = (text: string) => [...slicesOf(text, perSlice)]
/** Letters that are looked at in one turn. */
const mostLetters = longestLine + 1

describe('the slices of a body of events', () => {
  it('hold each line that is not blank once, by its place among all', () => {
    const [slice, ...more] = sliced('\n{"a":1}\r\n \t\n\n{"b":2}\n')
    expect([slice, more]).toEqual([
      {
        lines: [
          { index: 1, text: '{"a":1}\r' },
          { index: 4, text: '{"b":2}' },
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
    const long = `"${'x'.repeat(longestLine / 4)}"`
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
    const slices = sliced(['1', '['.repeat(longestLine + 1), '2', '['.repeat(longestLine - 1)].join('\n'))
    expect(slices).toEqual([
      { lines: [{ index: 0, text: '1' }, { index: 1 }, { index: 2, text: '2' }], amount: 3 },
      { lines: [{ index: 3, text: '['.repeat(longestLine - 1) }], amount: perSlice },
    ])
  })
})
