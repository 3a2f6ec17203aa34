import type { ListenerId } from '#domain'
import {
  type AdditiveRanker,
  type Choices,
  choicesBetween,
  createAdditiveRanker,
  createChoiceRows,
  groupedInterval,
  type Interval,
  type Step,
} from '#models'
import type { RehearsedChoices } from './rehearse-choices.ts'

/**
 * A ranker from choices, and whether it may serve. It learns from those that came first and is validated on those after them: what
 * does not beat the ranker that spoke when the rows were made, by a paired interval over listeners, does not serve. The one
 * that does has learnt again from all.
 */
export interface LearntRanker {
  readonly ranker: AdditiveRanker
  /** What `ranker` was read from. */
  readonly bytes: Uint8Array
  readonly rows: Readonly<Record<'asked' | 'found', number>>
  readonly config: Readonly<Record<string, unknown>>
  /** Of next tracks that were found, the share among the first 20: the ranker's less that of what spoke. */
  readonly gate: Gate
}

export interface Gate {
  readonly all: Interval
  readonly neverHeard: Interval
  readonly passed: boolean
  /** In words, where it did not pass. */
  readonly why?: string
}

/** Of fewer nothing can be said that would hold tomorrow. */
const fewestChoices = 100
export const tooFew = `there were fewer than ${fewestChoices} choices to learn from`
const notBetter = 'it finds no more of the next tracks than the weighted sum does'
const lessNew = 'it finds less of what was never heard than the weighted sum does'

/**
 * What was never heard is a third of what is chosen and the harder part to find, so a choice of it counts for more: by how much
 * is a matter of what is wanted and not of what fits best. The more it counts the more of it is found, and the less of all.
 */
const learning = { by: 'leads', newWeight: 3, newWeightElse: 5 }
export const { code: rankerCode } = createAdditiveRanker(learning)
const validatedShare = 0.3
const placesJudged = 20

export function* learnRanker(
  { choices, listeners, relevance, asked, found }: RehearsedChoices,
  seed: string,
): Generator<Step, LearntRanker> {
  const groups = choices.starts.length - 1
  const middle = Math.round(groups * (1 - validatedShare))
  const before = choicesBetween(choices, 0, middle)
  const after = choicesBetween(choices, middle, groups)
  const spoke = hitsOf(after, relevance.subarray(choices.starts[middle] ?? 0))
  const learner = createAdditiveRanker(learning)
  const tried = learner.load(yield* learner.learn(before, seed))
  const hits = hitsOf(after, tried.predict(after.columns, after.chosen.length))
  const bytes = yield* learner.learn(choices, seed)
  const owners = listeners.slice(middle)
  const all = better(hits, spoke, owners, seed)
  const neverHeard = better(
    hits.map((hit) => (hit.isNew ? hit : notJudged)),
    spoke,
    owners,
    seed,
  )
  const why =
    found < fewestChoices ? tooFew : !(all.low > 0) ? notBetter : neverHeard.high < 0 ? lessNew : undefined
  const gate = { all, neverHeard, passed: why === undefined, ...(why !== undefined && { why }) }
  return { ranker: learner.load(bytes), bytes, rows: { asked, found }, config: learner.config, gate }
}

/** What stands where none could be learnt. */
export const learntOfNothing = (why: string): Pick<LearntRanker, 'bytes' | 'config' | 'gate'> => {
  const learner = createAdditiveRanker(learning)
  const steps = learner.learn(createChoiceRows([learning.by, 'popularity']).done(), '')
  let step = steps.next()
  while (!step.done) step = steps.next()
  const nothing = { mean: 0, low: 0, high: 0 }
  return {
    bytes: step.value,
    config: learner.config,
    gate: { all: nothing, neverHeard: nothing, passed: false, why },
  }
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
