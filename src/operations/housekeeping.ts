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
import type { DecisionStore } from '#log'
import { createBelievedNow } from './believed-now.ts'

/**
 * What has to be done now and then while a server runs: saving features behind the log, and letting old
 * decision records go. A failure is told and the next turn tries again; neither can lose an event.
 */
export interface Housekeeping {
  start(kept: DecisionsKept): void
  /** Ends what is under way after the step it is at, so that what it works on can be closed. */
  stop(): Promise<void>
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
  readonly flush: () => Promise<unknown>
  /**
   * Looks for damage in what is stored, one after the other: what one of them finds must not hide what another would.
   * Each reads beside what serves, perhaps for minutes, so a stop doesn't wait for it.
   */
  readonly checks: readonly (() => unknown)[]
  /** When the newest decision record was made. */
  readonly newestDecision: () => Promise<Instant | undefined>
  readonly pruneDecisions: DecisionStore['prune']
  readonly onFault: (error: AppError) => void
}): Housekeeping => {
  const { checks, clock, flush, newestDecision, pruneDecisions, onFault } = options
  const timers: NodeJS.Timeout[] = []
  const stopping = new AbortController()
  const { signal } = stopping
  const underWay = new Set<Promise<void>>()
  const tried = async (work: () => unknown): Promise<void> => {
    try {
      await work()
    } catch (thrown) {
      // What was ended by the stop is done at the next start.
      if (!signal.aborted) onFault(toAppError(thrown))
    }
  }
  const awaited = (work: () => Promise<unknown>) => () => {
    const turn = tried(work).finally(() => underWay.delete(turn))
    underWay.add(turn)
  }
  const checkAll = async (): Promise<void> => {
    for (const check of checks) if (!signal.aborted) await tried(check)
  }
  const checkDaily = () => {
    timers.push(setInterval(checkAll, checkEveryMs))
    void checkAll()
  }
  return {
    start({ days, bytes }) {
      if (timers.length > 0) return
      timers.push(setInterval(awaited(flush), flushEveryMs))
      timers.push(setTimeout(checkDaily, firstCheckMs))
      let believed: ReturnType<typeof createBelievedNow> | undefined
      const prune = awaited(async () => {
        believed ??= createBelievedNow(await newestDecision(), pruneEveryMs)
        const now = clock()
        const from = instant(believed(now) - days * dayMs)
        await pruneDecisions({ now, from, mostBytes: bytes, signal })
      })
      timers.push(setInterval(prune, pruneEveryMs))
      prune()
    },
    async stop() {
      for (const timer of timers) clearInterval(timer)
      stopping.abort()
      await Promise.all(underWay)
    },
  }
}
