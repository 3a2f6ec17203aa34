import { AppError } from '#domain'
import { createHttpApp, createWaitingApp, type Doing, listenOn } from '#edges/http'
import type { Outside, Platform } from './platform.ts'

/** Listening: one place for the address, for what a busy port means, and for stopping without loss. */
export interface Address {
  readonly host: string
  readonly port: number
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127\.[\d.]+$/.test(host)

/** A port that answers: what is done now, until it is opened. */
export interface Listening {
  readonly url: string
  /** What is done now, while it is not open. */
  tell(doing: Doing): void
  /** From now on the platform answers. */
  open(platform: Platform): Promise<void>
  /** Waits for answers under way; whoever asks meanwhile is told. Idempotent. */
  stop(): Promise<void>
}

/** Resolves when the port answers, before anything is opened or built. Rejects with `port-in-use`. */
export const listen = async (address: Address, outside: Outside): Promise<Listening> => {
  const loopbackOnly = isLoopback(address.host)
  const { version, consoleFolder, onFault, newId } = outside
  let doing: Doing = { words: 'Segue is starting.' }
  const waiting = await createWaitingApp({ consoleFolder, loopbackOnly, newId, doing: () => doing })
  const listener = await listenOn(address, waiting, {
    onFault: (error) => onFault(error, { part: 'port' }),
  }).catch((cause: unknown) => {
    throw refused(cause, address)
  })
  let app: Awaited<ReturnType<typeof createHttpApp>> | undefined
  const stop = async () => {
    doing = { words: 'Segue is stopping.', stops: true }
    await listener.answerWith(waiting)
    await listener.close()
    await app?.close()
    await waiting.close()
  }
  let stopped: Promise<void> | undefined
  return {
    url: listener.url,
    tell: ({ words, leftMs }) => {
      doing = { words: `Segue is starting. ${words}.`, leftMs }
    },
    async open({ services }) {
      app = await createHttpApp(services, {
        ...{ version, consoleFolder, loopbackOnly },
        onFault: (error, requestId) => onFault(error, { requestId }),
      })
      await listener.answerWith(app)
      if (loopbackOnly) return
      outside.screen.write(
        `! Listening on ${address.host}: anyone who reaches it can read and write everything. Put a proxy with access control before it.\n`,
      )
    },
    stop: () => (stopped ??= stop()),
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
