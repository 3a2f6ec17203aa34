import { AppError, counted, dayMs, type Instant } from '#domain'
import { type AppEvent, type EventLog, logStart } from '#log'
import type { Step } from '#models'
import { nowPlaying, nowPlayingLearnt } from '#surfaces'
import type { HeldOut } from './held-out-listening.ts'
import { type LearntRanker, learnRanker } from './learn-ranker.ts'
import { openRehearsal, type Rehearsal, type RehearsalStores } from './rehearsal.ts'
import { rehearseChoices } from './rehearse-choices.ts'

/**
 * A ranker from a log: all of it up to its last days is folded and trained on, and what was chosen in these days is rehearsed. It
 * takes the memory of a second Segue, so it is done where models are trained and never where they serve.
 */
export interface LearningFromLog {
  readonly log: Pick<EventLog, 'read'>
  /** How many events there are, and when the newest was. */
  readonly events: number
  readonly newest: Instant
  readonly openStores: () => RehearsalStores
  /** What may be taken for it. */
  readonly mostBytes: number
  readonly onProgress: (doing: 'fold' | 'train' | 'rehearse' | 'learn', done: number, total: number) => void
  readonly signal: AbortSignal
}

/** What is rehearsed: long enough for a thousand choices where somebody listens, and short beside what is learnt before it. */
const rehearsedDays = 2
/** Half a minute or so of asking. They are taken from all of the stretch, at even distances. */
const mostChoices = 6_000
/** As measured: what a log takes where it is told again in memory, and what any does. */
const bytesAnEvent = 2_600
const bytesBeside = 250_000_000

/** Throws `training-failed`, with the figure, where the log does not fit. */
export const learnFromLog = async (learning: LearningFromLog): Promise<LearntRanker> => {
  const { events, mostBytes, openStores } = learning
  const bytes = bytesBeside + bytesAnEvent * events
  if (bytes > mostBytes)
    throw new AppError(
      'training-failed',
      `To learn a ranker from ${counted(events, 'event')} takes about ${Math.ceil(bytes / 1e6)} MB of memory, and ${Math.floor(mostBytes / 1e6)} MB may be taken for it: what is served is ranked by the weighted sum.`,
    )
  const rehearsal = await openRehearsal(openStores())
  try {
    const heldOut = await foldLog(rehearsal, learning)
    return await learnInRehearsal(rehearsal, heldOut, { ...learning, seed: 'ranker' })
  } finally {
    await rehearsal.close()
  }
}

/**
 * Tells of all but the last days, batch by batch, and holds of it who played what. Answers that were served are left out: no feature and no
 * model looks at one, and there are more of them than of all else.
 */
const foldLog = async (
  rehearsal: Rehearsal,
  { log, newest, signal, onProgress, events }: LearningFromLog,
): Promise<HeldOut> => {
  const from = newest + 1 - rehearsedDays * dayMs
  const [played, future]: [AppEvent[], AppEvent[]] = [[], []]
  let read = 0
  for await (const { recorded } of log.read(logStart, signal)) {
    const past: AppEvent[] = []
    for (const { event } of recorded)
      if (event.type !== 'slate.served') (event.at < from ? past : future).push(event)
    await rehearsal.tell(past)
    for (const event of past) if (event.type === 'track.played') played.push(event)
    read += recorded.length
    onProgress('fold', Math.min(read, events), events)
  }
  return { past: played, future: future.sort((a, b) => a.at - b.at) }
}

/** Of a rehearsal that knows the past: trains on it, rehearses what was chosen after it, and learns. */
export const learnInRehearsal = async (
  rehearsal: Rehearsal,
  heldOut: HeldOut,
  { onProgress, signal, seed }: Pick<LearningFromLog, 'onProgress' | 'signal'> & { readonly seed: string },
): Promise<LearntRanker> => {
  onProgress('train', 0, 1)
  await rehearsal.train(signal)
  onProgress('train', 1, 1)
  const rehearsed = await rehearseChoices(rehearsal, heldOut, {
    surface: nowPlaying.by(nowPlayingLearnt),
    most: mostChoices,
    onProgress: (done, total) => onProgress('rehearse', done, total),
    signal,
  })
  return done(learnRanker(rehearsed, seed), ({ done, total }) => onProgress('learn', done, total), signal)
}

const done = <Result>(
  steps: Generator<Step, Result>,
  onStep: (step: Step) => void,
  signal: AbortSignal,
): Result => {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    signal.throwIfAborted()
    onStep(step.value)
  }
}
