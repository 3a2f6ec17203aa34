import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { isTakedownId, type TakenDown, takedownKinds } from '#catalog'
import { toIso } from '#domain'
import type { Services } from '#operations'
import { operation } from '../operation.ts'
import { idSchema, pageOf, pageQuery } from './pages.ts'

/**
 * What an operator takes down, and what is taken down. The trap is a list of which half was taken when the rest is
 * refused: all of it is, or none.
 */
const kindSchema = z.enum(takedownKinds)
const noteSchema = z.string().max(1_000)
const takenDownIdSchema = idSchema.refine(
  isTakedownId,
  'must be 1 to 400 characters without control characters: send the id as the catalogue has it',
)
const takedownParams = z.object({ kind: kindSchema, id: takenDownIdSchema })
/** What was taken down before ids were looked at can be lifted. */
const liftParams = z.object({ kind: kindSchema, id: idSchema })
const mostAtOnce = 1_000

const takedownSchema = z
  .object({
    kind: kindSchema,
    id: z.string(),
    /** Why, for operators; no listener is shown it. */
    note: z.string().optional(),
    since: z.string(),
    /** How many tracks it keeps away that would be there without it. */
    tracks: z.number().int(),
  })
  .meta({ id: 'Takedown' })

export const takedownRoutes =
  ({ catalog, clock }: Services): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/v1/catalog/takedowns',
      operation({
        id: 'listTakedowns',
        summary: 'What is taken down',
        description: 'In the order in which it was.',
        tag: 'catalogue',
        querystring: pageQuery,
        answers: { 200: z.object({ total: z.number().int(), takedowns: z.array(takedownSchema) }) },
      }),
      async ({ query }) => {
        const { total, items } = pageOf(catalog.takedowns(), query)
        return { total, takedowns: items.map(viewOfTakedown) }
      },
    )

    app.post(
      '/v1/catalog/takedowns',
      operation({
        id: 'takeDownAll',
        summary: 'Take down a list',
        description: `All of it or nothing; at most ${mostAtOnce}. As PUT of each.`,
        tag: 'catalogue',
        body: z.strictObject({
          takedowns: z
            .array(z.strictObject({ kind: kindSchema, id: takenDownIdSchema, note: noteSchema.optional() }))
            .max(mostAtOnce),
        }),
        answers: { 200: z.object({ takedowns: z.array(takedownSchema) }) },
        writes: true,
      }),
      async ({ body }) => ({
        takedowns: (await catalog.takeDown(body.takedowns, clock())).map(viewOfTakedown),
      }),
    )

    app.put(
      '/v1/catalog/takedowns/:kind/:id',
      operation({
        id: 'takeDown',
        summary: 'Take down a track, a recording, a release or an artist',
        description:
          'From the next request on it is on no surface, in no list, in no search, and its audio is not there; listeners go on seeing it in their history. It holds whatever a library or an import sends, also for what comes later or was not there yet, until it is lifted: tracks that it held once it holds under another artist or release, too. An artist is taken down as a guest, too, and one without an id of its own in all spellings. It is answered when it holds, after imports and scans that were writing before it: while a large one is written that is some seconds. Idempotent: what is taken down already is so since then, and keeps its note where none is sent.',
        tag: 'catalogue',
        params: takedownParams,
        body: z.strictObject({ note: noteSchema.optional() }).nullish(),
        answers: { 200: takedownSchema },
        writes: true,
      }),
      async ({ params, body }) => {
        const [made] = await catalog.takeDown([{ ...params, note: body?.note }], clock())
        return viewOfTakedown(made ?? { ...params, at: clock(), tracks: 0 })
      },
    )

    app.delete(
      '/v1/catalog/takedowns/:kind/:id',
      operation({
        id: 'liftTakedown',
        summary: 'Lift a takedown',
        description:
          'What its source still has, and no other takedown holds, is there again from the next request on. Idempotent; lifting what is not taken down is fine.',
        tag: 'catalogue',
        params: liftParams,
        answers: { 200: z.object({ tracks: z.number().int().describe('How many are there again') }) },
        writes: true,
      }),
      async ({ params }) => ({ tracks: await catalog.lift([params]) }),
    )
  }

const viewOfTakedown = ({ kind, id, note, at, tracks }: TakenDown): z.input<typeof takedownSchema> => ({
  kind,
  id,
  ...(note !== undefined && { note }),
  since: toIso(at),
  tracks,
})
