import type { ListenerId } from '#domain'
import {
  type AdditiveRanker,
  type Choices,
  choicesBetween,
  createAdditiveRanker,
  groupedInterval,
  type Interval,
  type Step,
} from '#models'
import type { RehearsedChoices } from './rehearse-choices.ts'

/**
 * A ranker from choices, and whether it may serve. It learns from those that came first and is validated on those after them: how
 * much a choice of what was never heard counts is what does best there, and what does not beat the ranker that spoke when
 * the rows were made, by a paired interval over listeners, does not serve. The one that does has learnt again from all. The gate looks where the
 * weight was chosen, among four, so what it says is a little better than what holds.
 */
export interface LearntRanker {
  readonly ranker: AdditiveRanker
  readonly config: Readonly<Record<string, unknown>>
  /** Of next tracks that were found, the share among the first 20: the ranker's less that of what spoke. */
  readonly gate: { readonly all: Interval; readonly neverHeard: Interval; readonly passed: boolean }
}

const newWeights = [1, 2, 3, 4]
const validatedShare = 0.3
const placesJudged = 20

export function* learnRanker(
  { choices, listeners, relevance }: RehearsedChoices,
  seed: string,
): Generator<Step, LearntRanker> {
  const groups = choices.starts.length - 1
  const middle = Math.round(groups * (1 - validatedShare))
  const before = choicesBetween(choices, 0, middle)
  const after = choicesBetween(choices, middle, groups)
  const spoke = hitsOf(after, relevance.subarray(choices.starts[middle] ?? 0))
  let best = { newWeight: 1, hits: spoke, worth: Number.NEGATIVE_INFINITY }
  for (const newWeight of newWeights) {
    const learner = createAdditiveRanker({ by: 'leads', newWeight })
    const ranker = learner.load(yield* learner.learn(before, seed))
    const hits = hitsOf(after, ranker.predict(after.columns, after.chosen.length))
    const worth =
      mean(hits.map(({ hit }) => hit)) + mean(hits.filter(({ isNew }) => isNew).map(({ hit }) => hit))
    if (worth > best.worth) best = { newWeight, hits, worth }
  }
  const learner = createAdditiveRanker({ by: 'leads', newWeight: best.newWeight })
  const ranker = learner.load(yield* learner.learn(choices, seed))
  const owners = listeners.slice(middle)
  const all = better(best.hits, spoke, owners, seed)
  const neverHeard = better(
    best.hits.map((hit) => (hit.isNew ? hit : notJudged)),
    spoke,
    owners,
    seed,
  )
  const passed = all.low > 0 && neverHeard.high >= 0
  return { ranker, config: learner.config, gate: { all, neverHeard, passed } }
}

/** Of one answer. */
interface Hit {
  /** NaN where nothing played, which is judged by a day and not by a track. */
  readonly hit: number
  readonly isNew: boolean
}
const notJudged: Hit = { hit: Number.NaN, isNew: false }

/** Ties go to the row that comes later, which flatters nobody. */
const hitsOf = ({ columns, starts, chosen, isNew }: Choices, scores: Float32Array): Hit[] => {
  const hits: Hit[] = []
  for (let group = 0; group + 1 < starts.length; group++) {
    const [from, to] = [starts[group] ?? 0, starts[group + 1] ?? 0]
    const wanted = chosen.subarray(from, to).findIndex((share) => share > 0) + from
    if (columns.leads?.[from] !== 1) {
      hits.push(notJudged)
      continue
    }
    let before = 0
    for (let row = from; row < to; row++)
      if (row !== wanted && (scores[row] ?? 0) >= (scores[wanted] ?? 0)) before++
    hits.push({ hit: before < placesJudged ? 1 : 0, isNew: isNew[wanted] === 1 })
  }
  return hits
}

const mean = (values: readonly number[]): number => {
  const judged = values.filter((value) => !Number.isNaN(value))
  return judged.reduce((sum, value) => sum + value, 0) / Math.max(1, judged.length)
}

const better = (
  ours: readonly Hit[],
  theirs: readonly Hit[],
  owners: readonly ListenerId[],
  seed: string,
): Interval =>
  groupedInterval(
    ours.map(({ hit }, i) => hit - (theirs[i]?.hit ?? 0)),
    owners,
    seed,
  )
