import { type AppError, type TrackKey, toAppError } from '#domain'
import { createRecorder, type RecordedTape, type Stopwatch, type Trace } from '#pipeline'
import { type Tier, tierSchema } from './answers.ts'
import { type Reading, recordReadings } from './readings.ts'
import type { Reads } from './reads.ts'
import { type Content, itemsIn, type Question, type RunOnly } from './surface.ts'

/** Asks the tiers of a surface in their order until one has enough to show. */
export interface Live {
  readonly reads: Reads
  readonly lastGoodKeys: readonly TrackKey[]
}

export interface Answer {
  readonly content: Content
  readonly tier: Tier
  readonly tapes: readonly RecordedTape[]
  readonly readings: readonly Reading[]
  readonly traces: readonly Trace[]
  readonly failures: readonly AppError[]
  readonly empty: readonly string[]
}

/**
 * Of a slate that is played through: less than half of it is left, which soon runs dry where the tier below has more. One
 * that was served for a smaller limit is as good as it was.
 */
const isShort = ({ surface, query }: Question, { lastGoodKeys }: Live, { tier, content }: Answer): boolean =>
  tier === 'cached' &&
  !surface.mayBeEmpty &&
  'items' in content &&
  2 * content.items.length < Math.min(query.limit, lastGoodKeys.length)

export const firstAnswer = async (question: Question, live: Live, stopwatch: Stopwatch): Promise<Answer> => {
  const failures: AppError[] = []
  const empty: string[] = []
  let short: Answer | undefined
  const { amiss } = live.reads
  if (amiss !== undefined) failures.push(amiss)
  for (const tier of tierSchema.options) {
    // Made without knowing the listener it would only look like the full answer.
    if (tier === 'full' && amiss !== undefined) continue
    const tapes: RecordedTape[] = []
    const readings: Reading[] = []
    const traces: Trace[] = []
    const runPipeline: RunOnly = async (pipeline, asked) => {
      const tape = createRecorder(stopwatch)
      tapes.push(tape)
      const done = await pipeline.run({ ...asked, ...live }, tape)
      traces.push(done.trace)
      return done
    }
    const run = Object.assign(runPipeline, { read: recordReadings(live.reads, readings) })
    const last = tier === 'popular'
    try {
      const content = await question.answer(tier, run)
      const isAnswer =
        itemsIn(content).length > 0 || (question.surface.mayBeEmpty && tier === 'full' && isSound(traces))
      const answer: Answer = { content, tier, tapes, readings, traces, failures, empty }
      if (isAnswer && isShort(question, live, answer)) {
        short = answer
        empty.push(`${tier}: too few tracks were left to serve`)
        continue
      }
      if (last && short !== undefined && !isFuller(answer, short)) {
        empty.push(`${tier}: no more tracks were left to serve`)
        return short
      }
      if (last || isAnswer) return answer
      const isFirst = tier === 'cached' && live.lastGoodKeys.length === 0
      empty.push(isFirst ? 'cached: nothing was served here before' : `${tier}: no track was left to serve`)
    } catch (thrown) {
      // With nothing to fall back on, the failure of the last tier is the request's.
      if (last && short === undefined) throw thrown
      failures.push(toAppError(thrown))
      if (last && short !== undefined) return short
    }
  }
  throw new Error('the last tier always answers or throws')
}

const isFuller = (one: Answer, other: Answer): boolean =>
  itemsIn(one.content).length > itemsIn(other.content).length

/** Whether every stage that was asked answered: only then nothing means that there is nothing. */
const isSound = (traces: readonly Trace[]): boolean =>
  traces.every(({ stages }) => stages.every(({ outcome }) => outcome === 'ok' || outcome === 'skipped'))
