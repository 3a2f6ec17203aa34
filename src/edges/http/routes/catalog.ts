import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Catalog, type StoredTrack, trackInputSchema } from '#catalog'
import { AppError, createTurns, type TrackId } from '#domain'
import { sentListenerIdSchema, trackIdSchema } from '#log'
import type { RightsThere, Services } from '#operations'
import { foundTracksSchema, searchTracks } from '#surfaces'
import { audioMediaType } from '../audio-media-type.ts'
import { byteRange } from '../byte-range.ts'
import { type IncomingTracks, mostTracks, readIncoming } from '../incoming-tracks.ts'
import { operation, wholeNumber } from '../operation.ts'
import { trackPage, trackPageSchema } from './browse-views.ts'
import { marketQuery, marketSchema } from './pages.ts'

/** Tracks in, tracks out, words to tracks, and the audio of a library. */
export const trackParams = z.object({ id: trackIdSchema })

const upsertAnswerSchema = z
  .object({
    added: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    refused: z.array(
      z.object({ index: z.number().int(), id: z.string().optional(), code: z.string(), detail: z.string() }),
    ),
  })
  .meta({ id: 'TracksTaken' })

const searchQuerySchema = z.object({
  q: z.string().max(1000).optional(),
  artistId: z.string().max(400).optional(),
  tag: z.string().max(200).optional(),
  limit: wholeNumber(1, 100).default(20),
  /** Leaves out what this listener blocked. */
  listenerId: sentListenerIdSchema.optional(),
  market: marketSchema,
})

export const catalogRoutes =
  (services: Services): FastifyPluginAsyncZod =>
  async (app) => {
    const { catalog, telemetry } = services
    /** A long list that came first is taken first. */
    const inTurn = createTurns()

    app.put(
      '/v1/catalog/tracks',
      operation({
        id: 'putTracks',
        summary: 'Add or change tracks',
        description: `A JSON array, one track, or NDJSON; at most 4 MiB and ${mostTracks} tracks, each of at most 32 KiB with the ids of its names. A track with a known id replaces it whole, but keeps its recording where none is named. Sending the same again changes nothing. Fields of a track: ${Object.keys(trackInputSchema.shape).join(', ')}.`,
        tag: 'catalogue',
        answers: {
          200: upsertAnswerSchema,
          400: upsertAnswerSchema,
        },
        batchOf: trackInputSchema,
        writes: true,
      }),
      async (request, reply) => {
        const answer = await upsert(
          catalog,
          inTurn(() => readIncoming(request.body)),
        )
        telemetry.tracksTaken(answer)
        const nothingTaken = answer.added + answer.changed + answer.unchanged === 0
        reply.code(nothingTaken && answer.refused.length > 0 ? 400 : 200)
        return answer
      },
    )

    app.get(
      '/v1/tracks/:id',
      operation({
        id: 'getTrack',
        summary: 'One track',
        tag: 'catalogue',
        params: trackParams,
        querystring: marketQuery,
        answers: { 200: trackPageSchema },
        refuses: ['unknown-track', 'taken-down', 'not-available'],
      }),
      async ({ params, query }) => {
        const rights = services.rightsIn(query.market)
        return trackPage(services, allowedTrack(catalog, params.id, rights), rights)
      },
    )

    app.get(
      '/v1/tracks/:id/audio',
      operation({
        id: 'getTrackAudio',
        summary: 'The audio of a library track',
        description: 'Answers byte ranges, so that players can seek. Only for tracks imported from a folder.',
        tag: 'catalogue',
        params: trackParams,
        querystring: marketQuery,
        headers: z.looseObject({ range: z.string().optional() }),
        answers: { 200: z.unknown(), 206: z.unknown() },
        media: 'audio/*',
        refuses: ['unknown-track', 'taken-down', 'not-available', 'not-found', 'range-not-satisfiable'],
      }),
      async (request, reply) => {
        const rights = services.rightsIn(request.query.market)
        const { audioPath } = allowedTrack(catalog, request.params.id, rights)
        if (audioPath === undefined) {
          throw new AppError(
            'not-found',
            'This track has no file on this server; `audioUrl` says where it can be heard, if anywhere.',
          )
        }
        const { size } = await fileFacts(audioPath)
        const range = byteRange(request.headers.range, size)
        reply.header('accept-ranges', 'bytes').header('content-type', audioMediaType(audioPath))
        if (range === 'unsatisfiable') {
          reply.header('content-range', `bytes */${size}`)
          throw new AppError('range-not-satisfiable', `The file has ${size} bytes: ask for some of those.`)
        }
        // A HEAD's stream would be read to its end and thrown away.
        const read = (part?: { readonly start: number; readonly end: number }) =>
          request.method === 'HEAD' ? Readable.from([]) : createReadStream(audioPath, part)
        if (range === undefined) return reply.header('content-length', size).send(read())
        reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`)
        return reply.header('content-length', range.end - range.start + 1).send(read(range))
      },
    )

    app.get(
      '/v1/search',
      operation({
        id: 'search',
        summary: 'Words to tracks, artists and tags',
        description:
          'By words (`q`; the last one may be a beginning, typing errors are mended), by artist, or by tag. A blank one counts as left out, and without any the answer is 400. Blocked tracks are left out when a listener is given, and what they dislike is marked in `ruledOut`.',
        tag: 'catalogue',
        querystring: searchQuerySchema,
        answers: { 200: foundTracksSchema },
        refuses: ['states-damaged', 'storage-failed'],
      }),
      async (request) => search(services, request.query),
    )
  }

const upsert = async (catalog: Catalog, incoming: Promise<IncomingTracks>) => {
  const { tracks, refused } = await incoming
  return { ...(await catalog.upsert(tracks)), refused }
}

export const knownTrack = (catalog: Catalog, id: TrackId): StoredTrack => {
  const track = catalog.get(id)
  if (track === undefined && catalog.takedownOf(id))
    throw new AppError(
      'taken-down',
      'This track was taken down here: nobody is played or recommended it until that is lifted. Leave it out of what you ask for.',
    )
  if (track === undefined) {
    throw new AppError(
      'unknown-track',
      'The catalogue has no track with this id. Search for it with /v1/search, or add it with PUT /v1/catalog/tracks.',
    )
  }
  return track
}

/** As `knownTrack`, and `not-available` for one that may not be served there and then. */
const allowedTrack = (catalog: Catalog, id: TrackId, rights: RightsThere): StoredTrack => {
  const track = knownTrack(catalog, id)
  if (rights.allows(track)) return track
  throw new AppError(
    'not-available',
    'This track may not be played here, or not at this moment. Say in which country the listener is with market=…, or leave it out.',
  )
}

const fileFacts = async (path: string) => {
  try {
    return await stat(path)
  } catch (cause) {
    throw new AppError(
      'not-found',
      'The audio file is gone from the library folder. Put it back, or import the folder again.',
      { cause },
    )
  }
}

const search = async (services: Services, query: z.infer<typeof searchQuerySchema>) => {
  const { catalog, clock, readsFor, rightsIn } = services
  const words = wordsOf(query)
  const reads = await readsFor(query.listenerId, clock())
  return searchTracks(catalog, { ...words, limit: query.limit }, reads, rightsIn(query.market).allows)
}

const wordsOf = ({ q, artistId: artist, tag }: z.infer<typeof searchQuerySchema>) => {
  const words = { q: unlessBlank(q), artistId: unlessBlank(artist), tag: unlessBlank(tag) }
  if (Object.values(words).every((word) => word === undefined)) {
    throw new AppError('invalid-request', 'Say what to search for: words in q, an artistId, or a tag.')
  }
  return words
}

/** A box that nothing was typed in asks for nothing. */
const unlessBlank = (text: string | undefined): string | undefined =>
  text === undefined || text.trim() === '' ? undefined : text
