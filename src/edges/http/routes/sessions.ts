import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Catalog } from '#catalog'
import { AppError, eventId, type SessionId, sessionId } from '#domain'
import {
  incomingEventSchema,
  type SessionSeed,
  sentListenerIdSchema,
  sessionIdSchema,
  sessionSeedSchema,
  trackIdSchema,
} from '#log'
import type { Services } from '#operations'
import { isSeedTakenDown, nameSeed, readSession, seedNow, session, slateSchema, whyClosed } from '#surfaces'
import { operation, wholeNumber } from '../operation.ts'
import { intakeAnswerSchema, statusOf, take } from './events.ts'
import { marketSchema } from './pages.ts'
import { answer, unknownAmong } from './surfaces.ts'

const sessionParams = z.object({ id: sessionIdSchema })

/** Sessions (radio): started from a track, an artist or a tag; skips change what follows. */
export const sessionAnswerSchema = z
  .object({ sessionId: z.string(), title: z.string(), seed: sessionSeedSchema })
  .meta({ id: 'Session' })

/** As slates say it: what of the start can't be played. */
const startedSchema = sessionAnswerSchema
  .extend({ degraded: z.array(z.string()) })
  .meta({ id: 'StartedSession' })

/** An event as a player in a session sends it: whose it is and where, the server knows. */
const sessionEventSchema = z.union(
  incomingEventSchema.options.map(({ shape }) =>
    z.strictObject({ ...shape, listenerId: sentListenerIdSchema.optional() }),
  ),
)

export const sessionRoutes =
  (services: Services): FastifyPluginAsyncZod =>
  async (app) => {
    const { catalog, clock, features, journal, newId, readsFor, tagsAlike } = services
    const known = async (id: SessionId) => {
      const found = await readSession(features, catalog, id)
      if (found === undefined) {
        throw new AppError('unknown-session', 'No session has this id. Start one with POST /v1/sessions.')
      }
      return found
    }

    app.post(
      '/v1/sessions',
      operation({
        id: 'startSession',
        summary: 'Start a session',
        description:
          'A listener may start one from what they have blocked or disliked: it leads on to others, and `degraded` says so, here and in what follows.',
        tag: 'sessions',
        body: z.strictObject({ listenerId: sentListenerIdSchema, seed: sessionSeedSchema }),
        answers: { 201: startedSchema },
        refuses: ['unknown-seed', 'taken-down', 'states-damaged'],
        writes: true,
      }),
      async (request, reply) => {
        const { listenerId: listener } = request.body
        const seed = seedNow(catalog, tagsAlike, request.body.seed)
        const reads = await readsFor(listener, clock())
        if (reads.seedKeys(seed.kind, seed.id).length === 0) throw noStart(catalog, seed)
        const id = sessionId(newId())
        const event = {
          type: 'session.started' as const,
          id: eventId(`session/${id}`),
          at: clock(),
          listenerId: listener,
          sessionId: id,
          seed,
        }
        await journal.append([{ event }])
        reply.code(201)
        const closed = whyClosed(seed, reads)
        return {
          sessionId: id,
          title: nameSeed(catalog, seed),
          seed,
          degraded: closed === undefined ? [] : [closed],
        }
      },
    )

    app.get(
      '/v1/sessions/:id/next',
      operation({
        id: 'getSessionNext',
        summary: 'What follows in a session',
        description:
          'Never what was skipped in it, and what was heard in it only where too little else is left, which `degraded` says; asked again it answers anew. A `trackId` that the catalogue does not have, or that was taken down or left it, is passed over, and `degraded` says so.',
        tag: 'sessions',
        params: sessionParams,
        querystring: z.object({
          limit: wholeNumber(1, 50).default(10),
          /** What plays now, which no event tells of yet: what follows is spaced from it. */
          trackId: trackIdSchema.optional(),
          market: marketSchema,
        }),
        answers: { 200: slateSchema },
        refuses: ['unknown-session', 'states-damaged'],
        writes: true,
      }),
      async (request, reply) => {
        const asked = await known(request.params.id)
        const { trackId: playing, limit, market } = request.query
        return answer(
          services,
          session,
          {
            listenerId: asked.listenerId,
            limit,
            market,
            currentKey: playing === undefined ? undefined : catalog.keyOf(playing),
            session: { ...asked, seed: seedNow(catalog, tagsAlike, asked.seed) },
          },
          request.id,
          reply,
          unknownAmong(catalog, 'trackId', playing === undefined ? [] : [playing]),
        )
      },
    )

    app.post(
      '/v1/sessions/:id/events',
      operation({
        id: 'sendSessionEvents',
        summary: 'Send events of a session',
        description: 'As POST /v1/events; `sessionId` and `listenerId` are filled in.',
        tag: 'sessions',
        params: sessionParams,
        answers: {
          200: intakeAnswerSchema,
          400: intakeAnswerSchema,
        },
        batchOf: sessionEventSchema,
        refuses: ['unknown-session', 'states-damaged'],
        writes: true,
      }),
      async (request, reply) => {
        const { id, listenerId: listener } = await known(request.params.id)
        const taken = await take(services, request.body, { listenerId: listener, sessionId: id })
        reply.code(statusOf(taken))
        return taken
      },
    )
  }

/** Nothing that may be played goes with this seed. */
const noStart = (catalog: Catalog, seed: SessionSeed): AppError => {
  const { kind } = seed
  return isSeedTakenDown(catalog, seed)
    ? new AppError(
        'taken-down',
        `This ${kind} was taken down here: no session starts from it until that is lifted. Start from another one.`,
      )
    : new AppError(
        'unknown-seed',
        `The catalogue has no ${kind} with this id to start from. /v1/search finds ids.`,
      )
}
