import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/**
 * The built console as static files. Every path of the app that isn't a file gets the page, so that a
 * reloaded link works; paths of the API never do. Scripts come from here only; audio may come from anywhere.
 */
const policy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "media-src 'self' http: https: blob:",
  "frame-ancestors 'none'",
].join('; ')

const pages = [
  '/',
  '/catalogue',
  '/catalogue/*',
  '/artists/*',
  '/releases/*',
  '/tracks/*',
  '/likes',
  '/history',
  '/decisions',
  '/decisions/*',
]

export const hasConsole = (folder: string | undefined): folder is string =>
  folder !== undefined && existsSync(join(folder, 'index.html'))

export const serveConsole = async (app: FastifyInstance, folder: string): Promise<void> => {
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    // Files are looked up when asked for, so that a build made while the server runs is served whole.
    dotfiles: 'ignore',
    cacheControl: false,
    // Only built assets carry a hash in their name; everything else is asked for again.
    setHeaders: (reply, path) => {
      const hashed = path.includes(`${sep}assets${sep}`)
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  for (const path of pages) app.get(path, (_request, reply) => showPage(reply))
}

const showPage = (reply: FastifyReply) =>
  reply.header('content-security-policy', policy).sendFile('index.html')

/** A person at an address that is none gets the console, which says so; a program gets a problem document. */
export const isForPage = ({ method, url, headers }: FastifyRequest): boolean =>
  method === 'GET' && !url.startsWith('/v1/') && (headers.accept ?? '').includes('text/html')

export const showMissingPage = (reply: FastifyReply) => showPage(reply.code(404))
