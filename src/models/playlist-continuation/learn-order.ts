import { type AdditiveRankerConfig, createAdditiveRanker } from '../additive-ranker/additive-ranker.ts'
import { type Choices, choicesBetween } from '../additive-ranker/choices.ts'
import { ndcgAt } from '../evaluate/list-metrics.ts'
import type { Step } from '../learner.ts'
import { type Features, likenessIn } from './columns.ts'

/** Fewer held out tell nothing of the order. */
const fewestExamples = 20
const validated = 0.3
const listLength = 500

/**
 * The bytes of a ranking, where it orders later examples better than likeness alone after it was learnt from the first; it has
 * learnt again from all then. Undefined where it does not: few playlists teach an order that is worse than none.
 */
export function* learnOrder(
  choices: Choices,
  config: AdditiveRankerConfig,
  seed: string,
): Generator<Step, Uint8Array | undefined> {
  const groups = choices.starts.length - 1
  if (groups < fewestExamples) return undefined
  const learner = createAdditiveRanker(config)
  const middle = Math.floor(groups * (1 - validated))
  const first = learner.load(yield* learner.learn(choicesBetween(choices, 0, middle), seed))
  const later = choicesBetween(choices, middle, groups)
  const gain = worth(later, (columns, count) => first.predict(columns, count)) - worth(later, likenessIn)
  return gain > 0 ? yield* learner.learn(choices, seed) : undefined
}

/** The mean NDCG of the lists that these scores make. */
const worth = (choices: Choices, scoresOf: (columns: Features, count: number) => Float32Array): number => {
  const groups = choices.starts.length - 1
  let sum = 0
  for (let group = 0; group < groups; group++) {
    const { columns, chosen } = choicesBetween(choices, group, group + 1)
    const scores = scoresOf(columns, chosen.length)
    const order = Uint32Array.from(chosen.keys()).sort(
      (one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || one - other,
    )
    const wanted = new Set([...chosen.keys()].filter((row) => (chosen[row] ?? 0) > 0))
    sum += ndcgAt(order, wanted, listLength)
  }
  return sum / Math.max(1, groups)
}
