import { DatabaseSync } from 'node:sqlite'
import { setTimeout as rest } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { isReadDamage, sqliteCodeOf } from './damage.ts'
import { stateSum } from './state-sums.ts'

/**
 * Reads every state once, in a thread of its own that rests between pages: a damaged state must be found before
 * its owner comes back months later, and looking for it must not be felt. Posts what is wrong, or undefined.
 */
const rowsAtOnce = 2_000
const restMs = 5
const cannotOpen = 14

const wrongIn = async (path: string): Promise<string | undefined> => {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
  try {
    const [found] = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})
    if (found !== 'ok') return 'structure'
    const page = database.prepare(`
      SELECT owner, feature, about, state, sum FROM states
      WHERE (owner, feature, about) > (?, ?, ?) ORDER BY owner, feature, about LIMIT ${rowsAtOnce}`)
    let last: readonly [string, number, string] = ['', -1, '']
    for (;;) {
      const rows = page.all(...last)
      for (const { owner, feature, about, state, sum } of rows) {
        last = [String(owner), Number(feature), String(about)]
        if (!(state instanceof Uint8Array) || stateSum(...last, state) !== sum) return 'checksum'
      }
      if (rows.length < rowsAtOnce) return undefined
      await rest(restMs)
    }
  } finally {
    database.close()
  }
}

const answer = async (path: string): Promise<string | undefined> => {
  try {
    return await wrongIn(path)
  } catch (thrown) {
    if (sqliteCodeOf(thrown) === cannotOpen) return 'missing'
    if (isReadDamage(thrown)) return 'unreadable'
    throw thrown
  }
}

parentPort?.postMessage(await answer(String(workerData)))
