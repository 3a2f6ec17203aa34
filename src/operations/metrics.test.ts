import { describe, expect, test } from 'vitest'
import { createCounter, createHistogram } from './metrics.ts'

describe('metrics', () => {
  test('a counter has a line for each set of labels, and none before anything was counted', () => {
    const counter = createCounter({ name: 'slates_total', help: 'Slates.', labels: ['surface', 'tier'] })
    expect(counter.text()).toBe('# HELP slates_total Slates.\n# TYPE slates_total counter')
    counter.add(1, 'home', 'full')
    counter.add(2, 'home', 'full')
    counter.add(1, 'home', 'popular')
    expect(counter.text().split('\n').slice(2)).toEqual([
      'slates_total{surface="home",tier="full"} 3',
      'slates_total{surface="home",tier="popular"} 1',
    ])
  })

  test('a histogram tells how many were within each bound, how many in all and their sum', () => {
    const histogram = createHistogram(
      { name: 'seconds', help: 'Time.', labels: ['stage', 'kind'] },
      [0.5, 1, 2],
    )
    for (const value of [0.25, 0.5, 1.5, 8]) histogram.observe(value, 'taste', 'hydrate')
    expect(histogram.text().split('\n')).toEqual([
      '# HELP seconds Time.',
      '# TYPE seconds histogram',
      'seconds_bucket{le="0.5",stage="taste",kind="hydrate"} 2',
      'seconds_bucket{le="1",stage="taste",kind="hydrate"} 2',
      'seconds_bucket{le="2",stage="taste",kind="hydrate"} 3',
      'seconds_bucket{le="+Inf",stage="taste",kind="hydrate"} 4',
      'seconds_sum{stage="taste",kind="hydrate"} 10.25',
      'seconds_count{stage="taste",kind="hydrate"} 4',
    ])
  })

  test('a value of a label can end neither its line nor its quotes', () => {
    const counter = createCounter({ name: 'n', help: 'N.', labels: ['code'] })
    counter.add(1, 'a"b\\c\nd')
    expect(counter.text().split('\n')[2]).toBe('n{code="a\\"b\\\\c\\nd"} 1')
  })
})
