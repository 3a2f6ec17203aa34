import { AppError } from '#domain'
import type { ByteWriter } from './bytes.ts'
import { writeKept, writeTaken } from './codec.ts'
import type { NamedLayout } from './layout.ts'
import type { Answer, Asked, Mark, Stopwatch, Tape } from './tape.ts'
import { type WriteBlock, writeTape } from './tape-format.ts'

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

/** What a recorder wrote down of a run. */
export interface RecordedTape {
  /** Throws `broken-stage` before a run began. */
  readonly layout: NamedLayout
  write(into: ByteWriter): void
}

export type Recorder = Tape & RecordedTape

/** Of a stage that the run did not come to, or that had no part in it. */
const unmet: Mark = { outcome: 'skipped', tookMs: 0 }

/** Asks the world and keeps what it said. */
export const createRecorder = (stopwatch: Stopwatch): Recorder => {
  let opened: NamedLayout | undefined
  let marks: Mark[] = []
  const blocks: (WriteBlock | undefined)[] = []
  const layout = (): NamedLayout => {
    if (opened === undefined) throw new AppError('broken-stage', 'nothing was recorded on this tape')
    return opened
  }
  const markAt = <M extends Mark>(place: number, mark: M): M => {
    marks[place] = mark
    return mark
  }
  // Microseconds are enough to see and keep the record small.
  const since = (start: number) => Math.max(0, Math.round((stopwatch() - start) * 1000) / 1000)
  return {
    get layout() {
      return layout()
    },
    open(of) {
      opened = of
      marks = of.stages.map(() => unmet)
    },
    ask<T>(place: number, asked: Asked<T>) {
      if (!asked.enabled()) return unmet
      const start = stopwatch()
      const controller = asked.waits ? new AbortController() : undefined
      const settle = (raw: T): Answer<T> => {
        const { answer, write } = asked.codec.settle(raw)
        blocks[place] = write
        return markAt(place, { outcome: 'ok', tookMs: since(start), value: answer })
      }
      const fail = (thrown: unknown): Answer<T> => {
        const late = thrown instanceof AppError && thrown.code === 'stage-timeout'
        const outcome = late ? 'timeout' : 'failed'
        return markAt(place, { outcome, tookMs: since(start), detail: describe(thrown) })
      }
      try {
        const pending = asked.live(controller?.signal ?? neverAborted)
        return pending instanceof Promise
          ? raced(pending, asked.timeoutMs, controller).then(settle).catch(fail)
          : settle(pending)
      } catch (thrown) {
        return fail(thrown)
      }
    },
    compute(place, work) {
      const start = stopwatch()
      try {
        const value = work()
        return markAt(place, { outcome: 'ok', tookMs: since(start), value })
      } catch (thrown) {
        return markAt(place, { outcome: 'failed', tookMs: since(start), detail: describe(thrown) })
      }
    },
    went(place, moves) {
      const write = layout().stages[place]?.kind === 'select' ? writeTaken : writeKept
      blocks[place] = (into) => write(moves, into)
    },
    write: (into) => writeTape(into, { layout: layout(), marks, blocks }),
  }
}
