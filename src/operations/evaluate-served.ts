import { dayMs, type Instant, instant } from '#domain'
import type { AppEvent } from '#log'
import { nowPlaying } from '#surfaces'
import { splitAt } from './held-out-listening.ts'
import { judgeServed } from './judge-served.ts'
import { judgedServed, type ServedFigures } from './judged-served.ts'
import { type LearntRanker, learnInRehearsal, tooFewChoices } from './learn-from-log.ts'
import { rankerConfig } from './learn-ranker.ts'
import { openRehearsal, type Rehearsal, type RehearsalStores } from './rehearsal.ts'
import { servedBy, yardsticks } from './served-answerers.ts'

/** A log that is judged: all of it in order, of which the stretch from a moment on is held out. */
export interface EvaluatingServed {
  readonly stores: RehearsalStores
  readonly events: Iterable<AppEvent>
  readonly heldOutFrom: Instant
  /** Documents of now-playing that are judged beside the one that serves. */
  readonly recipes: readonly unknown[]
  /** How many days before the held-out stretch a ranker learns from; 0 for none. */
  readonly learnDays: number
  /** Of the intervals. */
  readonly seed: string
  readonly onProgress: (
    step: 'fold' | 'train' | 'rehearse' | 'learn' | 'gate' | 'judge',
    done: number,
    total: number,
  ) => void
  readonly signal: AbortSignal
}

export interface EvaluatedServed extends ServedFigures {
  /** The way that would serve here, the first of all: with the ranker that was learnt where its gate passed. */
  readonly serves: string
  /** Of the ranker that was learnt: how much a choice of what was never heard counts, and what its gate saw. */
  readonly ranker?: Pick<LearntRanker, 'gate'> & {
    readonly config: typeof rankerConfig
    /** False where there were too few choices to learn one that is worth asking. */
    readonly judged: boolean
  }
}

/**
 * Folds and trains on what came before the stretch, then asks for each listener's day and before each next track. A ranker learns
 * from the days before the stretch, over models that were trained before these: of what it is judged by it has seen nothing.
 */
export const evaluateServed = async (evaluating: EvaluatingServed): Promise<EvaluatedServed> => {
  const { stores, heldOutFrom, recipes, seed, signal } = evaluating
  const others = recipes.map((document) => nowPlaying.by(document))
  const heldOut = splitAt(evaluating.events, heldOutFrom)
  const rehearsal = await openRehearsal(stores)
  const { services } = rehearsal
  try {
    const learnt = await readyFor(rehearsal, heldOut.past, evaluating)
    const ranker = learnt?.gate.why === tooFewChoices ? undefined : learnt?.ranker
    const summed = servedBy(services, nowPlaying)
    const ranked = ranker && servedBy(services, nowPlaying, ranker)
    const [serves, beside] = ranked && learnt?.gate.passed ? [ranked, summed] : [summed, ranked]
    const judged = await judgeServed({
      heldOut,
      splitAt: heldOutFrom,
      keyOf: (id) => services.catalog.keyOf(id),
      tagsOf: (key) => services.catalog.byKey(key)?.tags ?? [],
      tracks: [...services.catalog.tracks()],
      answerers: [
        serves,
        ...(beside ? [beside] : []),
        ...others.map((surface) => servedBy(services, surface, ranker)),
        ...yardsticks(services),
      ],
      tell: rehearsal.tell,
      onProgress: (done, total) => evaluating.onProgress('judge', done, total),
      signal,
    })
    const figures = { serves: serves.name, ...judgedServed(judged, seed) }
    if (learnt === undefined) return figures
    const { gate } = learnt
    return { ...figures, ranker: { judged: ranker !== undefined, config: rankerConfig, gate } }
  } finally {
    await rehearsal.close()
  }
}

/** Knows the past and has models of all of it, and a ranker of its last days where one was asked for. */
const readyFor = async (
  rehearsal: Rehearsal,
  past: readonly AppEvent[],
  { heldOutFrom, learnDays, seed, signal, onProgress }: EvaluatingServed,
): Promise<LearntRanker | undefined> => {
  const before = splitAt(past, instant(Math.max(0, heldOutFrom - learnDays * dayMs)))
  for (let from = 0; from < before.past.length; from += toldAtOnce) {
    signal.throwIfAborted()
    await rehearsal.tell(before.past.slice(from, from + toldAtOnce))
    onProgress('fold', Math.min(before.past.length, from + toldAtOnce), before.past.length)
  }
  const learnt =
    learnDays === 0 ? undefined : await learnInRehearsal(rehearsal, before, { onProgress, signal, seed })
  onProgress('train', 0, 1)
  await rehearsal.train(signal)
  onProgress('train', 1, 1)
  return learnt
}

const toldAtOnce = 1_000
