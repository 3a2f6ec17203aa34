import { z } from 'zod'
import { AppError } from '#domain'
import type { Columns, Numbers } from '#pipeline'
import type { Learner, Step } from '../learner.ts'
import { packArtifact, unpackArtifact } from '../packed-artifact.ts'
import type { Ranker } from '../ranker.ts'
import { binOf, edgesOf } from './bins.ts'
import type { Choices } from './choices.ts'
import { type BinnedChoices, fitChoices } from './fit-choices.ts'

/**
 * A ranking that is learnt from what was chosen: s = Σ_columns w[column, bin of its value], a generalised additive model
 * (Hastie & Tibshirani 1990) under the conditional logit. It is as cheap to ask as the weighted sum, any shape of a
 * column can be learnt (a track heard an hour ago and one heard a week ago need not lie on a line), and each column's part can be
 * told. `by` names a column of 0 or 1, by which all weights are learnt apart: to go on from what plays is another choice
 * than to begin.
 */
export interface AdditiveRankerConfig {
  /** Bins of a column at most, about. */
  readonly bins?: number
  readonly passes?: number
  readonly rate?: number
  /** How much a choice of what was never heard counts, beside 1 of what was: where `by` is 1, and where it is 0. */
  readonly newWeight?: number
  readonly newWeightElse?: number
  readonly by: string
}

/** Answers at once, and can be told apart. */
export interface AdditiveRanker extends Ranker {
  predict(features: Columns<Numbers>, count: number): Float32Array
  /** What each column gives to the relevance of one candidate, by its values: the parts add up to it, to the last bit. */
  partsOf(numbers: Readonly<Record<string, number>>): Readonly<Record<string, number>>
}

const kind = 'ranker'
/** Steps of its weights, as those of the weighted sum: sums of such steps are exact, in whatever order. */
const steps = 1_024

const factsSchema = z.strictObject({ columns: z.array(z.string()).min(1), by: z.string() })

export const createAdditiveRanker = ({
  bins = 16,
  passes = 4,
  rate = 0.05,
  newWeight = 1,
  newWeightElse = newWeight,
  by,
}: AdditiveRankerConfig): Learner<Choices, AdditiveRanker> => ({
  name: kind,
  code: 'additive-ranker@2',
  config: { bins, passes, rate, newWeight, newWeightElse, by },
  *learn(data): Generator<Step, Uint8Array> {
    const names = Object.keys(data.columns).filter((name) => name !== by)
    const edges = names.map((name) => edgesOf(data.columns[name] ?? new Float32Array(0), data, bins))
    const layout = layoutOf(edges)
    const rows = data.chosen.length
    const terms = new Uint16Array(rows * names.length)
    const fillTerms = termsOf({ names, by, edges, layout })
    fillTerms(data.columns, rows, terms)
    const situation = columnOf(data.columns, by)
    const chosen = data.chosen.map((share, row) => {
      const weight = (situation[row] ?? 0) > 0 ? newWeight : newWeightElse
      return share * (data.isNew[row] === 1 ? weight : 1)
    })
    const binned = { width: names.length, terms, starts: data.starts, chosen, weights: 2 * layout.size }
    const weights = yield* fitChoices(binned, { passes, rate })
    centre(weights, binned, layout)
    const flat = new Float32Array(edges.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const column of edges) {
      flat.set(column, at)
      at += column.length
    }
    return packArtifact(
      kind,
      { columns: names, by },
      {
        edges: flat,
        edgesOf: Uint32Array.from(edges, ({ length }) => length),
        weights: Float32Array.from(weights, (weight) => Math.round(weight * steps) / steps),
      },
    )
  },
  load: loadAdditiveRanker,
})

const loadAdditiveRanker = (bytes: Uint8Array): AdditiveRanker => {
  const artifact = unpackArtifact(kind, bytes, factsSchema)
  const { columns: names, by } = artifact.facts
  const [flat, counts, weights] = [artifact.f32('edges'), artifact.u32('edgesOf'), artifact.f32('weights')]
  const edges: Float32Array[] = []
  let at = 0
  for (const count of counts) {
    edges.push(flat.subarray(at, at + count))
    at += count
  }
  const layout = layoutOf(edges)
  if (edges.length !== names.length || at !== flat.length || weights.length !== 2 * layout.size)
    throw new AppError('corrupt-record', 'The parts of the ranker don’t add up. Train it again.')
  if (!weights.every(Number.isFinite))
    throw new AppError('corrupt-record', 'The ranker holds a weight that is no number. Train it again.')
  const fillTerms = termsOf({ names, by, edges, layout })
  let terms = new Uint16Array(0)
  return {
    predict(features, count) {
      const width = names.length
      if (terms.length < count * width) terms = new Uint16Array(2 * count * width)
      fillTerms(features, count, terms)
      const relevance = new Float32Array(count)
      for (let row = 0; row < count; row++) {
        let score = 0
        for (let at = row * width; at < (row + 1) * width; at++) score += weights[terms[at] ?? 0] ?? 0
        // Without the sum, a score of nothing but −0 would be one.
        relevance[row] = score + 0
      }
      return relevance
    },
    partsOf(numbers) {
      const one = new Uint16Array(names.length)
      const wanted = [by, ...names]
      const columns = Object.fromEntries(wanted.map((name) => [name, Float32Array.of(numbers[name] ?? 0)]))
      fillTerms(columns, 1, one)
      return Object.fromEntries(names.map((name, column) => [name, weights[one[column] ?? 0] ?? 0]))
    },
  }
}

/**
 * Takes from all weights of a column, in each situation, what its rows have on average: no ranking changes by it, and a part says by how much
 * a candidate is more or less for it than others are.
 */
const centre = (
  weights: Float64Array,
  { width, terms }: Pick<BinnedChoices, 'width' | 'terms'>,
  { starts, size }: ReturnType<typeof layoutOf>,
): void => {
  const rows = new Float64Array(weights.length)
  for (const term of terms) rows[term] = (rows[term] ?? 0) + 1
  for (const base of [0, size])
    for (let column = 0; column < width; column++) {
      const [from, to] = [base + (starts[column] ?? 0), base + (starts[column + 1] ?? size)]
      let [sum, count] = [0, 0]
      for (let term = from; term < to; term++) {
        sum += (weights[term] ?? 0) * (rows[term] ?? 0)
        count += rows[term] ?? 0
      }
      if (count > 0)
        for (let term = from; term < to; term++) weights[term] = (weights[term] ?? 0) - sum / count
    }
}

/** Where the weights of each column begin, and how many there are. */
const layoutOf = (edges: readonly Float32Array[]): { readonly starts: number[]; readonly size: number } => {
  const starts: number[] = []
  let size = 0
  for (const { length } of edges) {
    starts.push(size)
    size += length + 1
  }
  return { starts, size }
}

interface Terms {
  readonly names: readonly string[]
  readonly by: string
  readonly edges: readonly Float32Array[]
  readonly layout: ReturnType<typeof layoutOf>
}

/** Training and serving find the weights of a row here, so they are the same by construction. */
const termsOf =
  ({ names, by, edges, layout }: Terms) =>
  (features: Columns<Numbers>, count: number, into: Uint16Array): void => {
    const width = names.length
    const situation = columnOf(features, by)
    for (const [column, name] of names.entries()) {
      const values = columnOf(features, name)
      const [parted, start] = [edges[column] ?? new Float32Array(0), layout.starts[column] ?? 0]
      for (let row = 0; row < count; row++) {
        const base = (situation[row] ?? 0) > 0 ? layout.size : 0
        into[row * width + column] = base + start + binOf(values[row] ?? 0, parted)
      }
    }
  }

const columnOf = (features: Columns<Numbers>, name: string) => {
  const column = features[name]
  if (column === undefined)
    throw new AppError('broken-stage', `the ranker was trained with the column ${name}, which is not read`)
  return column
}
