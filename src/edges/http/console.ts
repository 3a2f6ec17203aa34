import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

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

const pages = ['/', '/catalogue', '/blocks', '/decisions', '/decisions/*']

export const serveConsole = async (app: FastifyInstance, folder: string): Promise<void> => {
  if (!existsSync(join(folder, 'index.html'))) return
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    immutable: true,
    maxAge: '365d',
  })
  for (const path of pages) {
    app.get(path, { schema: { hide: true } }, (_request, reply) =>
      reply.header('content-security-policy', policy).sendFile('index.html', { maxAge: 0, immutable: false }),
    )
  }
}
