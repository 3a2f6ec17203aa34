import { z } from 'zod'
import { AppError } from '#domain'
import type { Columns, Numbers } from '#pipeline'
import type { Learner, Step } from '../learner.ts'
import { packArtifact, unpackArtifact } from '../packed-artifact.ts'
import type { Ranker } from '../ranker.ts'
import { binOf, edgesOf } from './bins.ts'
import type { Choices } from './choices.ts'
import { fitChoices } from './fit-choices.ts'

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
  /** How much a choice of what was never heard counts, beside 1 of what was. */
  readonly newWeight?: number
  readonly by: string
}

/** Answers at once. */
export interface AdditiveRanker extends Ranker {
  predict(features: Columns<Numbers>, count: number): Float32Array
}

const kind = 'ranker'
/** Steps of what it answers, as those of the weighted sum. */
const steps = 1_024

const factsSchema = z.strictObject({ columns: z.array(z.string()).min(1), by: z.string() })

export const createAdditiveRanker = ({
  bins = 32,
  passes = 2,
  rate = 0.15,
  newWeight = 1,
  by,
}: AdditiveRankerConfig): Learner<Choices, AdditiveRanker> => ({
  name: kind,
  code: 'additive-ranker@1',
  config: { bins, passes, rate, newWeight, by },
  *learn(data): Generator<Step, Uint8Array> {
    const names = Object.keys(data.columns).filter((name) => name !== by)
    const edges = names.map((name) => edgesOf(data.columns[name] ?? new Float32Array(0), data, bins))
    const layout = layoutOf(edges)
    const rows = data.chosen.length
    const terms = new Uint16Array(rows * names.length)
    const fillTerms = termsOf({ names, by, edges, layout })
    fillTerms(data.columns, rows, terms)
    const chosen = data.chosen.map((share, row) => share * (data.isNew[row] === 1 ? newWeight : 1))
    const binned = { width: names.length, terms, starts: data.starts, chosen, weights: 2 * layout.size }
    const weights = yield* fitChoices(binned, { passes, rate })
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
        weights: new Float32Array(weights),
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
        relevance[row] = Math.round(score * steps) / steps + 0
      }
      return relevance
    },
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
