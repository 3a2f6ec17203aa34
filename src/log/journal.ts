import { AppError } from '#domain'
import type { Appended, Batch, Entry, EventLog, Recorded } from './event-log.ts'
import { createSharedTurns } from './shared-turns.ts'

/**
 * Follows the log: online state, listeners' blocks, sessions. Called with newly stored events, never with none; a long
 * append comes in parts, of which all but the last end where they began. Must be synchronous, so that what an append
 * stored can be read when it resolves.
 */
export type Fold = (batch: Batch) => void

/** Of what folds make and what may have to be written before more can be made. */
export interface Pace {
  /** Undefined when what these events change is in memory; else settles when it is. Never rejects, as `room`. */
  prepare(recorded: readonly Recorded[]): Promise<void> | undefined
  /** Undefined when a fold may go on; else settles when it may. Never rejects: what is stored must be folded. */
  room(): Promise<void> | undefined
  /** Why no more should be stored for now. */
  readonly full: AppError | undefined
}

/**
 * Folded in one turn of the event loop: a few milliseconds, though each event may change a hundred states. However many appends
 * they are of: what several callers sent is confirmed in one breath.
 */
const foldedPerTurn = 250
/** Entries on their way to the folds, while these wait, before new appends are turned away with `overloaded`. */
const mostUnfolded = 10_000

export interface Journal {
  /**
   * Stores entries, then lets every fold see what is new, then resolves. Rejects like `EventLog.append`; the
   * folds see nothing of a rejected append. Idempotent by listener and event id: the same entries again change nothing.
   */
  append(entries: readonly Entry[]): Promise<Appended>
  /**
   * Does something at one place of the log: all that was asked to be appended before is folded, and nothing that comes after
   * is. It must be done at once, for the folds wait.
   */
  inTurn<Done>(work: () => Done): Promise<Done>
  /** Resolves when an append would be taken now; rejects with the reason when it would be refused. */
  check(): Promise<void>
}

/**
 * The one writer of a running Segue: state is what the log says, event by event. The trap closed here is that
 * two appends may be confirmed in one breath and go on in either order; each therefore waits for the fold of
 * the one before it, so folds see every event once and in the order in which it was stored.
 *
 * Folds that fall behind make appends wait, and with too many waiting `overloaded`: nobody's events fill the memory.
 *
 * A fold that throws has left its state behind the log, and no later event can mend that. The event itself is
 * safe; the journal takes no more until a restart replays the log.
 */
export const createJournal = ({
  log,
  folds,
  pace,
}: {
  readonly log: EventLog
  readonly folds: readonly Fold[]
  readonly pace?: Pace
}): Journal => {
  let turn = Promise.resolve()
  let broken: AppError | undefined
  let unfolded = 0
  let isWaiting = false
  const turns = createSharedTurns(foldedPerTurn)

  const waitForRoom = async (room: Promise<void>): Promise<void> => {
    isWaiting = true
    await room
    isWaiting = false
  }

  const hand = (batch: Batch): void => {
    try {
      for (const fold of folds) fold(batch)
    } catch (cause) {
      broken = new AppError(
        'internal',
        'The state kept in memory could not follow the log. No event is lost: restart Segue to rebuild the state from the log.',
        { cause },
      )
      throw broken
    }
  }

  const handAll = async ({ recorded, after, through }: Batch): Promise<void> => {
    if (broken !== undefined) throw broken
    for (let from = 0; from < recorded.length; from += foldedPerTurn) {
      const room = pace?.room()
      if (room !== undefined) await waitForRoom(room)
      const part = recorded.slice(from, from + foldedPerTurn)
      await turns.begin(part.length)
      const ready = pace?.prepare(part)
      if (ready !== undefined) await ready
      const isLast = from + foldedPerTurn >= recorded.length
      hand({ recorded: part, after, through: isLast ? through : after })
    }
  }

  const assertRoom = (entries: number): void => {
    if (broken !== undefined) throw broken
    if (pace?.full !== undefined) throw pace.full
    if (isWaiting && unfolded + entries > mostUnfolded) throw overloaded()
  }

  return {
    async append(entries) {
      assertRoom(entries.length)
      unfolded += entries.length
      const before = turn
      const stored = log.append(entries)
      const mine = (async () => {
        const appended = await stored.finally(() => before)
        await handAll(appended)
        return appended
      })().finally(() => {
        unfolded -= entries.length
      })
      // Says only that the turn is over: with a result in it, each turn would keep all turns before it.
      turn = mine.then(over, over)
      return await mine
    },
    async inTurn(work) {
      const mine = turn.then(() => {
        if (broken !== undefined) throw broken
        return work()
      })
      turn = mine.then(over, over)
      return await mine
    },
    async check() {
      assertRoom(0)
      await log.check()
    },
  }
}

const over = (): void => {}

const overloaded = (): AppError =>
  new AppError(
    'overloaded',
    `More than ${mostUnfolded} events wait until what follows from earlier ones is saved: send them again in a moment, or more slowly.`,
  )
