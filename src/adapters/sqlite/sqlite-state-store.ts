import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { AppError, createTurns } from '#domain'
import type { StateRow, StateStore } from '#features'
import { checkInThread } from './check-thread.ts'
import { isFileDamage, isReadDamage } from './damage.ts'
import { setAside } from './set-aside.ts'
import { type Answer, packRows, type Request, type WriterData } from './sqlite-state-store-messages.ts'
import { openStateDatabase } from './sqlite-state-store-schema.ts'
import { stateSum } from './state-sums.ts'

export interface SqliteStateStoreOptions {
  /** A file of its own, made when missing; beside it SQLite keeps `-wal` and `-shm`. One process at a time. */
  readonly path: string
  /** Ids of the features whose states are kept. A file made for another list is emptied. */
  readonly features: readonly string[]
  /**
   * Which log the states are folded from, see `SqliteEventLog`: a file that was folded from another one is emptied. `unknown`
   * for a log without events: whether it is the one of before is for who replays it to tell.
   */
  readonly log?: number | 'unknown'
}

/** Rows packed and posted in one turn of the event loop: about a millisecond. */
const rowsPerTurn = 1_000

/**
 * Feature states in SQLite (WAL, synchronous NORMAL: after a power loss the store may be some saves behind its
 * log, never torn). Reads are synchronous on a connection of this thread, writes go to a worker with its own.
 * The trap closed here is the stale read: a read takes its snapshot when it begins and is drained at once, and
 * a save resolves only after its commit, so what has been saved is seen by the next read.
 */
export const openSqliteStateStore = ({ path, features, log = 0 }: SqliteStateStoreOptions): StateStore => {
  const { database, ready } = openStateDatabase(path, features, log, (opened) => ({
    selectPosition: opened.prepare('SELECT position, features, mark FROM saved'),
    load: prepareLoad(opened, features),
  }))
  const { selectPosition, load } = ready
  const indexes = new Map(features.map((feature, index) => [feature, index]))
  const writer = createWriter({ path, features: String(selectPosition.get()?.features) })
  let closing: Promise<void> | undefined
  /** The parts of two saves must not mix. */
  const inTurn = createTurns()

  const indexOf = (feature: string): number => {
    const index = indexes.get(feature)
    if (index === undefined) {
      throw new AppError('internal', `The state store was opened without the feature ${feature}: add its id.`)
    }
    return index
  }

  const sendRows = async (rows: Iterable<StateRow>): Promise<void> => {
    let written = Promise.resolve()
    for (const part of inParts(rows)) {
      const packed = packRows(part, indexOf)
      // One part is packed while the one before it is written: no more than two are ever in memory.
      await Promise.all([written, nextTurn()])
      written = writer.ask({ kind: 'rows', rows: packed })
      // Seen by whoever awaits it, unless the next part can't be packed.
      written.catch(() => {})
    }
    await written
  }

  const save = async (position: number, rows: Iterable<StateRow>, mark?: string): Promise<void> => {
    try {
      await sendRows(rows)
    } catch (error) {
      // A save that can't be packed or written must not leave half of itself behind.
      await writer.ask({ kind: 'abandon' })
      throw error
    }
    await writer.ask({ kind: 'commit', position, mark })
  }

  const reading = <Read>(read: () => Read): Read => {
    try {
      return read()
    } catch (error) {
      const unreadable = isReadDamage(error) || error instanceof SyntaxError
      throw unreadable ? damaged(path, 'unreadable', error) : error
    }
  }
  const close = (): Promise<void> => {
    closing ??= inTurn(() => writer.ask({ kind: 'close' })).finally(() => database.close())
    return closing
  }

  return {
    // Its sum was checked when the file was opened, and only this process writes to it.
    position: () => reading(() => Number(selectPosition.get()?.position)),
    mark: () =>
      reading(() => {
        const mark = selectPosition.get()?.mark
        return typeof mark === 'string' ? mark : undefined
      }),
    load: (owner) =>
      reading(() => {
        const rows = load(owner)
        if (rows === undefined) throw damaged(path, 'checksum')
        return rows
      }),
    save: (position, rows, mark) => inTurn(() => save(position, rows, mark)),
    clear: () => inTurn(() => writer.ask({ kind: 'clear' })),
    check: () => check(path),
    close,
    discard: async (reason) => {
      // A damaged file may well fail to close in good order; it goes all the same.
      await close().catch(() => {})
      setAside(path, reason)
    },
  }
}

const inParts = function* (rows: Iterable<StateRow>): Iterable<readonly StateRow[]> {
  let part: StateRow[] = []
  for (const row of rows) {
    part.push(row)
    if (part.length < rowsPerTurn) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

const damaged = (path: string, what: string, cause?: unknown): AppError =>
  new AppError('states-damaged', `The feature states ${path} are damaged (${what}).`, { cause })

const check = async (path: string): Promise<void> => {
  const wrong = await checkInThread('./sqlite-state-store-check-thread.ts', path)
  if (wrong !== undefined) throw damaged(path, wrong)
}

/**
 * Reads an owner as one row of packed columns: a row per state would cost four times as long, most of it in
 * making values, and a listener may have thousands. The aggregates see the rows in the same order. Undefined
 * when a state is not the one that was saved.
 */
const prepareLoad = (
  database: DatabaseSync,
  features: readonly string[],
): ((owner: string) => readonly StateRow[] | undefined) => {
  const select = database.prepare(`
    SELECT json_group_array(about) AS abouts, json_group_array(feature) AS features,
      json_group_array(length(state)) AS lengths, json_group_array(sum) AS sums,
      group_concat(hex(state), '') AS numbers
    FROM states WHERE owner = ?`)
  return (owner) => {
    const found = select.get(owner)
    const abouts: readonly string[] = JSON.parse(String(found?.abouts))
    const indexes: readonly number[] = JSON.parse(String(found?.features))
    const lengths: readonly number[] = JSON.parse(String(found?.lengths))
    const sums: readonly number[] = JSON.parse(String(found?.sums))
    // Copied, because a buffer of Node need not begin where a number may.
    const bytes = new Uint8Array(Buffer.from(String(found?.numbers ?? ''), 'hex'))
    const rows: StateRow[] = []
    let from = 0
    for (const [row, about] of abouts.entries()) {
      const to = from + (lengths[row] ?? 0)
      const index = indexes[row] ?? -1
      const feature = features[index]
      if (feature === undefined || (to - from) % 8 !== 0) return undefined
      if (stateSum(owner, index, about, bytes.subarray(from, to)) !== sums[row]) return undefined
      rows.push({
        owner,
        feature,
        about,
        state: Array.from(new Float64Array(bytes.buffer, from, (to - from) / 8)),
      })
      from = to
    }
    return rows
  }
}

interface Writer {
  /** Posts and waits for the answer; rejects with `disk-full` or `storage-failed`. */
  ask(request: Request): Promise<void>
}

const createWriter = (data: WriterData): Writer => {
  const worker = new Worker(new URL('./sqlite-state-store-worker.ts', import.meta.url), {
    workerData: data,
    execArgv: [],
    // It passes rows on; a young generation sized for the whole machine would only hold garbage.
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
  })
  const waiting: { resolve(): void; reject(error: AppError): void }[] = []
  let broken: AppError | undefined

  const settle = (error: AppError | undefined): void => {
    const next = waiting.shift()
    if (error === undefined) next?.resolve()
    else next?.reject(error)
  }
  const failure = (failed: NonNullable<Answer['failed']>): AppError => {
    const { full, message: cause } = failed
    if (full)
      return new AppError('disk-full', 'Feature states could not be saved: free some disk space.', { cause })
    if (failed.damaged) return damaged(data.path, 'unwritable', cause)
    return new AppError(
      'storage-failed',
      `Feature states could not be saved (${cause}): look at ${data.path}.`,
    )
  }

  worker.on('message', ({ failed }: Answer) => {
    settle(failed && failure(failed))
  })
  worker.on('error', (error) => {
    broken = failure({ full: false, damaged: isFileDamage(error), message: String(error) })
    while (waiting.length > 0) settle(broken)
  })
  return {
    ask: (request) => {
      if (broken !== undefined) return Promise.reject(broken)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      waiting.push({ resolve, reject })
      worker.postMessage(request)
      return promise
    },
  }
}
