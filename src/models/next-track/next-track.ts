import { z } from 'zod'
import { AppError } from '#domain'
import {
  type Choices,
  type ConditionalLogit,
  fitConditionalLogit,
} from '../conditional-logit/conditional-logit.ts'
import { packSessions, unpackSessions } from '../data-sets/pack-sessions.ts'
import { createSessionSoFar } from '../data-sets/session-so-far.ts'
import type { Sessions } from '../data-sets/sessions.ts'
import type { Learner, Step } from '../learner.ts'
import type { NextItems, NextScorer } from '../next-scorer.ts'
import { numbersIn, packArtifact, unpackArtifact, wordsOf } from '../packed-artifact.ts'
import { columnsIn, createTopList } from '../top-list.ts'
import { examplesOf } from './examples.ts'
import { featureNames, writeFeatures } from './features.ts'
import { candidatesOf, createMemories, createSituations, mostHeard, type Situation } from './situation.ts'

/**
 * What comes next: candidates of three memories (nearest sessions, rules of sequence, tracks of the artists), ranked by one
 * conditional logit over what each of them says and what this session repeats. The weights are fitted on the last part of
 * the training sessions by memories of the part before, since how far each memory can be trusted shows only on what it has
 * not seen; the model then remembers both parts.
 */
export interface NextTrackConfig {
  /** Choices that the weights are fitted on, at most. */
  readonly choices: number
  readonly ridge: number
}

const kind = 'next-track'
const factsSchema = z.strictObject({
  /** On how many choices the weights were fitted; 0 where there were none and all memories count alike. */
  choices: z.number(),
  /** Mean of −ln P(what was heard) over these. */
  loss: z.number(),
  features: z.array(z.string()),
})

export const createNextTrack = ({
  choices = 2_000,
  ridge = 1e-3,
}: Partial<NextTrackConfig> = {}): Learner<Sessions, NextScorer> => ({
  name: kind,
  code: 'next-track@1',
  config: { choices, ridge },
  *learn(data, seed) {
    const examples = yield* examplesOf(data, choices, seed)
    const { weights, loss } = yield* fitted(examples, ridge)
    const facts = { choices: examples.chosen.length, loss, features: [...featureNames] }
    return packArtifact(kind, facts, { ...packSessions(data), weights: wordsOf(weights) })
  },
  load,
})

/** Where nothing can be fitted, and where a fit begins: what repeats, what neighbours and what rules say count alike. */
const alike = new Set(['heard·level', 'neighbours', 'rules'])

function* fitted(examples: Choices, ridge: number): Generator<Step, ConditionalLogit> {
  const prior = Float64Array.from(featureNames, (name) => (alike.has(name) ? 1 : 0))
  if (examples.chosen.length === 0) return { weights: prior, loss: 0 }
  const fit = fitConditionalLogit(examples, prior, ridge)
  for (let next = fit.next(); ; next = fit.next()) {
    if (next.done) return next.value
    yield { doing: 'Weights', done: next.value, total: next.value + 1, unit: 'step' }
  }
}

const load = (bytes: Uint8Array): NextScorer => {
  const artifact = unpackArtifact(kind, bytes, factsSchema)
  const { facts } = artifact
  const weights = numbersIn(artifact.u32('weights'))
  if (facts.features.join() !== featureNames.join() || weights.length !== featureNames.length)
    throw new AppError(
      'corrupt-record',
      `The weights of model "${kind}" are of other features. Train it again.`,
    )
  const memories = createMemories()
  for (const plays of unpackSessions(kind, artifact)) memories.add(plays)
  const situationOf = createSituations(memories)
  return {
    facts: { choices: facts.choices, loss: facts.loss, weights: weightsByName(weights) },
    ended: memories.add,
    open(history) {
      const session = createSessionSoFar()
      const heardBefore = mostHeard(history)
      return {
        heard: session.heard,
        top(count) {
          const situation = situationOf(session, heardBefore)
          return situation === undefined ? nothing : topOf(situation, weights, count)
        },
      }
    },
  }
}

const nothing: NextItems = { items: new Uint32Array(0), scores: new Float64Array(0) }

const weightsByName = (weights: Float64Array): Record<string, number> =>
  Object.fromEntries(featureNames.map((name, k) => [name, Math.round((weights[k] ?? 0) * 1e4) / 1e4]))

const topOf = (situation: Situation, weights: Float64Array, count: number): NextItems => {
  const top = createTopList(count)
  const values = new Float64Array(weights.length)
  for (const item of candidatesOf(situation)) {
    writeFeatures(situation, item, values, 0)
    let score = 0
    for (let k = 0; k < weights.length; k++) score += (weights[k] ?? 0) * (values[k] ?? 0)
    top.offer(item, score)
  }
  return columnsIn(top)
}
