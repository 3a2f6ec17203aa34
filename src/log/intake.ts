import {
  AppError,
  type Clock,
  counted,
  type ErrorCode,
  type Instant,
  type ListenerId,
  type SessionId,
  type TrackId,
} from '#domain'
import type { BlockWords } from './block-words.ts'
import { type BodyLine, type LineSlice, linesIn, longestEvent, slicesOf } from './body-lines.ts'
import { checkEvent, explainLength } from './check-event.ts'
import type { Entry } from './event-log.ts'
import {
  type BlockTarget,
  describedLimit,
  type IncomingEvent,
  isTrackEvent,
  type TrackEvent,
} from './events.ts'
import { elementsIn, refuseElement } from './json-elements.ts'
import { createSharedTurns } from './shared-turns.ts'

/** What the catalogue of this moment says about a track; written into its events so that replay needs no catalogue. */
export interface TrackDescription {
  readonly artistIds: readonly string[]
  readonly tags: readonly string[]
  readonly durationMs?: number
}

export interface Refusal {
  /** Place in the array, or line of the text, from 0. */
  readonly index: number
  /** As the caller sent it, when it sent one. */
  readonly id?: string
  readonly code: ErrorCode
  readonly detail: string
}

export interface Taken {
  /** Newly stored. */
  readonly accepted: number
  /** Known by listener and id, and stored once. */
  readonly duplicates: number
  /** Taken events about a track the catalogue does not have (yet). */
  readonly unknownTracks: number
  /** Taken events about a track that the catalogue knows and that was taken down. */
  readonly takenDownTracks: number
  /** In order of `index`. */
  readonly refused: readonly Refusal[]
}

/** What the door itself knows about every event of a call: a session's own route knows the session. */
export interface IntakeContext {
  readonly listenerId?: ListenerId
  readonly sessionId?: SessionId
  readonly simulated?: true
}

export interface Intake {
  /** NDJSON: one event a line; empty lines are skipped. */
  acceptText(ndjson: string, context?: IntakeContext): Promise<Taken>
  /** A JSON array, see `isArrayText`, read in turns. Rejects with `malformed-json` where any of it is none: nothing of it is taken. */
  acceptArray(json: string, context?: IntakeContext): Promise<Taken>
  acceptValues(values: readonly unknown[], context?: IntakeContext): Promise<Taken>
}

export const maxEventsPerCall = 5_000

/**
 * Checked in one turn of the event loop, of all calls together: about a millisecond. Batches that are no larger, of texts no longer than
 * `longestEvent`, are stored in the order in which they came.
 */
const consideredPerTurn = 100

/**
 * The one door for events from outside, whatever protocol brought them: each is checked, completed from the
 * catalogue and stored, or refused with a sentence. One bad event never costs the good ones beside it. What a
 * caller says about artists and tags is overwritten where the catalogue knows better, for taste is learnt from
 * it. Everything taken is durable when the promise resolves. Rejects with `invalid-request` for more than
 * `maxEventsPerCall` events, and like `EventLog.append`.
 */
export const createIntake = ({
  clock,
  describe,
  isTakenDown = () => false,
  blockWords,
}: {
  readonly clock: Clock
  readonly describe: (track: TrackId) => TrackDescription | undefined
  /** Of one that is not described: whether it is known and kept away. */
  readonly isTakenDown?: (track: TrackId) => boolean
  /** Everything goes this way: what is a word about a block must not get past it. */
  readonly blockWords: BlockWords
}): Intake => {
  const turns = createSharedTurns(consideredPerTurn)

  const consider = (batch: Batch, index: number, value: unknown): void => {
    const event = checkEvent(value, batch.context, batch.now)
    if (typeof event === 'string') {
      batch.refused.push(refusal(index, value, event))
    } else if (isTrackEvent(event)) {
      considerTrack(batch, index, event, value)
    } else if (event.type === 'listener.blocked' && blockWords.find(event.target) === undefined) {
      batch.refused.push(refusal(index, value, explainTarget(event.target)))
    } else {
      batch.entries.push({ event })
    }
  }

  const considerTrack = (
    batch: Batch,
    index: number,
    event: TrackEvent & IncomingEvent,
    value: unknown,
  ): void => {
    const track = describe(event.trackId)
    const wrongLength = track && explainLength(event, track)
    if (wrongLength !== undefined) {
      batch.refused.push(refusal(index, value, wrongLength))
      return
    }
    if (track === undefined) batch[isTakenDown(event.trackId) ? 'takenDownTracks' : 'unknownTracks']++
    batch.entries.push({ event: track === undefined ? event : describedBy(event, track) })
  }

  const considerLine = (batch: Batch, line: BodyLine, onNoJson: OnNoJson): void => {
    const { index, text } = line
    if (text === undefined) {
      batch.refused.push({ index, code: 'invalid-event', detail: tooLong })
      return
    }
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      batch.refused.push(onNoJson({ ...line, text }))
      return
    }
    consider(batch, index, value)
  }

  const store = async ({ entries, refused, unknownTracks, takenDownTracks }: Batch): Promise<Taken> => {
    const about = { unknownTracks, takenDownTracks, refused }
    if (entries.length === 0) return { accepted: 0, duplicates: 0, ...about }
    const { recorded, duplicates } = await blockWords.append(entries)
    return { accepted: recorded.length, duplicates, ...about }
  }

  const newBatch = (context: IntakeContext): Batch => ({
    context,
    now: clock(),
    entries: [],
    refused: [],
    unknownTracks: 0,
    takenDownTracks: 0,
  })

  const acceptLines = async (
    slices: Iterable<LineSlice>,
    context: IntakeContext,
    onNoJson: OnNoJson,
  ): Promise<Taken> => {
    const batch = newBatch(context)
    let events = 0
    for (const { lines, amount } of slices) {
      events += lines.length
      if (events > maxEventsPerCall) throw tooMany()
      await turns.begin(amount)
      for (const line of lines) considerLine(batch, line, onNoJson)
    }
    return await store(batch)
  }

  return {
    acceptText: (ndjson, context = {}) =>
      acceptLines(slicesOf(ndjson, linesIn(ndjson), turns.perTurn), context, refuseLine),
    acceptArray: (json, context = {}) =>
      acceptLines(slicesOf(json, elementsIn(json), turns.perTurn), context, refuseArray),
    async acceptValues(values, context = {}) {
      if (values.length > maxEventsPerCall) throw tooMany()
      const batch = newBatch(context)
      for (let from = 0; from < values.length; from += turns.perTurn) {
        const slice = values.slice(from, from + turns.perTurn)
        await turns.begin(slice.length)
        for (const [offset, value] of slice.entries()) consider(batch, from + offset, value)
      }
      return await store(batch)
    },
  }
}

/** One call on its way through the door; each value is dealt with at once, so that it need not be kept. */
interface Batch {
  readonly context: IntakeContext
  readonly now: Instant
  readonly entries: Entry[]
  readonly refused: Refusal[]
  unknownTracks: number
  takenDownTracks: number
}

/** Nothing would be hidden, and a listener who is told that it is blocked would hear it. */
export const explainTarget = ({ kind }: BlockTarget): string =>
  `The catalogue has no ${kind} with this id, so there is nothing to block. /v1/search finds ids.`

/** The event as it is stored: with what the catalogue says about its track. */
export const describedBy = (event: TrackEvent, { artistIds, tags }: TrackDescription): TrackEvent => ({
  ...event,
  artistIds: artistIds.slice(0, describedLimit),
  tags: tags.slice(0, describedLimit),
})

const refusal = (index: number, value: unknown, detail: string): Refusal => {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
  return {
    index,
    ...(typeof id === 'string' && { id: id.slice(0, 200) }),
    code: 'invalid-event',
    detail,
  }
}

/** What is said of a line or an element that is no JSON, unless all that came with it goes back. */
type OnNoJson = (line: Required<BodyLine>) => Refusal

const refuseLine: OnNoJson = ({ index, text }) => ({
  index,
  code: 'malformed-json',
  detail: explainLine(text),
})

const refuseArray: OnNoJson = ({ text, at }) => refuseElement(text, at)

const explainLine = (line: string): string =>
  /:\s*-?(NaN|Infinity)\b/.test(line)
    ? 'The line is not JSON: NaN and Infinity are not numbers of JSON, leave the field out.'
    : 'The line is not JSON: send one JSON object per line, with no line breaks inside it.'

const tooLong = `The event has more than ${counted(longestEvent, 'letter')}, which none needs: send each by itself, without what is no field of it.`

const tooMany = (): AppError =>
  new AppError(
    'invalid-request',
    `More than ${maxEventsPerCall} events in one request: send them in several, of at most ${maxEventsPerCall} each.`,
  )
