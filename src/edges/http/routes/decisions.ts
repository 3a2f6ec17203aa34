import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listenerIdSchema, requestIdSchema } from '#log'
import { decisionSchema, decisionSummarySchema, replaySchema } from '#surfaces'
import { problemSchema } from '../problem.ts'
import type { Services } from '../services.ts'

const decisionParams = z.object({ id: requestIdSchema })

/** How a slate came to be, and whether it comes out the same again. */
export const decisionRoutes =
  ({ decisions }: Services): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/v1/decisions',
      {
        schema: {
          summary: 'The newest decisions',
          tags: ['decisions'],
          querystring: z.object({
            listenerId: listenerIdSchema.optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
          }),
          response: { 200: z.object({ decisions: z.array(decisionSummarySchema) }) },
        },
      },
      async ({ query }) => ({ decisions: [...(await decisions.latest(query.limit, query.listenerId))] }),
    )

    app.get(
      '/v1/decisions/:id',
      {
        schema: {
          summary: 'One decision: stages, candidates, drops with reasons, scores',
          tags: ['decisions'],
          params: decisionParams,
          response: { 200: decisionSchema, 404: problemSchema },
        },
      },
      async ({ params }) => decisions.explain(params.id),
    )

    app.post(
      '/v1/decisions/:id/replay',
      {
        schema: {
          summary: 'Make the answer again from its record',
          description: 'Reads no state of today. `same` is true when the bytes are those that were served.',
          tags: ['decisions'],
          params: decisionParams,
          response: { 200: replaySchema, 404: problemSchema },
        },
      },
      async ({ params }) => decisions.replay(params.id),
    )
  }
