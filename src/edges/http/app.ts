import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import type { Services } from '#operations'
import { addAllowedMethods } from './allowed-methods.ts'
import { addHeaders, answerProblem } from './answer-problem.ts'
import { addBodyParsers } from './bodies.ts'
import { answerClientError } from './client-error.ts'
import { hasConsole, isForPage, serveConsole, showMissingPage } from './console.ts'
import { addDoor } from './door.ts'
import { addOpenApi } from './openapi.ts'
import { readsBody } from './operation.ts'
import { problemOf } from './problem.ts'
import { browseRoutes } from './routes/browse.ts'
import { catalogRoutes } from './routes/catalog.ts'
import { decisionRoutes } from './routes/decisions.ts'
import { eventRoutes } from './routes/events.ts'
import { historyRoutes } from './routes/history.ts'
import { libraryRoutes } from './routes/library.ts'
import { listenerRoutes } from './routes/listeners.ts'
import { operationRoutes } from './routes/operations.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { surfaceRoutes } from './routes/surfaces.ts'
import { takedownRoutes } from './routes/takedowns.ts'
import { validateRequest } from './validate-request.ts'

/**
 * The HTTP edge: schemas at the door, problem documents on the way out, and an OpenAPI document made from the
 * same schemas. It takes JSON and NDJSON only, which keeps other sites' forms out; who may come in at all is in
 * `door.ts`.
 */
export interface HttpOptions {
  readonly version: string
  /** The built console; absent for an API without one. */
  readonly consoleFolder?: string | undefined
  /** True when listening on loopback. */
  readonly loopbackOnly: boolean
  /** Told of answers that are our fault, for the log. */
  readonly onFault: (error: unknown, requestId: string) => void
}

export const createHttpApp = async (services: Services, options: HttpOptions): Promise<FastifyInstance> => {
  const { newId, telemetry } = services
  const answerError = createAnswerError(services, options)
  const app = fastify({
    genReqId: newId,
    // Longer than any address can be: what an id may be is for its schema to say, which says so in words.
    routerOptions: { maxParamLength: 16 * 1024 },
    logger: false,
    // Addresses that can't be decoded end before the hooks: they are answered like any other error.
    frameworkErrors: (error, request, reply) => answerError(error, request, reply),
    clientErrorHandler: (error, socket) => {
      const code = answerClientError(error, socket, newId())
      if (code !== undefined) telemetry.errorAnswered(code)
    },
  })
  app.setValidatorCompiler(validateRequest)
  app.setSerializerCompiler(serializerCompiler)
  addHooks(app, services)
  addDoor(app, options.loopbackOnly)
  addAllowedMethods(app, (request, reply) =>
    hasConsole(options.consoleFolder) && isForPage(request) ? showMissingPage(reply) : undefined,
  )
  addBodyParsers(app)
  app.setErrorHandler(answerError)
  await addOpenApi(app, options)
  const routes = [
    eventRoutes,
    catalogRoutes,
    takedownRoutes,
    browseRoutes,
    libraryRoutes,
    surfaceRoutes,
    sessionRoutes,
    listenerRoutes,
    historyRoutes,
    decisionRoutes,
    operationRoutes,
  ]
  for (const route of routes) await app.register(route(services))
  if (hasConsole(options.consoleFolder)) await serveConsole(app, options.consoleFolder)
  return app
}

const addHooks = (app: FastifyInstance, { telemetry }: Services) => {
  app.addHook('onRequest', async (request, reply) => void addHeaders(request, reply))
  app.addHook('onResponse', async (request, reply) => {
    telemetry.requestAnswered(request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000)
  })
}

const createAnswerError =
  ({ telemetry }: Services, { onFault }: HttpOptions) =>
  (thrown: unknown, request: { readonly id: string; readonly method: string }, reply: FastifyReply): void => {
    const problem = problemOf(thrown, request.id, readsBody(request.method))
    telemetry.errorAnswered(problem.code)
    if (problem.status >= 500) onFault(thrown, request.id)
    if (problem.status === 503) reply.header('retry-after', '1')
    // Closed at once, a connection loses the answer when its sender is still sending: the rest is read and dropped.
    if (problem.status === 413) reply.removeHeader('connection')
    answerProblem(reply, problem)
  }
