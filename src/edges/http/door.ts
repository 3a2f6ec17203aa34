import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '#domain'
import { changes } from './operation.ts'

/**
 * Who may come in. A browser carries requests of any page it shows to any address it reaches, this machine's own
 * included, so two of them are refused: those for a name that isn't a loopback one while the server listens there
 * (a rebound DNS name), and those of another site that would change something. Whoever isn't a browser sends
 * neither `Sec-Fetch-Site` nor `Origin`, and is not concerned.
 */
const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

export const addDoor = (app: FastifyInstance, loopbackOnly: boolean): void => {
  app.addHook('onRequest', async (request) => {
    if (loopbackOnly && !loopbackHost.test(request.headers.host ?? '')) {
      throw new AppError(
        'forbidden-host',
        'This server listens on loopback only: ask for it as 127.0.0.1 or localhost.',
      )
    }
    if (changes(request.method, request.routeOptions.config?.operation) && isOfAnotherSite(request)) {
      throw new AppError(
        'cross-site',
        'A page of another site sent this. Send it from a page of this server, by way of a server of your own, or from outside a browser.',
      )
    }
  })
}

/** The browser's word where it gives one, since a page can't forge it; elsewhere the origin must be this host. */
const isOfAnotherSite = ({ headers }: FastifyRequest): boolean => {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  return headers.origin !== undefined && !isOrigin(headers.origin, headers.host ?? '')
}

const isOrigin = (origin: string, host: string): boolean => {
  if (!URL.canParse(origin)) return false
  const { protocol, host: from } = new URL(origin)
  const here = `${protocol}//${host}`
  return URL.canParse(here) && new URL(here).host === from
}
