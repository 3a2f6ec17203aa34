import { describe, expect, it } from 'vitest'
import { compareReports, metricsOf, parseReport } from './report.ts'

const reportOf = (name: string, values: Record<string, (number | null)[]>) =>
  parseReport(
    'report.json',
    JSON.stringify({
      evaluation: 'continuation',
      data: { holdout: { sha256: 'same' } },
      model: { name },
      units: { ids: values.clicks?.map((_, i) => String(i)), values },
    }),
  )
const column = (of: (i: number) => number | null) => Array.from({ length: 40 }, (_, i) => of(i))

describe('reports that are compared', () => {
  it('say that more is better, but for clicks, of which fewer are', () => {
    const ours = reportOf('ours', { clicks: column((i) => i % 3), 'ndcg@500': column(() => 0.4) })
    const theirs = reportOf('theirs', { clicks: column((i) => (i % 3) + 2), 'ndcg@500': column(() => 0.3) })
    const verdicts = (one: typeof ours, other: typeof ours) =>
      Object.values(compareReports(one, other, 's').metrics).map(({ verdict }) => verdict)
    expect(verdicts(ours, theirs)).toEqual(['better', 'better'])
    expect(verdicts(theirs, ours)).toEqual(['worse', 'worse'])
    expect(verdicts(ours, ours)).toEqual(['undecided', 'undecided'])
  })

  it('leave out who was not asked, in a mean and in a pair', () => {
    const values = column((i) => (i % 2 === 0 ? null : 1))
    const [ours, theirs] = [
      reportOf('ours', { clicks: values }),
      reportOf('theirs', { clicks: column(() => 3) }),
    ]
    expect(metricsOf({ values: ours.units.values }, 's').clicks).toEqual({ mean: 1, low: 1, high: 1 })
    expect(compareReports(ours, theirs, 's').metrics.clicks).toMatchObject({
      ...{ ours: 1, theirs: 3, verdict: 'better' },
      difference: { mean: -2, low: -2, high: -2 },
    })
  })
})
