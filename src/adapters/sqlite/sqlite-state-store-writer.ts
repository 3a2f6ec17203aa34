import { basename } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError } from '#domain'
import { isFileDamage } from './damage.ts'
import type { Answer, Request, WriterData } from './sqlite-state-store-messages.ts'

/**
 * The calling half of the thread that writes feature states. The trap closed here is a thread that ends, by a fault or
 * because it was closed, under somebody who waits for its answer: nobody would be answered again.
 */
export interface Writer {
  /** True when it will not answer any more: another has to be started. */
  readonly hasEnded: boolean
  /** Posts and waits for the answer; rejects with `disk-full`, `storage-failed` or `states-damaged`. */
  ask(request: Exclude<Request, { kind: 'close' }>): Promise<void>
  /** Nothing is to be asked after it. Resolves when the thread has let go of the file, also when it had ended. */
  close(): Promise<void>
}

export const startWriter = (data: WriterData): Writer => {
  const worker = new Worker(new URL('./sqlite-state-store-worker.ts', import.meta.url), {
    workerData: data,
    execArgv: [],
    // It passes rows on; a young generation sized for the whole machine would only hold garbage.
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
  })
  const waiting: { resolve(): void; reject(error: AppError): void }[] = []
  let ended: AppError | undefined

  const settle = (error: AppError | undefined): void => {
    const next = waiting.shift()
    if (error === undefined) next?.resolve()
    else next?.reject(error)
  }
  const end = (cause: unknown): void => {
    ended ??= failure(data.path, { full: false, damaged: isFileDamage(cause), message: String(cause) })
    while (waiting.length > 0) settle(ended)
  }
  const ask = (request: Request): Promise<void> => {
    if (ended !== undefined) return Promise.reject(ended)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    waiting.push({ resolve, reject })
    worker.postMessage(request)
    return promise
  }

  worker.on('message', ({ failed }: Answer) => {
    settle(failed && failure(data.path, failed))
  })
  worker.on('error', end)
  worker.on('exit', (code) => end(`its thread ended with ${code}`))
  return {
    get hasEnded() {
      return ended !== undefined
    },
    ask,
    close: () => (ended === undefined ? ask({ kind: 'close' }) : Promise.resolve()),
  }
}

/** Whoever sends requests reads this too: the file is named, and not where on this machine it lies. */
export const damaged = (path: string, what: string, cause?: unknown): AppError =>
  new AppError('states-damaged', `The feature states ${basename(path)} are damaged (${what}).`, { cause })

const failure = (path: string, failed: NonNullable<Answer['failed']>): AppError => {
  const { full, message: cause } = failed
  if (full)
    return new AppError('disk-full', 'Feature states could not be saved: free some disk space.', { cause })
  if (failed.damaged) return damaged(path, 'unwritable', cause)
  return new AppError(
    'storage-failed',
    `Feature states could not be saved (${cause}): look at ${basename(path)} in the data folder.`,
  )
}
