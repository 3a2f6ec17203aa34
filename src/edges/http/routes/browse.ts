import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Catalog, forEachInSlices, named, type StoredTrack } from '#catalog'
import { artistId, type RecordingId, releaseId, type TrackKey } from '#domain'
import { sentListenerIdSchema } from '#log'
import type { Services } from '#operations'
import { blockOn, type ListedTrack, listedFor, listedTrackSchema, similarArtists, viewOf } from '#surfaces'
import { operation, wholeNumber } from '../operation.ts'
import {
  artistPage,
  artistPageSchema,
  artistSummary,
  artistSummarySchema,
  knownArtist,
  releasePage,
  releasePageSchema,
  releaseSummarySchema,
  summaryOf,
  tagSummarySchema,
  tracksAt,
  yearSummarySchema,
} from './browse-views.ts'
import { idSchema, marketQuery, marketSchema, pageOf, pageQuery } from './pages.ts'

/** The catalogue as people leaf through it: every list counted, ordered, filtered by words and in pages. */
const words = z.string().max(200).optional().describe('Only names that hold these words')

export const browseRoutes =
  (services: Services): FastifyPluginAsyncZod =>
  async (app) => {
    const { browse, catalog, clock, readsFor } = services

    app.get(
      '/v1/artists',
      operation({
        id: 'listArtists',
        summary: 'All artists',
        tag: 'catalogue',
        querystring: pageQuery.extend({ q: words, order: z.enum(['name', 'tracks']).default('name') }),
        answers: {
          200: z.object({ total: z.number().int(), artists: z.array(artistSummarySchema) }),
        },
      }),
      async ({ query }) => {
        const { byName, byTracks } = (await browse()).artists
        const { total, items } = pageOf(
          named(query.order === 'name' ? byName : byTracks, query.q, ({ name }) => name),
          query,
        )
        return { total, artists: items.map((artist) => ({ ...artist })) }
      },
    )

    app.get(
      '/v1/artists/:id',
      operation({
        id: 'getArtist',
        summary: 'One artist: their releases and what they are known for',
        description: 'Their tracks are at /v1/tracks?artistId=…, guest appearances with role=guest.',
        tag: 'catalogue',
        params: z.object({ id: idSchema }),
        answers: { 200: artistPageSchema },
        refuses: ['not-found', 'taken-down'],
      }),
      async ({ params }) => artistPage(services, artistId(params.id)),
    )

    app.get(
      '/v1/artists/:id/similar',
      operation({
        id: 'getSimilarArtists',
        summary: 'Artists like an artist',
        description: 'By how their tracks sound, nearest first. What the listener blocked is left out.',
        tag: 'catalogue',
        params: z.object({ id: idSchema }),
        querystring: z.object({
          limit: wholeNumber(1, 50).default(12),
          listenerId: sentListenerIdSchema.optional(),
        }),
        answers: {
          200: z.object({ artists: z.array(artistSummarySchema) }),
        },
        refuses: ['not-found', 'taken-down', 'states-damaged'],
      }),
      async ({ params, query }) => {
        const { id } = knownArtist(catalog, artistId(params.id))
        const near = similarArtists(await readsFor(query.listenerId, clock()), id, query.limit)
        return { artists: await Promise.all(near.map((artist) => artistSummary(services, artist))) }
      },
    )

    app.get(
      '/v1/releases',
      operation({
        id: 'listReleases',
        summary: 'All releases',
        tag: 'catalogue',
        querystring: pageQuery.extend({
          q: words,
          year: wholeNumber(0, 9999).optional(),
          order: z.enum(['newest', 'title', 'tracks']).default('newest'),
        }),
        answers: {
          200: z.object({ total: z.number().int(), releases: z.array(releaseSummarySchema) }),
        },
      }),
      async ({ query }) => {
        const { byYear, byTitle, byTracks } = (await browse()).releases
        const all = { newest: byYear, title: byTitle, tracks: byTracks }[query.order]
        const fitting = query.year === undefined ? all : all.filter(({ year }) => year === query.year)
        const { total, items } = pageOf(
          named(fitting, query.q, ({ title }) => title),
          query,
        )
        return { total, releases: items.map(summaryOf) }
      },
    )

    app.get(
      '/v1/releases/:id',
      operation({
        id: 'getRelease',
        summary: 'One release: its tracks in order',
        description: 'What the listener blocked or dislikes is among them and says so in `ruledOut`.',
        tag: 'catalogue',
        params: z.object({ id: idSchema }),
        querystring: marketQuery.extend({ listenerId: sentListenerIdSchema.optional() }),
        answers: { 200: releasePageSchema },
        refuses: ['not-found', 'taken-down', 'states-damaged'],
      }),
      async ({ params, query }) =>
        releasePage(
          services,
          releaseId(params.id),
          services.rightsIn(query.market),
          // For nobody nothing is read that could be damaged.
          query.listenerId === undefined ? viewOf : listedFor(await readsFor(query.listenerId, clock())),
        ),
    )

    app.get(
      '/v1/tags',
      operation({
        id: 'listTags',
        summary: 'All tags',
        tag: 'catalogue',
        querystring: pageQuery.extend({ q: words, order: z.enum(['tracks', 'name']).default('tracks') }),
        answers: {
          200: z.object({ total: z.number().int(), tags: z.array(tagSummarySchema) }),
        },
      }),
      async ({ query }) => {
        const { byName, byTracks } = (await browse()).tags
        const { total, items } = pageOf(
          named(query.order === 'name' ? byName : byTracks, query.q, ({ tag }) => tag),
          query,
        )
        return { total, tags: [...items] }
      },
    )

    app.get(
      '/v1/years',
      operation({
        id: 'listYears',
        summary: 'All years with music in them, newest first',
        tag: 'catalogue',
        answers: { 200: z.object({ total: z.number().int(), years: z.array(yearSummarySchema) }) },
      }),
      async () => {
        const { years } = await browse()
        return { total: years.length, years: [...years] }
      },
    )

    app.get(
      '/v1/tracks',
      operation({
        id: 'listTracks',
        summary: 'Tracks of an artist, a tag or a year; all tracks without any',
        description:
          'Several conditions hold together. What the listener blocked is left out and counted, or marked with `blocked=marked`; what they dislike is marked in `ruledOut`.',
        tag: 'catalogue',
        querystring: tracksQuery,
        answers: {
          200: z.object({
            total: z.number().int(),
            tracks: z.array(listedTrackSchema),
            hiddenByBlocks: z.number().int(),
          }),
        },
        refuses: ['states-damaged'],
      }),
      async ({ query }) => tracksPage(services, query),
    )
  }

const tracksQuery = pageQuery.extend({
  artistId: idSchema.optional(),
  /** Of the artist's tracks, those they made or those they are a guest on; both when absent. */
  role: z.enum(['main', 'guest']).optional(),
  tag: z.string().max(200).optional(),
  year: wholeNumber(0, 9999).optional(),
  order: z.enum(['popular', 'newest', 'title']).default('popular'),
  versions: z
    .enum(['all', 'first'])
    .default('all')
    .describe('`first`: of the versions of a recording the first in this order'),
  listenerId: sentListenerIdSchema.optional(),
  market: marketSchema,
  blocked: z
    .enum(['left-out', 'marked'])
    .default('left-out')
    .describe('What becomes of what the listener blocked: `marked` keeps it in its place, with `ruledOut`'),
})

/** A condition narrows what is walked through; the order itself is there already, so that no page sorts titles. */
const tracksPage = async (
  { catalog, clock, orders, readsFor, rightsIn }: Services,
  query: z.infer<typeof tracksQuery>,
): Promise<{ total: number; tracks: ListedTrack[]; hiddenByBlocks: number }> => {
  const order = await orders[query.order]()
  const reads = await readsFor(query.listenerId, clock())
  const { index, listener } = reads
  const leavesOut = query.blocked === 'left-out' ? listener?.blocks : undefined
  const some = narrowed(catalog, query)
  const rights = rightsIn(query.market)
  // Nothing can be left out: most people leaf through all of it, and a walk through it is the whole request.
  const allOfIt = some === undefined && query.year === undefined && query.versions === 'all'
  if (allOfIt && rights.allowsAll && !leavesOut?.size) {
    const { total, items } = pageOf(order.keys, query)
    return { total, tracks: tracksAt(catalog, items).map(listedFor(reads)), hiddenByBlocks: 0 }
  }
  const found: StoredTrack[] = []
  const listed = query.versions === 'first' ? new Set<RecordingId>() : undefined
  let hiddenByBlocks = 0
  const keys = some === undefined ? order.keys : order.sorted(some)
  await forEachInSlices(keys, nextTurn, (key) => {
    const track = catalog.byKey(key)
    if (track === undefined || !fits(track, query) || !rights.allows(track)) return
    if (listed?.has(track.recordingId)) return
    if (leavesOut !== undefined && blockOn(key, index, leavesOut) !== 0) hiddenByBlocks += 1
    else {
      found.push(track)
      listed?.add(track.recordingId)
    }
  })
  const { total, items } = pageOf(found, query)
  return { total, tracks: items.map(listedFor(reads)), hiddenByBlocks }
}

/** The shortest list the catalogue has at hand; undefined when that is all of it. */
const narrowed = (
  catalog: Catalog,
  { artistId: artist, tag }: z.infer<typeof tracksQuery>,
): readonly TrackKey[] | undefined => {
  if (artist !== undefined) return catalog.artist(artistId(artist))?.trackKeys ?? []
  return tag === undefined ? undefined : catalog.withTag(tag)
}

const fits = (
  track: StoredTrack,
  { artistId: artist, role, tag, year }: z.infer<typeof tracksQuery>,
): boolean =>
  (tag === undefined || track.tags.includes(tag)) &&
  (year === undefined || track.year === year) &&
  (artist === undefined ||
    role === undefined ||
    track.artists.some(({ id }) => id === artist) === (role === 'main'))
