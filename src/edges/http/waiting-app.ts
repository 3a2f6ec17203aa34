import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { AppError, secondMs } from '#domain'
import { answerProblem } from './answer-problem.ts'
import { answerClientError } from './client-error.ts'
import { hasConsole, serveConsole } from './console.ts'
import { addDoor } from './door.ts'
import { readsBody } from './operation.ts'
import { problemOf } from './problem.ts'

/**
 * What answers while there is nothing to serve with: the process lives, why it is not ready, the console (which says so
 * and asks again), and to all else that it is to be asked again, and when. It keeps the same door as the app that comes
 * after it: who may not come in then may not come in now.
 */
export interface WaitingOptions {
  /** The built console; absent for an API without one. */
  readonly consoleFolder?: string | undefined
  /** True when listening on loopback. */
  readonly loopbackOnly: boolean
  readonly newId: () => string
  /** What is done now. */
  readonly doing: () => Doing
}

/** What is being done, for whoever asks meanwhile. */
export interface Doing {
  /** A sentence, with how far it is. */
  readonly words: string
  /** Until this step is done, about; absent where nobody knows. */
  readonly leftMs?: number | undefined
  /** Not to be open again: whoever waits, waits for another start. */
  readonly stops?: boolean | undefined
}

/** Another step may follow, and a restart may take shorter than it was thought to. */
const longestRetrySeconds = 10

export const createWaitingApp = async (options: WaitingOptions): Promise<FastifyInstance> => {
  const { consoleFolder, loopbackOnly, newId, doing } = options
  const answerError = (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = problemOf(thrown, request.id, readsBody(request.method))
    if (problem.status === 503) reply.header('retry-after', retryAfter(doing()))
    answerProblem(reply, problem)
  }
  const app = fastify({
    genReqId: newId,
    routerOptions: { maxParamLength: 16 * 1024 },
    logger: false,
    frameworkErrors: answerError,
    clientErrorHandler: (error, socket) => void answerClientError(error, socket, newId()),
  })
  const refuse = (): never => {
    throw new AppError('not-open', `${doing().words} Try again in a moment.`)
  }
  addDoor(app, loopbackOnly)
  // Before the body is read: nobody here would look at it.
  app.addHook('onRequest', async (request) => (request.is404 ? refuse() : undefined))
  app.setErrorHandler(answerError)
  app.setNotFoundHandler(refuse)
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const now = doing()
    reply.code(503).header('retry-after', retryAfter(now)).header('cache-control', 'no-store')
    return { ready: false, checks: { [now.stops ? 'stop' : 'start']: now.words }, notes: [] }
  })
  if (hasConsole(consoleFolder)) await serveConsole(app, consoleFolder)
  return app
}

const retryAfter = ({ leftMs = 0 }: Doing): string =>
  String(Math.min(longestRetrySeconds, Math.max(1, Math.ceil(leftMs / secondMs))))
