import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as rest } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { findDamage } from './find-damage.ts'
import { stateSum } from './state-sums.ts'

/**
 * Reads every state once, in a thread of its own that rests between pages: a damaged state must be found before
 * its owner comes back months later, and looking for it must not be felt. Posts what is wrong, or undefined.
 */
const rowsAtOnce = 2_000
const restMs = 5

const checkSums = async (database: DatabaseSync): Promise<string | undefined> => {
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
}

parentPort?.postMessage(await findDamage(String(workerData), checkSums))
