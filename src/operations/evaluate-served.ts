import type { Instant } from '#domain'
import type { AppEvent } from '#log'
import { nowPlaying } from '#surfaces'
import { splitAt } from './held-out-listening.ts'
import { judgeServed } from './judge-served.ts'
import { judgedServed, type ServedFigures } from './judged-served.ts'
import { openRehearsal, type RehearsalStores } from './rehearsal.ts'
import { servedBy, yardsticks } from './served-answerers.ts'

/** A log that is judged: all of it in order, of which the stretch from a moment on is held out. */
export interface EvaluatingServed {
  readonly stores: RehearsalStores
  readonly events: Iterable<AppEvent>
  readonly heldOutFrom: Instant
  /** Documents of now-playing that are judged beside the one that serves. */
  readonly recipes: readonly unknown[]
  /** Of the intervals. */
  readonly seed: string
  readonly onProgress: (step: 'fold' | 'train' | 'judge', done: number, total: number) => void
  readonly signal: AbortSignal
}

/** Folds and trains on what came before the stretch, then asks for each listener's day and before each next track. */
export const evaluateServed = async (evaluating: EvaluatingServed): Promise<ServedFigures> => {
  const { stores, heldOutFrom, recipes, seed, onProgress, signal } = evaluating
  const heldOut = splitAt(evaluating.events, heldOutFrom)
  const rehearsal = await openRehearsal(stores)
  try {
    const { past } = heldOut
    for (let from = 0; from < past.length; from += toldAtOnce) {
      signal.throwIfAborted()
      await rehearsal.tell(past.slice(from, from + toldAtOnce))
      onProgress('fold', Math.min(past.length, from + toldAtOnce), past.length)
    }
    onProgress('train', 0, 1)
    await rehearsal.train(signal)
    onProgress('train', 1, 1)
    const { services } = rehearsal
    const others = recipes.map((document) => nowPlaying.by(document))
    const judged = await judgeServed({
      heldOut,
      splitAt: heldOutFrom,
      keyOf: (id) => services.catalog.keyOf(id),
      answerers: [
        ...[nowPlaying, ...others].map((surface) => servedBy(services, surface)),
        ...yardsticks(services),
      ],
      tell: rehearsal.tell,
      onProgress: (done, total) => onProgress('judge', done, total),
      signal,
    })
    return judgedServed(judged, seed)
  } finally {
    await rehearsal.close()
  }
}

const toldAtOnce = 1_000
