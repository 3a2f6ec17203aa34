import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listenerIdSchema, requestIdSchema } from '#log'
import { decisionSchema, decisionSummarySchema, replaySchema } from '#surfaces'
import { operation, wholeNumber } from '../operation.ts'
import type { Services } from '../services.ts'

const decisionParams = z.object({ id: requestIdSchema })

/** How a slate came to be, and whether it comes out the same again. */
export const decisionRoutes =
  ({ decisions }: Services): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/v1/decisions',
      operation({
        id: 'listDecisions',
        summary: 'The newest decisions',
        tag: 'decisions',
        querystring: z.object({
          listenerId: listenerIdSchema.optional(),
          limit: wholeNumber(1, 200).default(50),
        }),
        answers: { 200: z.object({ decisions: z.array(decisionSummarySchema) }) },
      }),
      async ({ query }) => ({ decisions: [...(await decisions.latest(query.limit, query.listenerId))] }),
    )

    app.get(
      '/v1/decisions/:id',
      operation({
        id: 'getDecision',
        summary: 'One decision: stages, candidates, drops with reasons, scores',
        tag: 'decisions',
        params: decisionParams,
        answers: { 200: decisionSchema },
        refuses: ['unknown-decision'],
      }),
      async ({ params }) => decisions.explain(params.id),
    )

    app.post(
      '/v1/decisions/:id/replay',
      operation({
        id: 'replayDecision',
        summary: 'Make the answer again from its record',
        description: 'Reads no state of today. `same` is true when the bytes are those that were served.',
        tag: 'decisions',
        params: decisionParams,
        answers: { 200: replaySchema },
        refuses: ['unknown-decision'],
      }),
      async ({ params }) => decisions.replay(params.id),
    )
  }
