import type { Worker } from 'node:worker_threads'

/** Asks a thread of a bench to stop, and gives what it says then. */
export const endOf = <Told>(worker: Worker): Promise<Told> =>
  new Promise((stopped, failed) => {
    worker.once('message', stopped)
    worker.once('error', failed)
    worker.postMessage('stop')
  })
