import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'

/**
 * Copies the write-ahead log home, in a thread of its own. Left to the writer, a checkpoint of some thousand
 * pages stood before every commit that came meanwhile: a pause of tens of milliseconds every other second. A
 * passive checkpoint from another connection waits for nobody and nobody waits for it. The writer keeps an
 * automatic checkpoint far out, should this thread ever fall behind or fail.
 */
const restMs = 1_000
/** A checkpoint that found new pages at its end is tried again at once: complete ones let the file start over. */
const tries = 8

const checkpoint = (database: DatabaseSync): void => {
  for (let turn = 0; turn < tries; turn++) {
    const { busy, log, checkpointed } = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() ?? {}
    if (busy !== 0 || log === checkpointed) return
  }
}

const run = async (path: string): Promise<void> => {
  const stopping = new AbortController()
  parentPort?.once('message', () => stopping.abort())
  const database = new DatabaseSync(path, { timeout: 5_000 })
  while (!stopping.signal.aborted) {
    try {
      checkpoint(database)
    } catch {
      // A full disk, most likely: the writer meets it too, and tells its callers.
    }
    // Rejects only when stopping, which ends the loop.
    await sleep(restMs, undefined, { signal: stopping.signal }).catch(() => {})
  }
  database.close()
  parentPort?.close()
}

await run(String(workerData))
