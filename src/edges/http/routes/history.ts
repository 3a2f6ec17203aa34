import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Catalog } from '#catalog'
import { artistId, toIso } from '#domain'
import { type EventOf, newestPage, trackIdSchema } from '#log'
import { trackViewSchema, viewOf } from '#surfaces'
import { operation, wholeNumber } from '../operation.ts'
import type { Services } from '../services.ts'
import { positionSchema } from './pages.ts'
import { listenerParams } from './surfaces.ts'

const playSchema = z
  .object({
    id: z.string(),
    at: z.string(),
    trackId: z.string(),
    /** Absent when the track left the catalogue; then it can't be played. */
    track: trackViewSchema.optional(),
    /** Its artists that the catalogue still knows; of a track that is there, all. */
    artists: trackViewSchema.shape.artists,
    playedMs: z.number().optional(),
    /** The decision it came from. */
    requestId: z.string().optional(),
    simulated: z.literal(true).optional(),
  })
  .meta({ id: 'Play' })

/** What a listener played. */
export const historyRoutes =
  ({ log, catalog }: Services): FastifyPluginAsyncZod =>
  async (app) => {
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
          before: positionSchema.optional(),
          limit: wholeNumber(1, 200).default(50),
        }),
        answers: { 200: z.object({ plays: z.array(playSchema), next: z.number().int().optional() }) },
      }),
      async ({ params, query: { trackId, before, limit } }) => {
        const { picked, next } = await newestPage(log, 'track.played', {
          listenerId: params.id,
          before,
          limit,
          pick: (event) =>
            event.type === 'track.played' && (trackId === undefined || event.trackId === trackId)
              ? playOf(event, catalog)
              : undefined,
        })
        return { plays: picked, ...(next !== undefined && { next }) }
      },
    )
  }

const playOf = (event: EventOf<'track.played'>, catalog: Catalog): z.input<typeof playSchema> => {
  const { id, at, trackId, playedMs, requestId, simulated, artistIds = [] } = event
  const stored = catalog.get(trackId)
  const track = stored && viewOf(stored)
  const known = artistIds.flatMap((artist) => catalog.artist(artistId(artist)) ?? [])
  return {
    id,
    at: toIso(at),
    trackId,
    ...(track && { track }),
    artists: track?.artists ?? known.map((artist) => ({ id: artist.id, name: artist.name })),
    ...(playedMs !== undefined && { playedMs }),
    ...(requestId !== undefined && { requestId }),
    ...(simulated && { simulated }),
  }
}
