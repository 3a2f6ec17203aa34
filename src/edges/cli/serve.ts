import { createServer } from 'node:net'
import { AppError } from '#domain'
import { createHttpApp } from '#edges/http'
import type { Outside, Platform } from './platform.ts'

/** Listening: one place for the address, for what a busy port means, and for stopping without loss. */
export interface Address {
  readonly host: string
  readonly port: number
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127\.[\d.]+$/.test(host)

/** Resolves when the server listens; `stop` waits for answers under way. Rejects with `port-in-use`. */
export const listen = async (
  platform: Platform,
  { host, port }: Address,
  outside: Outside,
): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const loopbackOnly = isLoopback(host)
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
    throw refused(cause, { host, port })
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
    throw refused(cause, { host, port })
  } finally {
    if (probe.listening) await new Promise((closed) => probe.close(closed))
  }
}

/** What a port or an address can't be listened on for, as a sentence; anything else as it is. */
const refused = (cause: unknown, { host, port }: Address): unknown => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const because = (errorCode: 'port-in-use' | 'invalid-config', message: string) =>
    new AppError(errorCode, message, { cause })
  switch (code) {
    case 'EADDRINUSE': {
      const other = port < lastPort ? port + 1 : defaultPort
      return because(
        'port-in-use',
        `Port ${port} is taken, perhaps by another Segue. Stop that one, or start with --port ${other}.`,
      )
    }
    case 'EACCES':
      return because(
        'invalid-config',
        `This user may not listen on port ${port}. Choose one from 1024 on with --port, such as ${defaultPort}.`,
      )
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'ERR_INVALID_ARG_VALUE':
      return because(
        'invalid-config',
        `${host} is no address of this machine. Give --host one that is, such as 127.0.0.1 for this machine only or 0.0.0.0 for its network.`,
      )
    default:
      return cause
  }
}

const lastPort = 65_535
const defaultPort = 7700
