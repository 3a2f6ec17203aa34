import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/**
 * Looks through a database in a thread that ends with the looking: on the serving thread it would hold every request
 * for as long as the file takes to read. Resolves to what is wrong in a word, undefined when all is sound.
 */
export const checkInThread = async (thread: string, path: string): Promise<string | undefined> => {
  const worker = new Worker(new URL(thread, import.meta.url), {
    workerData: path,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
  })
  // Looking is no reason to stay: a process that wants to end ends.
  worker.unref()
  const [wrong] = await once(worker, 'message')
  return typeof wrong === 'string' ? wrong : undefined
}
