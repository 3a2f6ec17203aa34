import { AppError } from '#domain'
import { type ByteWriter, createByteReader, createByteWriter } from './bytes.ts'
import type { Codec } from './codec.ts'
import type { Awaitable } from './stages.ts'
import type { Outcome } from './trace.ts'

/**
 * The tape is what stands between a run and the world. A recorder asks the world and writes down what it
 * said, failures and timings included; a player answers from what was written. The engine can't tell them
 * apart, which is why a replay runs the very code that served.
 */
export interface Tape {
  /** A stage that reads the world. */
  ask<T>(ask: Asked<T>): Promise<Answer<T>>
  /** A stage that only computes. Replays compute again, except where the live one had failed. */
  compute<T>(name: string, work: () => T): Answer<T>
}

export interface Asked<T> {
  readonly name: string
  readonly timeoutMs: number
  readonly enabled: () => boolean
  readonly waits: boolean
  readonly codec: Codec<T>
  readonly live: (signal: AbortSignal) => Awaitable<T>
}

interface Mark {
  readonly outcome: Outcome
  readonly tookMs: number
  readonly detail?: string
}

/** `value` is there exactly when the outcome is `ok`. */
export interface Answer<T> extends Mark {
  readonly value?: T
}

/** Monotonic milliseconds; only differences are used. */
export type Stopwatch = () => number

const describe = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown))

/** For stages that do not wait: making a controller for each of them was a twentieth of a request. */
const neverAborted = new AbortController().signal

const raced = async <T>(
  promise: Promise<T>,
  timeoutMs: number,
  controller: AbortController | undefined,
): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new AppError('stage-timeout', `no answer within ${timeoutMs} ms`))
      controller?.abort()
    }, timeoutMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

export interface Recorder extends Tape {
  bytes(): Uint8Array
}

/** Asks the world and keeps what it said. */
export const createRecorder = (stopwatch: Stopwatch): Recorder => {
  const marks: Mark[] = []
  const blocks: (((into: ByteWriter) => void) | undefined)[] = []
  // A place is taken when the stage is asked: sources answer in any order, the record keeps one.
  const takePlace = (): number => {
    blocks.push(undefined)
    return marks.push({ outcome: 'skipped', tookMs: 0 }) - 1
  }
  const markAt = <M extends Mark>(place: number, mark: M): M => {
    const { outcome, tookMs, detail } = mark
    marks[place] = detail === undefined ? { outcome, tookMs } : { outcome, tookMs, detail }
    return mark
  }
  // Microseconds are enough to see and keep the record small.
  const since = (start: number) => Math.round((stopwatch() - start) * 1000) / 1000
  return {
    async ask(asked) {
      const place = takePlace()
      if (!asked.enabled()) return markAt(place, { outcome: 'skipped', tookMs: 0 })
      const start = stopwatch()
      const controller = asked.waits ? new AbortController() : undefined
      try {
        const pending = asked.live(controller?.signal ?? neverAborted)
        const raw = pending instanceof Promise ? await raced(pending, asked.timeoutMs, controller) : pending
        const { answer, write } = asked.codec.settle(raw)
        blocks[place] = write
        return markAt(place, { outcome: 'ok', tookMs: since(start), value: answer })
      } catch (thrown) {
        const late = thrown instanceof AppError && thrown.code === 'stage-timeout'
        const outcome = late ? 'timeout' : 'failed'
        return markAt(place, { outcome, tookMs: since(start), detail: describe(thrown) })
      }
    },
    compute(_name, work) {
      const place = takePlace()
      const start = stopwatch()
      try {
        const value = work()
        return markAt(place, { outcome: 'ok', tookMs: since(start), value })
      } catch (thrown) {
        return markAt(place, { outcome: 'failed', tookMs: since(start), detail: describe(thrown) })
      }
    },
    bytes() {
      const into = createByteWriter()
      into.text(
        JSON.stringify(
          marks.map(({ outcome, tookMs, detail }) => [outcome, tookMs, ...(detail ? [detail] : [])]),
        ),
      )
      for (const write of blocks) write?.(into)
      return into.bytes()
    },
  }
}

const outcomes: readonly string[] = ['ok', 'timeout', 'failed', 'skipped'] satisfies Outcome[]
const isOutcome = (value: unknown): value is Outcome => typeof value === 'string' && outcomes.includes(value)

const readMarks = (text: string): Mark[] => {
  const corrupt = () => new AppError('corrupt-record', 'the decision record holds no readable list of stages')
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw corrupt()
  }
  if (!Array.isArray(parsed)) throw corrupt()
  return parsed.map((entry: unknown) => {
    if (!Array.isArray(entry)) throw corrupt()
    const [outcome, tookMs, detail]: unknown[] = entry
    if (!isOutcome(outcome) || typeof tookMs !== 'number') throw corrupt()
    return typeof detail === 'string' ? { outcome, tookMs, detail } : { outcome, tookMs }
  })
}

/** Answers from a recorder's bytes. Asks in another order than recorded end in `replay-diverged`. */
export const createPlayer = (bytes: Uint8Array): Tape => {
  const from = createByteReader(bytes)
  const marks = readMarks(from.text())
  let next = 0
  const mark = (name: string): Mark => {
    const found = marks[next++]
    if (found === undefined) {
      throw new AppError(
        'replay-diverged',
        `the record ends before stage ${name}: it was made by other stages`,
      )
    }
    return found
  }
  return {
    async ask(asked) {
      const found = mark(asked.name)
      return found.outcome === 'ok' ? { ...found, value: asked.codec.read(from) } : found
    },
    compute(name, work) {
      const found = mark(name)
      return found.outcome === 'ok' ? { ...found, value: work() } : found
    },
  }
}
