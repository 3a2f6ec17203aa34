import { describe, expect, it } from 'vitest'
import { asPage, asTable, inDigits } from './report.ts'
import type { Result } from './results.ts'

const result = (claim: string, value: number): Result => ({
  claim,
  describe: 'requests over HTTP',
  meaning: 'Time counts from when a request was due.',
  pace: 'full',
  startedAt: '2026-11-20T12:00:00.000Z',
  tookSeconds: 20,
  loadAverage: 0.1,
  machine: { cores: 2, processor: 'A processor', memoryGb: 24, system: 'linux x64', node: 'v24.0.0' },
  figures: [
    { name: 'p99', value, unit: 'ms', bar: { atMost: 15 }, interval: [value - 1, value + 1] },
    { name: 'answered', value: 12_345, unit: '' },
  ],
})

describe('the reports', () => {
  it('mark a bar as met or missed, and a figure without a bar with nothing', () => {
    const lines = asTable([result('fast', 9), result('slow', 16)]).split('\n')
    expect(lines.filter((line) => line.endsWith('✓'))).toHaveLength(1)
    expect(lines.filter((line) => line.endsWith('✗'))).toHaveLength(1)
    expect(lines.filter((line) => line.includes('answered')).join()).not.toMatch(/[✓✗]/)
  })

  it('put the doubt of a figure beside it', () => {
    expect(asTable([result('fast', 9)])).toContain('9 (8 to 10)')
  })

  it('count the bars on the page and say on which machine and when', () => {
    const page = asPage(['fast', 'slow'], [result('fast', 9), result('slow', 16)], '')
    expect(page).toContain('**1 of 2 bars met.**')
    expect(page).toContain('Measured 2026-11-20 12:00 UTC in 20 s on 2 cores (A processor)')
  })

  it('say of which revision they are, where it is known', () => {
    const page = asPage(['fast'], [{ ...result('fast', 9), revision: 'abc1234-dirty' }], '')
    expect(page).toContain('Measured at abc1234-dirty, 2026-11-20 12:00 UTC')
  })

  it('say that a figure could not be measured instead of a number, and that its bar is missed', () => {
    expect(asTable([result('broken', Number.NaN)])).toMatch(/not measured.*✗/)
  })

  it('show three digits that matter', () => {
    expect([0.01234, 1.234, 12.34, 123.4, 12_345.6, 7, 0].map(inDigits)).toEqual([
      '0.012',
      '1.23',
      '12.3',
      '123',
      '12,346',
      '7',
      '0',
    ])
  })
})

describe('the page', () => {
  it('keeps the claims that were not measured again, in the order of the claims, and drops those that are gone', () => {
    const names = ['one', 'two', 'three']
    const first = asPage([...names, 'gone'], [result('gone', 1), result('two', 1), result('one', 16)], '')
    const second = asPage(names, [result('two', 2)], first)
    expect(second.match(/^## (one|two|three|gone)$/gm)).toEqual(['## one', '## two'])
    expect(second).toContain('| p99 | 2 (1 to 3) |')
    expect(second).toContain('| p99 | 16 (15 to 17) |')
    expect(second).toContain('**1 of 2 bars met.**')
    expect(asPage(names, [], second)).toBe(second)
  })

  it('draws how a figure went over the run', () => {
    const { figures, ...rest } = result('one', 1)
    const grown = { name: 'memory: most', value: 8, unit: 'MiB', course: [1, 2, 3, 4, 5, 6, 7, 8] }
    const page = asPage(['one'], [{ ...rest, figures: [...figures, grown] }], '')
    expect(page).toContain('    ▁▂▃▄▅▆▇█ memory over the run: 1 to 8 MiB\n')
  })
})
