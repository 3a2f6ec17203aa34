import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ascending, latencyFigures, meetsBar, percentile, percentileInterval, slopeOf } from './measure.ts'

const samples = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 400 })
const share = fc.double({ min: 0, max: 1, noNaN: true })
const oneToHundred = Float64Array.from({ length: 100 }, (_, index) => index + 1)

describe('percentile', () => {
  it('is the nearest rank: p99 of one to a hundred is 99, p100 is 100, p0 is the smallest', () => {
    expect([0, 0.5, 0.99, 1].map((of) => percentile(oneToHundred, of))).toEqual([1, 50, 99, 100])
  })

  it('is one of the samples, and at least that share of them do not exceed it', () => {
    fc.assert(
      fc.property(samples, share, (values, of) => {
        const sorted = ascending(values)
        const found = percentile(sorted, of)
        expect(sorted).toContain(found)
        expect(sorted.filter((value) => value <= found).length).toBeGreaterThanOrEqual(of * sorted.length)
      }),
    )
  })

  it('of nothing is not a number, so that an empty run meets no bar', () => {
    expect(percentile([], 0.99)).toBeNaN()
  })
})

describe('percentileInterval', () => {
  it('encloses the percentile', () => {
    fc.assert(
      fc.property(samples, share, (values, of) => {
        const sorted = ascending(values)
        const [low, high] = percentileInterval(sorted, of)
        expect(low).toBeLessThanOrEqual(percentile(sorted, of))
        expect(high).toBeGreaterThanOrEqual(percentile(sorted, of))
      }),
    )
  })

  it('is the textbook ranks 40 and 61 around the median of a hundred', () => {
    expect(percentileInterval(oneToHundred, 0.5)).toEqual([40, 61])
  })
})

describe('latencyFigures', () => {
  it('puts the bar on p99 alone and takes samples in any order', () => {
    const figures = latencyFigures('answer', [3, 1, 2], 15)
    expect(figures.map(({ value }) => value)).toEqual([2, 3, 3, 3])
    expect(figures.filter(({ bar }) => bar !== undefined).map(({ name }) => name)).toEqual(['answer: p99'])
  })
})

describe('meetsBar', () => {
  it('holds at the bar itself, not beyond it, and never for what could not be measured', () => {
    const figure = { name: 'p99', unit: 'ms', bar: { atMost: 15 } }
    const values = [15, 15.01, Number.NaN, Number.NEGATIVE_INFINITY]
    expect(values.map((value) => meetsBar({ ...figure, value }))).toEqual([true, false, false, false])
    expect(meetsBar({ name: 'recall', unit: '', value: 0.99, bar: { atLeast: 1 } })).toBe(false)
  })

  it('holds for a figure without a bar', () => {
    expect(meetsBar({ name: 'size', unit: 'MB', value: 9 })).toBe(true)
  })
})

describe('slopeOf', () => {
  it('finds a line through points, and is as sure as they are near it', () => {
    const { slope, interval } = slopeOf([3, 5, 7, 9])
    expect(slope).toBeCloseTo(2)
    expect(interval[1] - interval[0]).toBeCloseTo(0)
  })

  it('gives the doubt of a table of Student for ten points', () => {
    // Residuals of 1 around a flat line: 2.306 standard errors on either side at 8 degrees of freedom.
    const { slope, interval } = slopeOf([1, -1, -1, 1, 1, 1, 1, -1, -1, 1].map((value) => value - 0.2))
    const squares = 9.6 - slope ** 2 * 82.5
    expect(slope).toBeCloseTo(0)
    expect(interval[1]).toBeCloseTo(2.306 * Math.sqrt(squares / 8 / 82.5), 2)
  })

  it('does not pretend to know from two points', () => {
    expect(slopeOf([1, 2]).interval).toEqual([Number.NaN, Number.NaN])
  })
})
