import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '#domain'
import type { EventLog, Recorded } from '#log'
import type { Features } from './create-features.ts'

/**
 * Brings features up to the end of the log: at start, after a crash, after a feature changed. The traps: a
 * store that is ahead of its log (the log was replaced or restored from a backup) is reset, not trusted; and
 * events folded live before the replay is done would make the replay pass over what lies between, so that ends
 * in a reset and `internal`. Run it before the first live fold.
 */
export interface ReplayOptions {
  /** Events done of all to do, after each batch; `total` stays the same. */
  progress?(done: number, total: number): void
  /** Stops between two batches; what was folded stays folded, a later replay goes on from there. */
  readonly signal?: AbortSignal
}

/** Folded between two turns of the event loop: a few milliseconds of work. */
const batchSize = 1_000
/** Folded between two saves: bounds the memory of states that wait to be saved. */
const saveEvery = 100_000

export const replay = async (
  log: Pick<EventLog, 'read' | 'end'>,
  features: Features,
  { progress = () => {}, signal }: ReplayOptions = {},
): Promise<void> => {
  const end = await log.end()
  if (features.position > end) await features.reset()
  const start = features.position
  const total = end - start
  let expected = start
  let batch: Recorded[] = []

  const foldBatch = async (): Promise<void> => {
    if (features.position !== expected) {
      await features.reset()
      throw new AppError('internal', 'Events were folded live during a replay: replay first, then serve.')
    }
    await features.room()
    if (features.full !== undefined) throw features.full
    features.fold(batch)
    expected = features.position
    batch = []
    progress(expected - start, total)
    await nextTurn()
    signal?.throwIfAborted()
  }

  let unsaved = 0
  for await (const recorded of log.read(start, signal)) {
    batch.push(recorded)
    if (batch.length < batchSize) continue
    unsaved += batch.length
    await foldBatch()
    if (unsaved >= saveEvery) {
      await features.flush()
      unsaved = 0
    }
  }
  if (batch.length > 0) await foldBatch()
  await features.flush()
}
