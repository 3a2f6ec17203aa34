import { Worker } from 'node:worker_threads'
import { AppError } from '#domain'
import {
  type Appended,
  type Cursor,
  type DecisionStore,
  type Entry,
  type EventIndex,
  type EventLog,
  type EventRedaction,
  type Recorded,
  refuseLargeRecords,
  sequenceNumber,
} from '#log'
import { checkInThread } from './check-thread.ts'
import { cursorOf, type Position, readCursor } from './log-cursors.ts'
import { type Generation, newGeneration } from './log-generations.ts'
import { createRetention } from './log-retention.ts'
import { createLogWriterClient } from './log-writer-client.ts'
import { logDamagedForWrites, logDamagedMeanwhile } from './log-writer-failure.ts'
import type { LogToWrite } from './log-writer-messages.ts'
import { type EventLogReader, openEventLogReader } from './sqlite-event-log-reader.ts'

/** The ports of one file: what they keep is stored in one transaction. From a damaged file no listener is taken out, as no record is. */
export interface SqliteEventLog extends EventLog, DecisionStore, EventIndex, EventRedaction {
  /**
   * Another one for each log that was salvaged, 0 for one that never was: what was folded from a log says nothing of one
   * that lacks some of its events, though their positions are the same. One without events tells nothing.
   */
  readonly identity: number | 'unknown'
  /** Damage that was met by a read, a write or a look: what is not damaged is still read, and appends are tried. */
  readonly amiss: AppError | undefined
  /**
   * Looks through the file in a thread and on a connection of its own: damage to what nobody asks for would be met
   * when the last backup without it is gone. Rejects with what stands in `amiss` from then on.
   */
  lookThrough(): Promise<void>
  /**
   * As `DecisionStore`. The file shrinks, but for some room for later records. From a damaged file nothing is removed: to
   * let go of pages that another part of it may need would damage it further.
   */
  prune: DecisionStore['prune']
}

/** This thread passes buffers on; a young generation sized for the whole machine would only hold garbage. */
const smallHeap = { maxYoungGenerationSizeMb: 16 }

const startCheckpointer = (path: string): { stop(): Promise<void> } => {
  const thread = new Worker(new URL('./log-checkpointer-thread.ts', import.meta.url), {
    workerData: path,
    resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 32 },
  })
  // Should it die, the writer's own checkpoints take over; the log works on.
  thread.on('error', () => {})
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()))
  thread.unref()
  return {
    stop() {
      thread.ref()
      thread.postMessage('stop')
      return ended
    },
  }
}

/**
 * The event log in one SQLite file: one thread writes, with group commit; the calling thread reads. Only one
 * process may have it open, see `folder-lock.ts`. Makes the folder and the file when they are not there;
 * rejects with `disk-full` or `storage-failed` when it can't.
 */
export const openSqliteEventLog = async ({ path }: { readonly path: string }): Promise<SqliteEventLog> => {
  const generation = newGeneration()
  const workerData: LogToWrite = { path, generation }
  const worker = new Worker(new URL('./log-writer-thread.ts', import.meta.url), {
    workerData,
    resourceLimits: smallHeap,
  })
  const writer = createLogWriterClient(worker)
  await writer.opened
  const checkpointer = startCheckpointer(path)
  const { reader, chain } = await openReading(path, generation).catch(async (thrown: unknown) => {
    // Whoever opens is given nothing to close when this rejects, and threads keep a process alive.
    await checkpointer.stop()
    await writer.close()
    throw thrown
  })
  let found = false
  const amiss = (): AppError | undefined => {
    if (writer.hasRefused) return new AppError('storage-failed', logDamagedForWrites)
    const isDamaged = found || reader.damage || writer.isDamaged
    return isDamaged ? new AppError('storage-failed', logDamagedMeanwhile) : undefined
  }
  /** Between two steps as well: damage may be met while records go. */
  const unlessAmiss =
    <Asked extends unknown[], Answer>(ask: (...asked: Asked) => Promise<Answer>) =>
    async (...asked: Asked): Promise<Answer> => {
      const damage = amiss()
      if (damage) throw damage
      return ask(...asked)
    }
  const redactStep = unlessAmiss(writer.redact)
  const retention = createRetention(reader, {
    prune: unlessAmiss(writer.prune),
    fit: unlessAmiss(writer.fit),
    giveBack: unlessAmiss(writer.giveBack),
    redact: redactStep,
  })
  const endRedaction = unlessAmiss(writer.endRedaction)
  return {
    get identity() {
      return reader.identity
    },
    get amiss() {
      return amiss()
    },
    async lookThrough() {
      const wrong = await checkInThread('./structure-check-thread.ts', path)
      // A file that is gone takes nothing, which `check` tells.
      if (wrong !== undefined && wrong !== 'missing') found = true
      const damage = amiss()
      if (damage) throw damage
    },
    read: reader.read,
    end: reader.end,
    lag: reader.lag,
    tail: reader.tail,
    latest: reader.latest,
    find: reader.find,
    decisions: reader.decisions,
    record: reader.record,
    async append(entries) {
      refuseLargeRecords(entries)
      return chain(entries, entries.length === 0 ? [] : await writer.append(entries))
    },
    check: writer.check,
    prune: async (kept) => (amiss() ? 0 : retention.prune(kept)),
    async beginRedaction(listener) {
      // A step that goes nowhere: each writes down first whose it is.
      await redactStep({ listener, after: 0, upTo: 0 })
    },
    async redact(listenerId, through) {
      const upTo = readCursor(through)?.position ?? 0
      await retention.redact(listenerId, Math.min(upTo, reader.endPosition()))
    },
    redacting: async () => reader.redacting(),
    endRedaction: (listenerId) => endRedaction(listenerId),
    wipeOwed: async () => reader.wipeOwed(),
    wipe: () => endRedaction(),
    async close() {
      // Before the writer: the last connection to close is the one that folds the WAL back into the file.
      reader.close()
      await checkpointer.stop()
      await writer.close()
    },
  }
}

/** With the end of the log read, which may be damaged. */
const openReading = async (path: string, generation: Generation) => {
  const reader = openEventLogReader(path)
  try {
    return { reader, chain: createChain(reader, generation) }
  } catch (thrown) {
    reader.close()
    throw thrown
  }
}

/** Each append begins where the one before it ended, so the cursors between them are made once. */
const createChain = (reader: Pick<EventLogReader, 'cursorAt' | 'endPosition'>, generation: Generation) => {
  let position = reader.endPosition()
  let reached = reader.cursorAt(position)
  return (entries: readonly Entry[], positions: readonly Position[]): Appended => {
    const recorded: Recorded[] = []
    for (const [index, { event }] of entries.entries()) {
      const at = positions[index] ?? 0
      if (at > 0) recorded.push({ sequence: sequenceNumber(at), event })
    }
    const [first, last] = [recorded[0], recorded.at(-1)]
    const duplicates = entries.length - recorded.length
    if (first === undefined || last === undefined)
      return { recorded, after: reached, through: reached, duplicates }
    const after: Cursor = first.sequence === position + 1 ? reached : reader.cursorAt(first.sequence - 1)
    position = last.sequence
    reached = cursorOf(position, generation)
    return { recorded, after, through: reached, duplicates }
  }
}
