import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { AppError } from '#domain'
import { addBodyParsers } from './bodies.ts'
import { answerClientError } from './client-error.ts'
import { serveConsole } from './console.ts'
import { addOpenApi } from './openapi.ts'
import { problemMedia, problemOf } from './problem.ts'
import { browseRoutes } from './routes/browse.ts'
import { catalogRoutes } from './routes/catalog.ts'
import { decisionRoutes } from './routes/decisions.ts'
import { eventRoutes } from './routes/events.ts'
import { libraryRoutes } from './routes/library.ts'
import { listenerRoutes } from './routes/listeners.ts'
import { operationRoutes } from './routes/operations.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { surfaceRoutes } from './routes/surfaces.ts'
import type { Services } from './services.ts'

/**
 * The HTTP edge: schemas at the door, problem documents on the way out, and an OpenAPI document made from the
 * same schemas. It takes JSON and NDJSON only, which keeps other sites' forms out, and, while it listens on
 * loopback, requests for loopback names only, which keeps a rebound DNS name out.
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

const bodyLimit = 4 * 1024 * 1024

export const createHttpApp = async (services: Services, options: HttpOptions): Promise<FastifyInstance> => {
  const { newId, telemetry } = services
  const answerError = createAnswerError(services, options)
  const app = fastify({
    bodyLimit,
    genReqId: newId,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 400 },
    logger: false,
    forceCloseConnections: true,
    // Addresses that can't be decoded end before the hooks: they are answered like any other error.
    frameworkErrors: (error, request, reply) => answerError(error, request, reply),
    clientErrorHandler: (error, socket) => {
      const code = answerClientError(error, socket, newId())
      if (code !== undefined) telemetry.errorAnswered(code)
    },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  addHooks(app, services, options)
  addBodyParsers(app)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request, reply) => answerError(missing(request), request, reply))
  await addOpenApi(app, options)
  const routes = [
    eventRoutes,
    catalogRoutes,
    browseRoutes,
    libraryRoutes,
    surfaceRoutes,
    sessionRoutes,
    listenerRoutes,
    decisionRoutes,
    operationRoutes,
  ]
  for (const route of routes) await app.register(route(services))
  if (options.consoleFolder !== undefined) await serveConsole(app, options.consoleFolder)
  return app
}

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

const addHooks = (app: FastifyInstance, { telemetry }: Services, { loopbackOnly }: HttpOptions) => {
  app.addHook('onRequest', async (request, reply) => {
    addHeaders(request, reply)
    if (loopbackOnly && !loopbackHost.test(request.headers.host ?? '')) {
      throw new AppError(
        'forbidden-host',
        'This server listens on loopback only: ask for it as 127.0.0.1 or localhost.',
      )
    }
  })
  app.addHook('onResponse', async (request, reply) => {
    telemetry.requestAnswered(request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000)
  })
}

const addHeaders = (request: { readonly id: string }, reply: FastifyReply) =>
  reply.header('request-id', request.id).header('x-content-type-options', 'nosniff')

const createAnswerError =
  ({ telemetry }: Services, { onFault }: HttpOptions) =>
  (thrown: unknown, request: { readonly id: string }, reply: FastifyReply): void => {
    const problem = problemOf(thrown, request.id)
    telemetry.errorAnswered(problem.code)
    if (problem.status >= 500) onFault(thrown, request.id)
    if (problem.status === 503) reply.header('retry-after', '1')
    // Closed at once, a connection loses the answer when its sender is still sending: the rest is read and dropped.
    if (problem.status === 413) reply.removeHeader('connection')
    addHeaders(request, reply)
      .code(problem.status)
      .header('content-type', problemMedia)
      .serializer(JSON.stringify)
      .send(problem)
  }

const longestEcho = 200

const missing = ({ method, url }: FastifyRequest): AppError => {
  const path = url.split('?')[0] ?? ''
  const shown = path.length > longestEcho ? `${path.slice(0, longestEcho)}…` : path
  return new AppError('not-found', `There is no ${method} ${shown}. /openapi.json lists what there is.`)
}
