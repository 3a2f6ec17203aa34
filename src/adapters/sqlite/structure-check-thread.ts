import { parentPort, workerData } from 'node:worker_threads'
import { findDamage } from './find-damage.ts'

/** Looks through a database, its indexes included, in a thread of its own. Posts what is wrong, or undefined. */
parentPort?.postMessage(await findDamage(String(workerData)))
