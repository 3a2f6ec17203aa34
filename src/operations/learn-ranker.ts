import { hashText } from '#domain'
import { type AdditiveRanker, type Choices, createAdditiveRanker, createChoiceRows, type Step } from '#models'
import { nowPlayingLearnt } from '#surfaces'
import { rankedBy } from './rehearse-choices.ts'

/** A ranker of next tracks, from choices. */
export interface RankerLearnt {
  readonly ranker: AdditiveRanker
  /** What `ranker` was read from. */
  readonly bytes: Uint8Array
}

/**
 * What was never heard is a third of what is chosen and the harder part to find, so a choice of it counts for more: by how much
 * is a matter of what is wanted and not of what fits best. The more it counts the more of it is found, and the less of all.
 */
const learning = { by: 'leads', newWeight: 3 }
const { code, config } = createAdditiveRanker(learning)
export const rankerConfig = config
/** One that was learnt from other columns, or for another recipe, is another one, which would be asked what it can't answer. */
export const rankerCode = `${code}/${hashText(JSON.stringify([rankedBy, nowPlayingLearnt])).toString(16)}`

export function* learnRanker(choices: Choices, seed: string): Generator<Step, RankerLearnt> {
  const learner = createAdditiveRanker(learning)
  const bytes = yield* learner.learn(choices, seed)
  return { ranker: learner.load(bytes), bytes }
}

/** What stands where none could be learnt: says the same of all. */
export const learntOfNothing = (): RankerLearnt => {
  const steps = learnRanker(createChoiceRows([learning.by, 'popularity']).done(), '')
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
