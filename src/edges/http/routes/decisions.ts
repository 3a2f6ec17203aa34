import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { instant } from '#domain'
import { listenerIdSchema, requestIdSchema, trackIdSchema } from '#log'
import type { Services } from '#operations'
import { decisionSchema, decisionSummarySchema, replaySchema, surfaceNameSchema } from '#surfaces'
import { operation, wholeNumber } from '../operation.ts'
import { placeSchema } from './pages.ts'

const decisionParams = z.object({ id: requestIdSchema })

const timeSchema = z.iso.datetime({
  offset: true,
  error: 'must be an ISO 8601 time with a zone, such as "2026-11-20T12:00:00Z"',
})
const searchSchema = z.object({
  listenerId: listenerIdSchema.optional(),
  surface: surfaceNameSchema.optional(),
  trackId: trackIdSchema.optional(),
  from: timeSchema.optional(),
  until: timeSchema.optional(),
  before: placeSchema.optional(),
  limit: wholeNumber(1, 200).default(50),
})

/** How a slate came to be, and whether it comes out the same again. */
export const decisionRoutes =
  ({ decisions }: Services): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/v1/decisions',
      operation({
        id: 'listDecisions',
        summary: 'Decisions, newest first',
        description:
          'By listener, surface, a track that stood in the slate (told as long as its record is kept), and time (`from` included, `until` not). While `next` is there, older ones may fit: send it as `before`. A page that finds little stops after some thousands of decisions, so it may be short or empty and still have a `next`; `searchedTo` says how far back it has looked.',
        tag: 'decisions',
        querystring: searchSchema,
        answers: {
          200: z.object({
            decisions: z.array(decisionSummarySchema),
            next: z.string().optional(),
            searchedTo: z.string().optional(),
          }),
        },
        refuses: ['storage-failed'],
      }),
      async ({ query: { from, until, ...search } }) =>
        decisions.search({
          ...search,
          from: from === undefined ? undefined : instant(Date.parse(from)),
          until: until === undefined ? undefined : instant(Date.parse(until)),
        }),
    )

    app.get(
      '/v1/decisions/:id',
      operation({
        id: 'getDecision',
        summary: 'One decision: stages, candidates, drops with reasons, scores',
        tag: 'decisions',
        params: decisionParams,
        answers: { 200: decisionSchema },
        refuses: ['unknown-decision', 'unreplayable-decision', 'storage-failed'],
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
        refuses: ['unknown-decision', 'unreplayable-decision', 'storage-failed'],
      }),
      async ({ params }) => decisions.replay(params.id),
    )
  }
