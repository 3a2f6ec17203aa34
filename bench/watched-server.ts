import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createAllocated } from './allocated.ts'
import type { Bench } from './claim.ts'
import type { DemoData } from './demo-data.ts'
import type { Collection } from './own-time.ts'
import { type Server, startServer } from './server-process.ts'
import type { WatchedSecond } from './watched.ts'

/** A server that is watched from inside (see `watched.ts`): when it collects, how long it is held, what it allocates. */
export interface WatchedServer extends Server {
  /** Of the serving thread, since the start. */
  collections(): Promise<readonly Collection[]>
  /** Since the start, a second each. */
  seconds(): readonly WatchedSecond[]
  /** On the heaps of all threads, since the start. */
  allocatedBytes(): number
}

export const startWatchedServer = async (
  { command, folder }: DemoData,
  { profileFolder }: Pick<Bench, 'profileFolder'>,
): Promise<WatchedServer> => {
  const file = join(folder, '..', 'watched.ndjson')
  const allocated = createAllocated()
  const server = await startServer(
    command,
    profileFolder,
    ['--trace-gc', '--import', new URL('./watched.ts', import.meta.url).href],
    { env: { SEGUE_BENCH_WATCH: file }, onOutput: allocated.take },
  )
  const seconds = () => {
    const lines = readFileSync(file, 'utf8').split('\n')
    // The last is empty, or is being written.
    return lines.slice(0, -1).map((line): WatchedSecond => JSON.parse(line))
  }
  return {
    ...server,
    seconds,
    collections: async () => {
      // What was heard of in a second is written at its end.
      await wait(1_500)
      return seconds().flatMap(({ collections }) => collections)
    },
    allocatedBytes: allocated.bytes,
  }
}
