import type { Interactions } from '../data-sets/interactions.ts'
import { evaluateTopN } from '../evaluate/evaluate-top-n.ts'
import type { ItemScorer, Step } from '../learner.ts'
import type { Family } from './families.ts'

/**
 * The best parameters of one learner for a table, by a validation part of it: one dial after the other is turned up, or else down,
 * while that betters the mean of Recall@20 and NDCG@20, until no dial betters it or the budget is spent. The first try is
 * never left out, so there is always an answer.
 */
export interface Found {
  readonly family: Family
  readonly config: Readonly<Record<string, number>>
  /** Learnt without the validation part. */
  readonly scorer: ItemScorer
  readonly value: number
  readonly tries: number
}

export interface Validation {
  readonly train: Interactions
  readonly holdout: Interactions
  readonly seed: string
}

export function* searchFamily(
  family: Family,
  validation: Validation,
  budget: number,
): Generator<Step, Found> {
  const most = Math.max(1, Math.floor((budget * family.share) / family.seconds(validation.train)))
  const configOf = (places: Places) =>
    Object.fromEntries(
      Object.entries(family.dials).map(([dial, { steps }]) => [dial, steps[places[dial] ?? 0] ?? 0]),
    )
  let places: Places = Object.fromEntries(
    Object.entries(family.dials).map(([dial, { steps, first }]) => [dial, steps.indexOf(first)]),
  )
  let best = { config: configOf(places), ...(yield* tried(family, configOf(places), validation)) }
  let tries = 1
  for (let before = -1; best.value > before; ) {
    before = best.value
    for (const [dial, { steps }] of Object.entries(family.dials))
      for (const turn of [1, -1])
        for (;;) {
          const place = (places[dial] ?? 0) + turn
          if (tries >= most || place < 0 || place >= steps.length) break
          const next = { ...places, [dial]: place }
          const found = yield* tried(family, configOf(next), validation)
          tries++
          if (found.value <= best.value) break
          best = { config: configOf(next), ...found }
          places = next
        }
    if (tries >= most) break
  }
  return { family, ...best, tries }
}

type Places = Readonly<Record<string, number>>

function* tried(
  family: Family,
  config: Readonly<Record<string, number>>,
  { train, holdout, seed }: Validation,
): Generator<Step, { readonly scorer: ItemScorer; readonly value: number }> {
  const learner = family.create(config)
  const scorer = learner.load(yield* named(`Trying ${family.name}`, learner.learn(train, seed)))
  const { values } = yield* named(`Trying ${family.name}`, evaluateTopN(scorer, { train, holdout, ks: [20] }))
  return { scorer, value: (mean(values['recall@20']) + mean(values['ndcg@20'])) / 2 }
}

/** The same steps as part of something larger. */
export function* named<Result>(doing: string, steps: Generator<Step, Result>): Generator<Step, Result> {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    yield { ...step.value, doing }
  }
}

const mean = (values: readonly number[] = []): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
