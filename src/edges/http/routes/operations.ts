import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Services } from '#operations'
import { aboutSchema } from '#surfaces'
import { operation } from '../operation.ts'

const emptyCatalogue =
  'The catalogue is empty, and so is every slate: send tracks to PUT /v1/catalog/tracks, or stop the server and run `segue import`.'

/** What operators and load balancers ask. */
export const operationRoutes =
  ({ about, catalog, readiness, telemetry }: Services): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/v1/about',
      operation({
        id: 'getAbout',
        summary: 'What this server is and holds',
        tag: 'operations',
        answers: { 200: aboutSchema },
      }),
      async () => about(),
    )

    app.get(
      '/healthz',
      operation({
        id: 'getHealth',
        summary: 'The process lives',
        tag: 'operations',
        answers: { 200: z.object({ status: z.literal('ok') }) },
      }),
      async () => ({ status: 'ok' as const }),
    )

    const readinessSchema = z.object({
      ready: z.boolean(),
      checks: z.record(z.string(), z.string()),
      notes: z.array(z.string()),
    })
    app.get(
      '/readyz',
      operation({
        id: 'getReadiness',
        summary: 'The server can answer',
        description:
          '503 when it can not: while it starts (`checks.start` says what is done and how far it is), while it stops (`checks.stop`), without models, or when the log would refuse an event now (a full disk, a dead writer, a disk that does not answer within two seconds). `checks` says what to do about each thing that keeps it from that, and is empty when it can. `notes` says what is damaged and being made again, needs a backup, or is a library that can not be read now or of which something is held back, or that the catalogue is empty, while everything else serves.',
        tag: 'operations',
        answers: { 200: readinessSchema, 503: readinessSchema },
      }),
      async (_request, reply) => {
        const { missing, notes } = await readiness()
        const ready = Object.keys(missing).length === 0
        reply.code(ready ? 200 : 503)
        // No reason to turn requests away: the one that fills the catalogue comes in by the same door.
        return { ready, checks: missing, notes: catalog.size === 0 ? [...notes, emptyCatalogue] : notes }
      },
    )

    app.get(
      '/metrics',
      operation({
        id: 'getMetrics',
        summary: 'Prometheus metrics',
        tag: 'operations',
        answers: { 200: z.string() },
        media: 'text/plain',
      }),
      async (_request, reply) =>
        reply.header('content-type', telemetry.contentType).send(await telemetry.text()),
    )
  }
