import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '#domain'
import type { Batch, EventLog } from '#log'
import type { Features } from './create-features.ts'

/**
 * Brings features up to the end of the log: at start, after a crash, after a feature changed. The traps: a
 * store whose place the log does not know (the log was replaced or restored from a backup) is reset, not trusted; and
 * events folded live before the replay is done would leave out what lies between, so that ends in a reset and `internal`. Run it before the first live fold.
 */
export interface ReplayOptions {
  /** Events done of all to do, after each batch; at the end of all there were, which is fewer in a log with holes. */
  progress?(done: number, total: number): void
  /** Stops between two batches; what was folded stays folded, a later replay goes on from there. */
  readonly signal?: AbortSignal | undefined
}

/** Folded between two saves: bounds the memory of states that wait to be saved. */
const saveEvery = 100_000

export const replay = async (
  log: Pick<EventLog, 'read' | 'lag'>,
  features: Features,
  { progress = () => {}, signal }: ReplayOptions = {},
): Promise<void> => {
  const known = await log.lag(features.cursor)
  if (known === undefined) await features.reset()
  const start = features.cursor
  const total = known ?? (await log.lag(start)) ?? 0
  let expected = start
  let done = 0

  const foldBatch = async (batch: Batch): Promise<void> => {
    if (features.cursor !== expected) {
      await features.reset()
      throw new AppError('internal', 'Events were folded live during a replay: replay first, then serve.')
    }
    await features.room()
    if (features.full !== undefined) throw features.full
    await features.prepare(batch.recorded)
    features.fold(batch)
    expected = features.cursor
    // What came since this began is read as well.
    done = Math.min(total, done + batch.recorded.length)
    progress(done, total)
    await nextTurn()
    signal?.throwIfAborted()
  }

  let unsaved = 0
  for await (const batch of log.read(start, signal)) {
    await foldBatch(batch)
    unsaved += batch.recorded.length
    if (unsaved < saveEvery) continue
    await features.flush()
    unsaved = 0
  }
  if (done < total) progress(done, done)
  await features.flush()
}
