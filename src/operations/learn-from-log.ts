import { AppError, counted, dayMs, type Instant } from '#domain'
import { type AppEvent, type EventLog, logStart } from '#log'
import type { Step } from '#models'
import { nowPlaying, nowPlayingLearnt } from '#surfaces'
import { choicesIn } from './choices-in.ts'
import { type Gate, gateOf, gateThatFailed } from './gate.ts'
import type { HeldOut } from './held-out-listening.ts'
import { learnRanker, learntOfNothing, type RankerLearnt } from './learn-ranker.ts'
import { openRehearsal, type Rehearsal, type RehearsalStores } from './rehearsal.ts'
import { openRehearsing } from './rehearse-choices.ts'
import { servedBy } from './served-answerers.ts'

/**
 * A ranker from a log: all of it up to its last days is folded and trained on, and what was chosen in these days is rehearsed. It
 * takes the memory of a second Segue, so it is done where models are trained and never where they serve.
 */
export interface LearningFromLog {
  readonly log: Pick<EventLog, 'read'>
  /** How many events there are, and when the newest was. */
  readonly events: number
  readonly newest: Instant
  /** Of the catalogue. */
  readonly tracks: number
  readonly openStores: () => RehearsalStores
  /** What may be taken for it. */
  readonly mostBytes: number
  /** How many choices are rehearsed, at even distances over the stretch; 5,000 when absent, a minute or so of asking. */
  readonly mostChoices?: number | undefined
  readonly onProgress: (
    doing: 'fold' | 'train' | 'rehearse' | 'learn' | 'gate',
    done: number,
    total: number,
  ) => void
  readonly signal: AbortSignal
}

/** What is rehearsed: long enough for a thousand choices where somebody listens, and short beside what is learnt before it. */
const rehearsedDays = 2
/** Of fewer nothing can be learnt that would hold tomorrow. */
const fewestChoices = 100
export const tooFewChoices = `there were fewer than ${fewestChoices} choices to learn from`
/** Those that come last, by which it is judged. */
const judgedShare = 0.3
/** As measured: what a log and a catalogue take where they are told again in memory, and what any do. */
const bytesAnEvent = 2_600
const bytesATrack = 2_100
const bytesBeside = 205_000_000

/** A ranker, and whether it may serve. */
export interface LearntRanker extends RankerLearnt {
  readonly gate: Gate
  readonly rows: Readonly<Record<'asked' | 'found', number>>
}

/** Throws `training-failed`, with the figure, where the log does not fit. */
export const learnFromLog = async (learning: LearningFromLog): Promise<LearntRanker> => {
  const { events, tracks, mostBytes, openStores } = learning
  const bytes = bytesBeside + bytesAnEvent * events + bytesATrack * tracks
  if (bytes > mostBytes)
    throw new AppError(
      'training-failed',
      `To learn a ranker from ${counted(events, 'event')} over ${counted(tracks, 'track')} takes about ${Math.ceil(bytes / 1e6)} MB of memory, and ${Math.floor(mostBytes / 1e6)} MB may be taken for it.`,
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

/**
 * Of a rehearsal that knows the past: trains on it, rehearses what was chosen after it, and learns. What comes last of that judges the ranker that
 * learnt from what came before, by whole answers: what serves with it beside what serves without. The one that passes has
 * learnt again from all.
 */
export const learnInRehearsal = async (
  rehearsal: Rehearsal,
  heldOut: HeldOut,
  options: Pick<LearningFromLog, 'onProgress' | 'signal' | 'mostChoices'> & { readonly seed: string },
): Promise<LearntRanker> => {
  const { services } = rehearsal
  const { onProgress, signal, seed, mostChoices = 5_000 } = options
  onProgress('train', 0, 1)
  await rehearsal.train(signal, () => onProgress('train', 0, 1))
  onProgress('train', 1, 1)
  const moments = thinned(
    choicesIn(heldOut, (id) => services.catalog.keyOf(id)),
    mostChoices,
  )
  const middle = Math.round(moments.length * (1 - judgedShare))
  const [before, after] = [moments.slice(0, middle), moments.slice(middle)]
  const rehearsing = openRehearsing(rehearsal, heldOut, { surface: nowPlaying.by(nowPlayingLearnt), signal })
  const learn = () =>
    done(
      learnRanker(rehearsing.choices(), seed),
      (step) => onProgress('learn', step.done, step.total),
      signal,
    )
  await rehearsing.rehearse(before, (place) => onProgress('rehearse', place, before.length))
  const canJudge = rehearsing.counts().found >= fewestChoices * (1 - judgedShare)
  const judges = canJudge
    ? { withRanker: servedBy(services, nowPlaying, learn().ranker), without: servedBy(services, nowPlaying) }
    : undefined
  await rehearsing.rehearse(after, (place) => onProgress('gate', place, after.length), judges)
  await rehearsing.end()
  const rows = rehearsing.counts()
  if (rows.found < fewestChoices || judges === undefined)
    return { ...learntOfNothing(), gate: gateThatFailed(tooFewChoices), rows }
  return { ...learn(), gate: gateOf(rehearsing.judged(), seed), rows }
}

const thinned = <Moment>(moments: readonly Moment[], most: number): readonly Moment[] => {
  const share = Math.min(1, most / moments.length)
  return moments.filter((_, place) => Math.floor((place + 1) * share) > Math.floor(place * share))
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
