import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { aboutSchema } from '#surfaces'
import type { Services } from '../services.ts'

const emptyCatalogue =
  'The catalogue is empty, and so is every slate: send tracks to PUT /v1/catalog/tracks, or stop the server and run `segue import`.'

/** What operators and load balancers ask. */
export const operationRoutes =
  ({ about, catalog, readiness, telemetry }: Services): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/v1/about',
      {
        schema: {
          summary: 'What this server is and holds',
          tags: ['operations'],
          response: { 200: aboutSchema },
        },
      },
      async () => about(),
    )

    app.get(
      '/healthz',
      {
        schema: {
          summary: 'The process lives',
          tags: ['operations'],
          response: { 200: z.object({ status: z.literal('ok') }) },
        },
      },
      async () => ({ status: 'ok' as const }),
    )

    const readinessSchema = z.object({ ready: z.boolean(), checks: z.record(z.string(), z.string()) })
    app.get(
      '/readyz',
      {
        schema: {
          summary: 'The server can answer',
          description: '503 when it can not. `checks` says what to do about each thing that is amiss.',
          tags: ['operations'],
          response: { 200: readinessSchema, 503: readinessSchema },
        },
      },
      async (_request, reply) => {
        const missing = readiness()
        const ready = Object.keys(missing).length === 0
        reply.code(ready ? 200 : 503)
        // No reason to turn requests away: the one that fills the catalogue comes in by the same door.
        return { ready, checks: { ...missing, ...(catalog.size === 0 && { catalogue: emptyCatalogue }) } }
      },
    )

    app.get(
      '/metrics',
      { schema: { summary: 'Prometheus metrics', tags: ['operations'] } },
      async (_request, reply) =>
        reply.header('content-type', telemetry.registry.contentType).send(await telemetry.registry.metrics()),
    )
  }
