import type { Instant, ListenerId, TrackId, TrackKey } from '#domain'
import type { AppEvent } from '#log'
import {
  type HeldOut,
  type HeldOutListener,
  listenersIn,
  type NextStep,
  nextStepsIn,
} from './held-out-listening.ts'
import { type JudgedRows, judgeRows, rowListeners } from './judge-rows.ts'
import { type JudgedWalks, type JudgingWalks, judgeWalks } from './judge-walks.ts'

/**
 * How well what is served foretells what was played. Whoever answers is asked as a player would ask, at the moment at which the
 * track before was told, and knows what the log held by then and nothing after it. The trap closed here is a model judged
 * on its own: filters, spacing and reasons take away what it knows, so what is judged is the answer that a listener hears.
 */
export interface Answerer {
  readonly name: string
  /** Best first, at most `count`. */
  next(ask: AskNext, count: number): Promise<readonly TrackKey[]>
  /** What is heard by who goes on with the first of each answer, so many times; absent of those that know no row. */
  playOn?(ask: AskNext & { readonly from: TrackKey }, steps: number): Promise<readonly TrackKey[]>
}

export interface AskNext {
  readonly listener: ListenerId
  /** What plays; absent where a listener comes back and nothing does. */
  readonly from?: TrackKey
  readonly at: Instant
}

/** The rank from 1 at which each way found what was played next, 0 where it did not; by step. */
interface JudgedSteps {
  readonly steps: readonly NextStep[]
  readonly ranks: ReadonlyMap<string, Uint8Array>
}

/** The share of what each listener played that each way had found beforehand; NaN of those never heard where there were none. */
interface JudgedDays {
  readonly listeners: readonly HeldOutListener[]
  readonly recall: ReadonlyMap<string, Float64Array>
  readonly recallUnheard: ReadonlyMap<string, Float64Array>
}

export interface Judging {
  readonly heldOut: HeldOut
  readonly splitAt: Instant
  readonly keyOf: (id: TrackId) => TrackKey | undefined
  readonly tagsOf: (key: TrackKey) => readonly string[]
  /** All that there are. */
  readonly tracks: JudgingWalks['tracks']
  readonly answerers: readonly Answerer[]
  /** Tells what happened to whoever answers; resolves when the next question is answered with it. */
  readonly tell: (events: readonly AppEvent[]) => Promise<void>
  readonly onProgress: (done: number, total: number) => void
  readonly signal: AbortSignal
}

/** Of a next track; a screenful. */
const nextLength = 20
/** Of what a day holds. */
const dayLength = 50

/** By name, what serves first. */
export interface Judged {
  readonly ways: readonly string[]
  readonly next: JudgedSteps
  readonly days: JudgedDays
  readonly rows: JudgedRows
  readonly walks: JudgedWalks
}

/** Asks for the days and for rows that play on, then goes through the future event by event and asks before each next track. */
export const judgeServed = async (judging: Judging): Promise<Judged> => {
  const { heldOut, splitAt: at, answerers, keyOf, tagsOf, tracks, signal } = judging
  const days = await judgeDays(judging, listenersIn(heldOut, keyOf))
  const rows = await judgeRows({ past: heldOut.past, at, keyOf, tagsOf, answerers, signal })
  const starts = new Map(
    [...rowListeners(heldOut.past)].flatMap(([listener, { lastTrack }]) => {
      const from = keyOf(lastTrack)
      return from === undefined ? [] : [[listener, from]]
    }),
  )
  const walks = await judgeWalks({ at, starts, tracks, answerers, signal })
  const next = await judgeSteps(judging, nextStepsIn(heldOut, keyOf))
  return { ways: answerers.map(({ name }) => name), days, rows, walks, next }
}

const judgeDays = async (
  { answerers, splitAt, signal }: Judging,
  listeners: readonly HeldOutListener[],
): Promise<JudgedDays> => {
  const [recall, recallUnheard] = [new Map<string, Float64Array>(), new Map<string, Float64Array>()]
  for (const { name, next } of answerers) {
    const [ofAll, ofUnheard] = [new Float64Array(listeners.length), new Float64Array(listeners.length)]
    for (const [place, { listener, played, unheard }] of listeners.entries()) {
      signal.throwIfAborted()
      const found = await next({ listener, at: splitAt }, dayLength)
      ofAll[place] = share(found, new Set(played))
      ofUnheard[place] = share(found, unheard)
    }
    recall.set(name, ofAll)
    recallUnheard.set(name, ofUnheard)
  }
  return { listeners, recall, recallUnheard }
}

const share = (found: readonly TrackKey[], wanted: ReadonlySet<TrackKey>): number =>
  found.filter((key) => wanted.has(key)).length / (wanted.size || Number.NaN)

const judgeSteps = async (
  { heldOut, answerers, tell, onProgress, signal }: Judging,
  steps: readonly NextStep[],
): Promise<JudgedSteps> => {
  const ranks = new Map(answerers.map(({ name }) => [name, new Uint8Array(steps.length)]))
  let told = 0
  for (const [place, { before, listener, from, to, askedAt }] of steps.entries()) {
    signal.throwIfAborted()
    if (told < before) await tell(heldOut.future.slice(told, before))
    told = before
    for (const { name, next } of answerers) {
      const found = await next({ listener, from, at: askedAt }, nextLength)
      const column = ranks.get(name)
      if (column !== undefined) column[place] = found.indexOf(to) + 1
    }
    onProgress(place + 1, steps.length)
  }
  return { steps, ranks }
}
