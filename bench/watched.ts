import { appendFileSync } from 'node:fs'
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

/**
 * Loaded into a server before its own code: writes down, as lines of JSON, when its serving thread collected and how long
 * it was held in each second. Times are on the clock of the system, so that another process can lay them beside its own.
 */
export interface WatchedSecond {
  readonly atMs: number
  /** Start and length of each collection that was heard of in this second. */
  readonly collections: readonly (readonly [atMs: number, tookMs: number])[]
  /** The longest that the thread was held, collections included. */
  readonly heldMs: number
  /** Buffers outside of the heap, in bytes. */
  readonly buffers: number
}

/** The histogram's own tick, which it counts as delay. */
const tickMs = 1

const file = process.env.SEGUE_BENCH_WATCH
// Of this process alone: a training that it starts is another.
delete process.env.SEGUE_BENCH_WATCH
if (isMainThread && file !== undefined) {
  let collections: [number, number][] = []
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      collections.push([performance.timeOrigin + startTime, duration])
    }
  }).observe({ entryTypes: ['gc'] })
  const held = monitorEventLoopDelay({ resolution: tickMs })
  held.enable()
  setInterval(() => {
    const second: WatchedSecond = {
      atMs: performance.timeOrigin + performance.now(),
      collections,
      heldMs: Math.max(0, held.max / 1e6 - tickMs),
      buffers: process.memoryUsage().arrayBuffers,
    }
    collections = []
    held.reset()
    appendFileSync(file, `${JSON.stringify(second)}\n`)
  }, 1_000).unref()
}
