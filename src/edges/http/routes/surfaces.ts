import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Catalog } from '#catalog'
import { type ListenerId, requestId, type TrackId, type TrackKey } from '#domain'
import { sentListenerIdSchema, trackIdSchema } from '#log'
import type { Services } from '#operations'
import {
  type Asking,
  home,
  homeSchema,
  nowPlaying,
  type Served,
  type Surface,
  similar,
  slateSchema,
  whyClosed,
  whyPassedOver,
} from '#surfaces'
import { operation, wholeNumber } from '../operation.ts'
import { knownTrack, trackParams } from './catalog.ts'
import { marketQuery, marketSchema } from './pages.ts'

/** The surfaces that answer one listener at a time: home, now playing, similar. */
export const listenerParams = z.object({ id: sentListenerIdSchema })
const limitQuery = wholeNumber(1, 100).default(20)

const nowPlayingBody = z.strictObject({
  /** What plays now. */
  trackId: trackIdSchema.optional(),
  /** What the player played before it, newest first; goes before what the log knows. */
  recentTrackIds: z.array(trackIdSchema).max(50).default([]),
  /** Already queued; not served again. */
  excludeTrackIds: z.array(trackIdSchema).max(200).default([]),
  limit: z.number().int().min(1).max(50).default(10),
  market: marketSchema,
})

export const surfaceRoutes =
  (services: Services): FastifyPluginAsyncZod =>
  async (app) => {
    const { catalog } = services
    const keysOf = (ids: readonly TrackId[]): TrackKey[] => ids.flatMap((id) => catalog.keyOf(id) ?? [])

    app.get(
      '/v1/listeners/:id/home',
      operation({
        id: 'getHome',
        summary: 'Home',
        description:
          'Shelves of up to twelve, with titles that say why: four or more, also without a history, where the catalogue has enough to fill them. No track is on two, and a shelf of fewer than three is left out.',
        tag: 'surfaces',
        params: listenerParams,
        querystring: marketQuery,
        answers: { 200: homeSchema },
        writes: true,
        refuses: ['states-damaged'],
      }),
      async (request, reply) =>
        answer(
          services,
          home,
          { listenerId: request.params.id, limit: 12, market: request.query.market },
          request.id,
          reply,
        ),
    )

    app.post(
      '/v1/listeners/:id/now-playing',
      operation({
        id: 'getNowPlaying',
        summary: 'What to play next',
        description:
          'Track ids that the catalogue does not have are passed over, and so is what plays (`trackId`) where it was taken down or left the catalogue and no other version of it is there; `degraded` says so. Every request may answer differently; the answer to one request never changes.',
        tag: 'surfaces',
        params: listenerParams,
        body: nowPlayingBody.nullish(),
        answers: { 200: slateSchema },
        writes: true,
        refuses: ['states-damaged'],
      }),
      async (request, reply) => {
        const body = request.body ?? nowPlayingBody.parse({})
        const playing = body.trackId === undefined ? [] : [body.trackId]
        const [currentKey] = keysOf(playing)
        return answer(
          services,
          nowPlaying,
          {
            listenerId: request.params.id,
            limit: body.limit,
            market: body.market,
            currentKey,
            recentKeys: keysOf(body.recentTrackIds),
            excludedKeys: keysOf(body.excludeTrackIds),
          },
          request.id,
          reply,
          [
            ...unknownAmong(catalog, 'trackId', playing),
            ...unknownAmong(catalog, 'recentTrackIds', body.recentTrackIds),
            ...unknownAmong(catalog, 'excludeTrackIds', body.excludeTrackIds),
          ],
        )
      },
    )

    app.get(
      '/v1/tracks/:id/similar',
      operation({
        id: 'getSimilarTracks',
        summary: 'Tracks like a track',
        description:
          'Each is close to it in style, often played after it, or tagged alike, and says which. Where few are, the list is short or empty: nothing else fills it up while `tier` is `full`.',
        tag: 'surfaces',
        params: trackParams,
        querystring: marketQuery.extend({ limit: limitQuery, listenerId: sentListenerIdSchema.optional() }),
        answers: { 200: slateSchema },
        refuses: ['unknown-track', 'taken-down', 'states-damaged'],
        writes: true,
      }),
      async (request, reply) => {
        const { limit, listenerId: listener, market } = request.query
        const { key } = knownTrack(catalog, request.params.id)
        const asking = {
          limit,
          market,
          currentKey: key,
          ...(listener !== undefined && { listenerId: listener }),
        }
        return answer(services, similar, asking, request.id, reply)
      },
    )
  }

/**
 * A line of `degraded` where a player names tracks that the catalogue never had. One that was withdrawn meanwhile is
 * heeded: what was played of it, and is queued, holds for the other versions of its recording. See `whyPassedOver`.
 */
export const unknownAmong = (
  catalog: Pick<Catalog, 'keyOf'>,
  field: string,
  ids: readonly TrackId[],
): readonly string[] => {
  const unknown = ids.filter((id) => catalog.keyOf(id) === undefined).length
  const which = ids.length === 1 ? 'it' : `${unknown} of ${ids.length}`
  return unknown === 0 ? [] : [`${field}: passed over, as the catalogue does not have ${which}`]
}

/** Asks a surface and hands its bytes on as they are: what is hashed in the record is what is sent. */
export const answer = async (
  { clock, readsFor, rightsIn, serve }: Services,
  surface: Surface,
  asking: Omit<Asking, 'requestId' | 'asOf'> & { readonly listenerId?: ListenerId },
  id: string,
  reply: FastifyReply,
  unheeded: readonly string[] = [],
) => {
  const asOf = clock()
  const reads = await readsFor(asking.listenerId, asOf)
  const { market } = rightsIn(asking.market)
  const question = surface.ask({ ...asking, market, requestId: requestId(id), asOf }, reads)
  const closed = asking.session && whyClosed(asking.session.seed, reads)
  const passedOver = whyPassedOver('trackId', asking.currentKey, reads)
  const first = [closed, passedOver].filter((line) => line !== undefined)
  return send(reply, await serve(question, reads, [...first, ...unheeded]))
}

const send = (reply: FastifyReply, { body, tier, recipe, models, loggedMs }: Served) =>
  reply
    .header('content-type', 'application/json; charset=utf-8')
    .header('segue-tier', tier)
    .header('segue-recipe', recipe)
    .header(
      'segue-models',
      Object.entries(models)
        .map(([name, version]) => `${name}=${version}`)
        .join(', '),
    )
    // What the disk takes is no fault of the ranking: whoever looks for where the time went sees it apart.
    .header('server-timing', `log;dur=${loggedMs.toFixed(2)}`)
    // As bytes: a text is copied once more, to stand behind its headers.
    .send(Buffer.from(body))
