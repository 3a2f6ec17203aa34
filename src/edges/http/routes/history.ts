import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Catalog } from '#catalog'
import { toIso } from '#domain'
import { type AskOlder, type EventOf, type Indexed, newestPage, trackIdSchema } from '#log'
import type { RightsThere, Services } from '#operations'
import { findLastStop, nameSeed, readSession, seedNow, trackViewSchema, viewOf } from '#surfaces'
import { operation, wholeNumber } from '../operation.ts'
import { marketQuery, marketSchema, placeSchema } from './pages.ts'
import { sessionAnswerSchema } from './sessions.ts'
import { listenerParams } from './surfaces.ts'
import { withdrawnTrackSchema, withdrawnView } from './withdrawn.ts'

const playSchema = z
  .object({
    id: z.string(),
    at: z.string(),
    trackId: z.string(),
    /** Absent when the track left the catalogue; then it can't be played. */
    track: trackViewSchema.optional(),
    /** What left the catalogue, as it was; with neither, the catalogue never had it or forgot it. */
    withdrawn: withdrawnTrackSchema.optional(),
    playedMs: z.number().optional(),
    /** The decision it came from. */
    requestId: z.string().optional(),
    simulated: z.literal(true).optional(),
  })
  .meta({ id: 'Play' })

/** What a listener played, and where they stopped. */
export const historyRoutes =
  (services: Services): FastifyPluginAsyncZod =>
  async (app) => {
    const { eventIndex, catalog, features, clock, readsFor, rightsIn, tagsAlike } = services
    app.get(
      '/v1/listeners/:id/history',
      operation({
        id: 'listHistory',
        summary: 'What a listener played, newest first',
        description:
          'In the order the log took it. `trackId` asks for the plays of one track. While `next` is there, older ones may fit: send it as `before`; a page may be short or empty and still have one.',
        tag: 'listeners',
        params: listenerParams,
        querystring: z.object({
          trackId: trackIdSchema.optional(),
          market: marketSchema,
          before: placeSchema.optional(),
          limit: wholeNumber(1, 200).default(50),
        }),
        answers: { 200: z.object({ plays: z.array(playSchema), next: z.string().optional() }) },
        refuses: ['storage-failed'],
      }),
      async ({ params, query: { trackId, before, limit, market } }) => {
        const rights = rightsIn(market)
        const ask: AskOlder<Indexed> = (rows, older) =>
          eventIndex.latest('track.played', rows, { listenerId: params.id, before: older })
        const { picked, next } = await newestPage(ask, {
          before,
          limit,
          pick: ({ event }) =>
            event.type === 'track.played' && (trackId === undefined || event.trackId === trackId)
              ? playOf(event, catalog, rights)
              : undefined,
        })
        return { plays: picked, ...(next !== undefined && { next }) }
      },
    )

    app.get(
      '/v1/listeners/:id/last-stop',
      operation({
        id: 'getLastStop',
        summary: 'Where a listener stopped, on whatever device',
        description:
          'The newest play whose track, or another version of its recording, is still there (it is `track`) and neither blocked nor disliked, and the session it was heard in when that can go on with `/v1/sessions/{id}/next`. Both are absent when there is nothing to go on from. A request looks at some thousands of plays; when none of them can be gone on from and there are older ones, `next` is there: send it as `before` to look further.',
        tag: 'listeners',
        params: listenerParams,
        querystring: marketQuery.extend({ before: placeSchema.optional() }),
        answers: {
          200: z.object({
            play: playSchema.optional(),
            session: sessionAnswerSchema.optional(),
            next: z.string().optional(),
          }),
        },
        refuses: ['states-damaged', 'storage-failed'],
      }),
      async ({ params: { id }, query: { before, market } }) => {
        const { last, next } = await findLastStop(eventIndex, id, await readsFor(id, clock()), {
          before,
          allows: rightsIn(market).allows,
          sessionOf: async (session) => {
            const found = await readSession(features, catalog, session)
            return found && { ...found, seed: seedNow(catalog, tagsAlike, found.seed) }
          },
        })
        if (last === undefined) return next === undefined ? {} : { next }
        const { play, track, session } = last
        return {
          play: { ...factsOf(play), track: viewOf(track) },
          ...(session && {
            session: {
              sessionId: session.id,
              title: nameSeed(catalog, session.seed),
              seed: session.seed,
            },
          }),
        }
      },
    )
  }

/** What may not be played where and when it is asked for is named as what left the catalogue is. */
const playOf = (
  event: EventOf<'track.played'>,
  catalog: Catalog,
  rights: RightsThere,
): z.input<typeof playSchema> => {
  const known = catalog.get(event.trackId)
  const stored = known && rights.allows(known) ? known : undefined
  const former = stored ? undefined : (known ?? catalog.former(event.trackId))
  return {
    ...factsOf(event),
    ...(stored && { track: viewOf(stored) }),
    ...(former && { withdrawn: withdrawnView(former) }),
  }
}

const factsOf = ({ id, at, trackId, playedMs, requestId, simulated }: EventOf<'track.played'>) => ({
  id,
  at: toIso(at),
  trackId,
  ...(playedMs !== undefined && { playedMs }),
  ...(requestId !== undefined && { requestId }),
  ...(simulated && { simulated }),
})
