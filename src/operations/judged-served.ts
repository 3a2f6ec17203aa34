import type { ListenerId } from '#domain'
import { groupedInterval, type Interval } from '#models'
import type { Judged } from './judge-served.ts'

/**
 * What was judged, in figures: of each way its means, and of the first, which is what serves, the paired difference to every
 * other one. The trap closed here is a mean that looks better by what was drawn: the same steps and listeners stand on
 * both sides, and intervals are over listeners.
 */
export interface ServedFigures {
  readonly counts: Readonly<Record<string, number>>
  /** By the name of the way, then of the metric. */
  readonly metrics: Readonly<Record<string, Measures>>
  /** What serves less the way of that name. */
  readonly differences: Readonly<Record<string, Measures>>
}
export type Measures = Readonly<Record<string, Interval>>

/** One value each, NaN where there is nothing to say, and whose it is. */
interface Column {
  readonly values: Float64Array
  readonly listeners: readonly ListenerId[]
}

export const judgedServed = (judged: Judged, seed: string): ServedFigures => {
  const ways = judged.ways.map((name) => ({ name, columns: columnsOf(judged, name) }))
  const [served, ...others] = ways
  const { steps } = judged.next
  const { listeners } = judged.days
  return {
    counts: {
      steps: steps.length,
      'steps to what was never heard': steps.filter(({ isNew }) => isNew).length,
      listeners: listeners.length,
      'listeners with rows': judged.rows.listeners.length,
      'listeners of what was never heard': listeners.filter(({ unheard }) => unheard.size > 0).length,
    },
    metrics: Object.fromEntries(ways.map(({ name, columns }) => [name, measured(columns, seed)])),
    differences: Object.fromEntries(
      others.map(({ name, columns }) => [name, measured(lessThan(served?.columns ?? {}, columns), seed)]),
    ),
  }
}

/** Of these less is better: how far a row is from what its listener plays, and how much of it is of one scene. */
export const lessIsBetter: ReadonlySet<string> = new Set([
  'divergence@50',
  'commonest tag@50',
  'same artist, played on',
])

type Columns = Readonly<Record<string, Column>>

const columnsOf = ({ next, days, rows, walks }: Judged, way: string): Columns => {
  const { steps } = next
  const ranks = next.ranks.get(way) ?? new Uint8Array(steps.length)
  const ofSteps = (value: (rank: number, isNew: boolean) => number): Column => ({
    values: Float64Array.from(steps, ({ isNew }, i) => value(ranks[i] ?? 0, isNew)),
    listeners: steps.map(({ listener }) => listener),
  })
  const ofDays = (values: Float64Array = new Float64Array(0)): Column => ({
    values,
    listeners: days.listeners.map(({ listener }) => listener),
  })
  const ofRows = (values: Float64Array = new Float64Array(0)): Column => ({
    values,
    listeners: rows.listeners,
  })
  const ofWalks = (values: Float64Array = new Float64Array(0)): Column => ({
    values,
    listeners: walks.listeners,
  })
  const hit = (rank: number) => (rank > 0 ? 1 : 0)
  return {
    'hr@20': ofSteps(hit),
    'hr@20 never heard': ofSteps((rank, isNew) => (isNew ? hit(rank) : Number.NaN)),
    'mrr@20': ofSteps((rank) => (rank > 0 ? 1 / rank : 0)),
    'recall@50': ofDays(days.recall.get(way)),
    'recall@50 never heard': ofDays(days.recallUnheard.get(way)),
    'divergence@50': ofRows(rows.divergence.get(way)),
    'commonest tag@50': ofRows(rows.commonestTag.get(way)),
    'in style, played on': ofWalks(walks.inStyle.get(way)),
    'same artist, played on': ofWalks(walks.sameArtist.get(way)),
  }
}

/** A value is NaN where one of the two is. */
const lessThan = (ours: Columns, theirs: Columns): Columns =>
  Object.fromEntries(
    Object.entries(ours).map(([name, { values, listeners }]) => [
      name,
      { values: values.map((value, i) => value - (theirs[name]?.values[i] ?? Number.NaN)), listeners },
    ]),
  )

/** What nothing can be said of is left out: a way that knows no row plays on in no style. */
const measured = (columns: Columns, seed: string): Measures =>
  Object.fromEntries(
    Object.entries(columns).flatMap(([name, { values, listeners }]) =>
      values.every(Number.isNaN) ? [] : [[name, groupedInterval(values, listeners, seed)]],
    ),
  )
