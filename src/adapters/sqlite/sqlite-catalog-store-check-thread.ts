import { parentPort, workerData } from 'node:worker_threads'
import { findDamage } from './find-damage.ts'

/** Looks through the catalogue, its search words included, in a thread of its own. Posts what is wrong, or undefined. */
parentPort?.postMessage(await findDamage(String(workerData)))
