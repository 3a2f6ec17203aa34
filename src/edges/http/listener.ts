import { lookup } from 'node:dns/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { isIPv6 } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { secondMs } from '#domain'

/**
 * The sockets, apart from what answers on them: they are there before the platform is open, and until the last answer
 * is out. The trap closed here is a port that refuses: a load balancer, a script and a person all take that for a server
 * that is gone, while it reads its log.
 */
export interface Listener {
  readonly url: string
  /** Has another app answer from now on; what the one before has begun to answer it finishes. */
  answerWith(app: FastifyInstance): Promise<void>
  /** Takes no more connections and waits for answers under way, for some seconds at most. Idempotent. */
  close(): Promise<void>
}

/** In milliseconds. A request has arrived in whole within `requestTimeout`, or is answered 408 at the next check; so are headers alone. */
export const requestTimes = {
  requestTimeout: 30 * secondMs,
  headersTimeout: 30 * secondMs,
  connectionsCheckingInterval: secondMs,
  /** Longer than proxies keep theirs, or one would send on a connection that is just being closed. */
  keepAliveTimeout: 72 * secondMs,
}

export interface ListenOptions {
  readonly times?: typeof requestTimes
  /** Told of what fails about the sockets once they listen. */
  readonly onFault?: (error: Error) => void
}

const longestAnswerMs = 10 * secondMs
const sweepMs = 20

/** Rejects with what the system says of an address that can't be listened on. */
export const listenOn = async (
  { host, port }: { readonly host: string; readonly port: number },
  first: FastifyInstance,
  { times = requestTimes, onFault = () => {} }: ListenOptions = {},
): Promise<Listener> => {
  await first.ready()
  let app = first
  const answers = createAnswers()
  const bind = async (on: string, at: number): Promise<Server> => {
    const server = createServer(times, (request, response) => {
      answers.begin(response)
      app.routing(request, response)
    })
    // No request yet, so it is not for a route: the app says what it answers to noise.
    server.on('clientError', (error, socket) => app.server.emit('clientError', error, socket))
    const { promise: listening, resolve: listens, reject: refused } = Promise.withResolvers<void>()
    server.once('error', refused).listen({ host: on, port: at }, listens)
    await listening
    // One connection that could not be taken, most likely: the next may be.
    server.on('error', onFault).off('error', refused)
    return server
  }

  const main = await bind(host, port)
  const bound = addressOf(main)
  const servers = [main, ...(await bindOthers(host, bound, bind))]

  let closed: Promise<void> | undefined
  return {
    url: `http://${isIPv6(bound.address) ? `[${bound.address}]` : bound.address}:${bound.port}`,
    async answerWith(next) {
      await next.ready()
      app = next
    },
    close: () => {
      answers.end()
      closed ??= Promise.all(servers.map(closeServer)).then(() => {})
      return closed
    },
  }
}

/**
 * As it stops, each connection ends with the answer under way on it, and that says so: whoever keeps connections sends
 * nothing more on one that is about to be closed.
 */
const createAnswers = () => {
  const underWay = new Set<ServerResponse>()
  let ends = false
  return {
    begin(response: ServerResponse): void {
      if (ends) response.shouldKeepAlive = false
      underWay.add(response)
      response.once('close', () => underWay.delete(response))
    },
    end(): void {
      ends = true
      for (const response of underWay) response.shouldKeepAlive = false
    },
  }
}

interface Bound {
  readonly address: string
  readonly port: number
}

const addressOf = (server: Server): Bound => {
  const address = server.address()
  return address === null || typeof address === 'string' ? { address: '', port: 0 } : address
}

/** `localhost` is two addresses on most machines, and browsers try either; one that can't be had is no loss. */
const bindOthers = async (
  host: string,
  bound: Bound,
  bind: (host: string, port: number) => Promise<Server>,
): Promise<readonly Server[]> => {
  if (host !== 'localhost') return []
  const addresses = await lookup(host, { all: true })
  const others = addresses.filter(({ address }) => address !== bound.address)
  const servers = await Promise.all(
    others.map(({ address }) => bind(address, bound.port).catch(() => undefined)),
  )
  return servers.filter((server) => server !== undefined)
}

/** A connection that is kept alive falls idle when its answer is out, and nobody else closes it then. */
const closeServer = async (server: Server): Promise<void> => {
  const closed = new Promise<void>((done) => server.close(() => done()))
  const sweeping = setInterval(() => server.closeIdleConnections(), sweepMs)
  const late = new AbortController()
  const cut = pause(longestAnswerMs, undefined, { signal: late.signal }).then(
    () => server.closeAllConnections(),
    () => {},
  )
  await closed
  clearInterval(sweeping)
  late.abort()
  await cut
}
