import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError, createTurns } from '#domain'
import type { Forgotten, StateRow, StateStore } from '#features'
import { type Cursor, cursor } from '#log'
import { checkInThread } from './check-thread.ts'
import { isReadDamage } from './damage.ts'
import { setAside } from './set-aside.ts'
import { packRows } from './sqlite-state-store-messages.ts'
import { openStateDatabase } from './sqlite-state-store-schema.ts'
import { damaged, startWriter, type Writer } from './sqlite-state-store-writer.ts'
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

/** Rows packed and posted in one turn of the event loop: about a millisecond, and three where others use the processor. */
const rowsPerTurn = 500
/** Rows loaded in one turn, and what looking for an owner counts as: a millisecond. */
const loadedPerTurn = 500
const ownersCost = 10

/**
 * Feature states in SQLite (WAL, synchronous NORMAL: after a power loss the store may be some saves behind its
 * log, never torn). Reads are synchronous on a connection of this thread, writes go to a worker with its own.
 * The trap closed here is the stale read: a read takes its snapshot when it begins and is drained at once, and
 * a save resolves only after its commit, so what has been saved is seen by the next read.
 */
export const openSqliteStateStore = ({ path, features, log = 0 }: SqliteStateStoreOptions): StateStore => {
  const { database, ready, emptied } = openStateDatabase(path, features, log, (opened) => ({
    selectSaved: opened.prepare('SELECT cursor, features FROM saved'),
    load: prepareLoad(opened, features),
  }))
  const { selectSaved, load } = ready
  const indexes = new Map(features.map((feature, index) => [feature, index]))
  const writerData = { path, features: String(selectSaved.get()?.features) }
  let writer = startWriter(writerData)
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

  const sendRows = async (to: Writer, rows: Iterable<StateRow>): Promise<void> => {
    let written = Promise.resolve()
    for (const part of inParts(rows)) {
      const packed = packRows(part, indexOf)
      // One part is packed while the one before it is written: no more than two are ever in memory.
      await Promise.all([written, nextTurn()])
      written = to.ask({ kind: 'rows', rows: packed })
      // Seen by whoever awaits it, unless the next part can't be packed.
      written.catch(() => {})
    }
    await written
  }

  /** A thread that died has taken its save with it, so the next one begins on another: no save is of two threads. */
  const liveWriter = (): Writer => {
    if (writer.hasEnded) writer = startWriter(writerData)
    return writer
  }

  const save = async (
    at: Cursor,
    rows: Iterable<StateRow>,
    forgotten: readonly Forgotten[],
  ): Promise<void> => {
    const to = liveWriter()
    try {
      if (forgotten.length > 0) await to.ask({ kind: 'forget', forgotten })
      await sendRows(to, rows)
    } catch (error) {
      // A save that can't be packed or written must not leave half of itself behind.
      await to.ask({ kind: 'abandon' })
      throw error
    }
    await to.ask({ kind: 'commit', cursor: at })
  }

  /** What waits for its turn when the store is closed would have no thread to ask. */
  const whileOpen = async (write: () => Promise<void>): Promise<void> => {
    if (closing !== undefined) throw closed()
    await inTurn(write)
  }

  const reading = <Read>(read: () => Read): Read => {
    try {
      return read()
    } catch (error) {
      const unreadable = isReadDamage(error) || error instanceof SyntaxError
      throw unreadable ? damaged(path, 'unreadable', error) : error
    }
  }
  const loadNow = (owner: string): readonly StateRow[] =>
    reading(() => {
      const rows = load(owner)
      if (rows === undefined) throw damaged(path, 'checksum')
      return rows
    })

  const loadInTurns = async (owners: readonly string[]): Promise<readonly StateRow[]> => {
    const rows: StateRow[] = []
    let inTurn = 0
    const giveTurn = async () => {
      if (inTurn < loadedPerTurn) return
      await nextTurn()
      inTurn = 0
    }
    for (const owner of owners) {
      await giveTurn()
      const found = loadNow(owner)
      for (const row of found) rows.push(row)
      inTurn += ownersCost + found.length
    }
    await giveTurn()
    return rows
  }

  const close = (): Promise<void> => {
    closing ??= inTurn(() => writer.close()).finally(() => database.close())
    return closing
  }

  return {
    emptied,
    // Its sum was checked when the file was opened, and only this process writes to it.
    cursor: () => reading(() => cursor(String(selectSaved.get()?.cursor))),
    load: loadInTurns,
    loadNow,
    save: (at, rows, forgotten = []) => whileOpen(() => save(at, rows, forgotten)),
    wipe: () => whileOpen(() => liveWriter().ask({ kind: 'wipe' })),
    clear: () => whileOpen(() => liveWriter().ask({ kind: 'clear' })),
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

const closed = (): AppError =>
  new AppError('storage-failed', 'The feature states are closed: open them again to save more.')

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
