import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parentPort, Worker } from 'node:worker_threads'
import { endOf } from './end-of.ts'

/**
 * How long this machine holds a thread that does nothing, second by second: what is left where nobody works, collects or
 * waits, is other threads and other machines on the same cores. Run beside the server: what the server's thread is held
 * beyond this is the server's.
 */
export interface BareThread {
  /** The longest hold of each second, in milliseconds. */
  stop(): Promise<readonly number[]>
}

/** The histogram's own tick, which it counts as delay. */
const tickMs = 1

export const startBareThread = (): BareThread => {
  const worker = new Worker(new URL(import.meta.url), { workerData: 'bare thread' })
  return { stop: () => endOf(worker) }
}

const watch = (): void => {
  const heldMs: number[] = []
  const held = monitorEventLoopDelay({ resolution: tickMs })
  held.enable()
  const seconds = setInterval(() => {
    heldMs.push(Math.max(0, held.max / 1e6 - tickMs))
    held.reset()
  }, 1_000)
  parentPort?.once('message', () => {
    clearInterval(seconds)
    held.disable()
    parentPort?.postMessage(heldMs)
  })
}

if (parentPort !== null) watch()
