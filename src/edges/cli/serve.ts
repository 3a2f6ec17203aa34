import { createServer } from 'node:net'
import { AppError } from '#domain'
import { createHttpApp } from '#edges/http'
import type { Outside, Platform } from './platform.ts'

/** Listening: one place for the address, for what a busy port means, and for stopping without loss. */
export interface Address {
  readonly host: string
  readonly port: number
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

/** Resolves when the server listens; `stop` waits for answers under way. Rejects with `port-in-use`. */
export const listen = async (
  platform: Platform,
  { host, port }: Address,
  outside: Outside,
): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const loopbackOnly = loopback.has(host)
  const app = await createHttpApp(platform.services, {
    version: outside.version,
    consoleFolder: outside.consoleFolder,
    loopbackOnly,
    onFault: outside.onFault,
  })
  try {
    const url = await app.listen({ host, port })
    if (!loopbackOnly) {
      outside.screen.write(
        `! Listening on ${host}: anyone who reaches it can read and write everything. Put a proxy with access control before it.\n`,
      )
    }
    return { url, stop: () => app.close() }
  } catch (cause) {
    await app.close()
    throw busy(cause, port)
  }
}

/** Says so before minutes of building, not after. Rejects with `port-in-use`. */
export const expectFreePort = async ({ host, port }: Address): Promise<void> => {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject)
      probe.listen({ host, port }, resolve)
    })
  } catch (cause) {
    throw busy(cause, port)
  } finally {
    if (probe.listening) await new Promise((closed) => probe.close(closed))
  }
}

const busy = (cause: unknown, port: number): unknown =>
  cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
    ? new AppError(
        'port-in-use',
        `Port ${port} is taken, perhaps by another Segue. Stop that one, or start with --port ${port + 1}.`,
        { cause },
      )
    : cause
