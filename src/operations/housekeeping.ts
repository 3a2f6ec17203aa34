import {
  type AppError,
  type Clock,
  dayMs,
  type Instant,
  instant,
  minuteMs,
  secondMs,
  toAppError,
} from '#domain'
import { createBelievedNow } from './believed-now.ts'

/**
 * What has to be done now and then while a server runs: saving features behind the log, and letting old
 * decision records go. A failure is told and the next turn tries again; neither can lose an event.
 */
export interface Housekeeping {
  start(kept: DecisionsKept): void
  stop(): void
}

const flushEveryMs = 15 * secondMs
/** What comes in between is more than may be kept; a turn without work costs one look. */
const pruneEveryMs = 10 * secondMs
/** The first look a minute in, when a start is over; then often enough that damage is days old at most. */
const firstCheckMs = minuteMs
const checkEveryMs = dayMs

/** How long decision records are kept, and how many bytes of them at most, whichever is reached first. */
export interface DecisionsKept {
  readonly days: number
  readonly bytes: number
}

export const createHousekeeping = (options: {
  readonly clock: Clock
  readonly flush: () => Promise<void>
  /** Looks for damage in what is stored. */
  readonly check: () => Promise<void>
  /** When the newest decision record was made. */
  readonly newestDecision: () => Promise<Instant | undefined>
  readonly pruneDecisions: (kept: {
    readonly now: Instant
    readonly from: Instant
    readonly mostBytes: number
  }) => Promise<number>
  readonly onFault: (error: AppError) => void
}): Housekeeping => {
  const { check, clock, flush, newestDecision, pruneDecisions, onFault } = options
  const timers: NodeJS.Timeout[] = []
  const every = (periodMs: number, work: () => Promise<unknown>) => {
    const turn = () => void work().catch((thrown: unknown) => onFault(toAppError(thrown)))
    timers.push(setInterval(turn, periodMs))
    return turn
  }
  return {
    start({ days, bytes }) {
      if (timers.length > 0) return
      every(flushEveryMs, flush)
      timers.push(setTimeout(every(checkEveryMs, check), firstCheckMs))
      let believed: ReturnType<typeof createBelievedNow> | undefined
      every(pruneEveryMs, async () => {
        believed ??= createBelievedNow(await newestDecision(), pruneEveryMs)
        const now = clock()
        const from = instant(believed(now) - days * dayMs)
        await pruneDecisions({ now, from, mostBytes: bytes })
      })()
    },
    stop() {
      for (const timer of timers.splice(0)) clearInterval(timer)
    },
  }
}
