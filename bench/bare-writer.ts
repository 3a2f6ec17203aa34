import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { endOf } from './end-of.ts'

/**
 * What durability costs on this disk at this moment, and nothing else: a thread that appends as many bytes as a decision
 * takes, at the times at which decisions are due, and flushes them. What comes while a flush is under way shares the next
 * one, as in the log. Run beside the server, on the same disk: what the server takes beyond this is the server's.
 */
export interface BareWriter {
  /** Milliseconds from when each write was due until it was durable. */
  stop(): Promise<Float64Array>
}

interface Plan {
  readonly file: string
  readonly perSecond: number
  readonly bytes: number
}

export const startBareWriter = (plan: Omit<Plan, 'file'> & { readonly folder: string }): BareWriter => {
  const { folder, ...rest } = plan
  const asked: Plan = { ...rest, file: join(folder, 'bare-writer') }
  const worker = new Worker(new URL(import.meta.url), { workerData: asked })
  return { stop: () => endOf(worker) }
}

const write = async ({ file, perSecond, bytes }: Plan): Promise<void> => {
  const descriptor = openSync(file, 'w')
  const page = new Uint8Array(bytes)
  const tookMs: number[] = []
  let going = true
  parentPort?.once('message', () => {
    going = false
  })
  const gapMs = 1_000 / perSecond
  for (let dueMs = performance.now(); going; ) {
    const leftMs = dueMs - performance.now()
    // At least a turn, in which the word to stop is heard.
    await wait(Math.max(0, Math.ceil(leftMs)))
    const due: number[] = []
    for (; dueMs <= performance.now(); dueMs += gapMs) due.push(dueMs)
    if (due.length === 0) continue
    for (let place = 0; place < due.length; place++) writeSync(descriptor, page)
    fdatasyncSync(descriptor)
    const durableMs = performance.now()
    for (const one of due) tookMs.push(durableMs - one)
  }
  closeSync(descriptor)
  rmSync(file)
  parentPort?.postMessage(Float64Array.from(tookMs))
}

if (parentPort !== null) await write(workerData as Plan)
