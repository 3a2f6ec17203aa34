import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '#domain'

/**
 * What is not there, told apart: no such address (404), or one without this method (405 with `Allow`). OPTIONS is
 * answered for every address and allows no other origin anything. Decided before the body is read, which nobody
 * here would look at. Add it before the routes.
 */
const longestEcho = 200

export const addAllowedMethods = (
  app: FastifyInstance,
  showMissing: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined,
): void => {
  const routes: { readonly pattern: RegExp; readonly method: string }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    // The console's files: any address is one of theirs, so this says nothing about the address.
    if (url === '/*') return
    const pattern = new RegExp(`^${url.replaceAll('.', '\\.').replace('*', '.*').replace(/:\w+/g, '[^/]*')}$`)
    for (const name of [method].flat()) routes.push({ pattern, method: name })
  })

  const refuse = async (request: FastifyRequest, reply: FastifyReply) => {
    const path = request.url.split('?')[0] ?? ''
    const found = routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)
    const shown = path.length > longestEcho ? `${path.slice(0, longestEcho)}…` : path
    if (found.length === 0) {
      throw new AppError(
        'not-found',
        `There is no ${request.method} ${shown}. /openapi.json lists what there is.`,
      )
    }
    const allow = [...new Set([...found, 'OPTIONS'])].sort().join(', ')
    reply.header('allow', allow)
    if (request.method === 'OPTIONS') return reply.code(204).send()
    throw new AppError('method-not-allowed', `${shown} has no ${request.method}. It has: ${allow}.`)
  }
  app.addHook('onRequest', async (request, reply) => (request.is404 ? refuse(request, reply) : undefined))
  app.setNotFoundHandler((request, reply) => showMissing(request, reply) ?? refuse(request, reply))
}
