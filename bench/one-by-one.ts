import type { StoredTrack } from '#catalog'
import type { Bench, Figure } from './claim.ts'
import { demoData, tracksOf } from './demo-data.ts'
import { openConnection, requestBytes } from './http-connection.ts'
import { startServer } from './server-process.ts'

/** A server of the demo and one connection to it: each question is asked when the one before has its answer. */
export interface OneByOne {
  readonly tracks: readonly StoredTrack[]
  ask(path: string): Promise<{ readonly tookMs: number; readonly ok: boolean; readonly body: Buffer }>
}

export const oneByOne = async (
  bench: Bench,
  name: string,
  work: (server: OneByOne) => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> => {
  const data = await demoData(bench, name)
  const tracks = tracksOf(data)
  const server = await startServer(data.command, bench.profileFolder)
  const connection = await openConnection(server.port)
  try {
    return await work({
      tracks,
      async ask(path) {
        const request = requestBytes('GET', path)
        const startedMs = performance.now()
        const { status, body } = await connection.ask(request)
        return { tookMs: performance.now() - startedMs, ok: status === 200, body }
      },
    })
  } finally {
    connection.close()
    await server.stop()
  }
}
