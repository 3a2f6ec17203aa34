import { AppError } from '#domain'
import type { Appended, Entry, EventLog, Recorded } from './event-log.ts'

/**
 * Follows the log: online state, listeners' blocks, sessions. Called with newly stored events, never with an
 * empty list; must be synchronous, so that what an append stored can be read when it resolves.
 */
export type Fold = (recorded: readonly Recorded[]) => void

export interface Journal {
  /**
   * Stores entries, then lets every fold see what is new, then resolves. Rejects like `EventLog.append`; the
   * folds see nothing of a rejected append. Idempotent by listener and event id: the same entries again change nothing.
   */
  append(entries: readonly Entry[]): Promise<Appended>
  /** Resolves when an append would be taken now; rejects with the reason when it would be refused. */
  check(): Promise<void>
}

/**
 * The one writer of a running Segue: state is what the log says, event by event. The trap closed here is that
 * two appends may be confirmed in one breath and go on in either order; each therefore waits for the fold of
 * the one before it, so folds see every event once and in order of position.
 *
 * A fold that throws has left its state behind the log, and no later event can mend that. The event itself is
 * safe; the journal takes no more until a restart replays the log.
 */
export const createJournal = ({
  log,
  folds,
}: {
  readonly log: EventLog
  readonly folds: readonly Fold[]
}): Journal => {
  let turn = Promise.resolve()
  let broken: AppError | undefined

  const hand = (recorded: readonly Recorded[]): void => {
    if (broken !== undefined) throw broken
    if (recorded.length === 0) return
    try {
      for (const fold of folds) fold(recorded)
    } catch (cause) {
      broken = new AppError(
        'internal',
        `The state kept in memory could not follow the log after position ${(recorded[0]?.position ?? 1) - 1}. No event is lost: restart Segue to rebuild the state from the log.`,
        { cause },
      )
      throw broken
    }
  }

  return {
    async append(entries) {
      if (broken !== undefined) throw broken
      const before = turn
      const stored = log.append(entries)
      const mine = (async () => {
        const appended = await stored.finally(() => before)
        hand(appended.recorded)
        return appended
      })()
      // Says only that the turn is over: with a result in it, each turn would keep all turns before it.
      turn = mine.then(over, over)
      return await mine
    },
    async check() {
      if (broken !== undefined) throw broken
      await log.check()
    },
  }
}

const over = (): void => {}
