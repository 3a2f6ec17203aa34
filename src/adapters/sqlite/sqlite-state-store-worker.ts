import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { Forgotten } from '#features'
import { type Cursor, logStart } from '#log'
import { isFileDamage, sqliteCodeOf } from './damage.ts'
import type { Answer, PackedRows, Request, WriterData } from './sqlite-state-store-messages.ts'
import { cursorSum, stateSum } from './state-sums.ts'

/**
 * The thread that writes feature states. A save arrives in parts and is one transaction: after a failed part
 * the rest of that save is passed over, and each is answered with the failure until the save is taken back, so that
 * rows and cursor never come apart.
 */
const port = parentPort
if (port === null) throw new Error('This file is started as a worker thread by sqlite-state-store.ts.')
const { path, features }: WriterData = workerData

const database = new DatabaseSync(path, { timeout: 5_000 })
// A save touches pages all over the file: a larger cache and rarer checkpoints write each of them less often.
database.exec(
  'PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 8000; PRAGMA secure_delete = FAST',
)
const put = database.prepare(
  `INSERT INTO states (owner, feature, about, state, sum) VALUES (?, ?, ?, ?, ?)
   ON CONFLICT (owner, feature, about) DO UPDATE SET state = excluded.state, sum = excluded.sum`,
)
// The names of sessions stand together, and nobody but they begin with what a listener's do.
const forgetOwners = database.prepare('DELETE FROM states WHERE owner = ? OR (owner >= ? AND owner < ?)')
const forgetAbout = database.prepare(`
  DELETE FROM states WHERE owner IN (
    SELECT owner FROM states WHERE about = ? AND owner >= 'session:' AND owner < 'session;'
  )`)
const updateSaved = database.prepare('UPDATE saved SET cursor = ?, sum = ?')
const putCursor = (cursor: Cursor): void => {
  updateSaved.run(cursor, cursorSum(cursor, features))
}
/** SQLITE_FULL. */
const full = 13

let open = false
let failed: Answer['failed']

const attempt = (work: () => void): void => {
  if (failed !== undefined) return
  try {
    if (!open) database.exec('BEGIN IMMEDIATE')
    open = true
    work()
  } catch (error) {
    failed = failureOf(error)
  }
}

const failureOf = (error: unknown): Answer['failed'] => ({
  full: sqliteCodeOf(error) === full,
  damaged: isFileDamage(error),
  message: error instanceof Error ? error.message : String(error),
})

/** Outside of any transaction. */
const attemptAlone = (work: () => void): void => {
  try {
    work()
  } catch (error) {
    failed = failureOf(error)
  }
  port.postMessage(outcome())
  failed = undefined
}

const write = ({ owners, abouts, shape, numbers }: PackedRows): void => {
  let number = 0
  for (const [index, about] of abouts.entries()) {
    const [owner = 0, feature = 0, width = 0] = shape.subarray(index * 3, index * 3 + 3)
    const state = new Uint8Array(numbers.buffer, number * 8, width * 8)
    const name = owners[owner] ?? ''
    put.run(name, feature, about, state, stateSum(name, feature, about, state))
    number += width
  }
}

const forget = (forgotten: readonly Forgotten[]): void => {
  for (const { owner, ownersFrom, about } of forgotten) {
    forgetOwners.run(owner, ownersFrom, `${ownersFrom}\u{10ffff}`)
    forgetAbout.run(about)
  }
}

/** Pages that were split keep bytes of what moved to others, which nothing but writing all of them anew takes away. */
const wipe = (): void => {
  database.exec('VACUUM')
  const { busy } = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() ?? {}
  if (busy !== 0) throw new Error('its write-ahead log is being read, try again')
}

const outcome = (): Answer => (failed === undefined ? {} : { failed })

const finish = (work: () => void): void => {
  attempt(() => {
    work()
    database.exec('COMMIT')
    open = false
  })
  const answer = outcome()
  takeBack()
  port.postMessage(answer)
}

const takeBack = (): void => {
  if (open && database.isTransaction) database.exec('ROLLBACK')
  open = false
  failed = undefined
}

port.on('message', (request: Request) => {
  switch (request.kind) {
    case 'rows':
      attempt(() => write(request.rows))
      port.postMessage(outcome())
      break
    case 'forget':
      attempt(() => forget(request.forgotten))
      port.postMessage(outcome())
      break
    case 'wipe':
      attemptAlone(wipe)
      break
    case 'commit':
      finish(() => putCursor(request.cursor))
      break
    case 'abandon':
      takeBack()
      port.postMessage({})
      break
    case 'clear':
      finish(() => {
        database.exec('DELETE FROM states')
        putCursor(logStart)
      })
      break
    case 'close':
      database.close()
      port.postMessage({})
      port.close()
      break
  }
})
