import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Catalog, named, type StoredTrack } from '#catalog'
import { artistId, releaseId } from '#domain'
import { listenerIdSchema } from '#log'
import { blockOn, similarArtists, trackViewSchema, viewOf } from '#surfaces'
import { operation, wholeNumber } from '../operation.ts'
import type { Services } from '../services.ts'
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
import { idSchema, pageOf, pageQuery } from './pages.ts'

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
        const { byName, byTracks } = browse().artists
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
        refuses: ['not-found'],
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
          listenerId: listenerIdSchema.optional(),
        }),
        answers: {
          200: z.object({ artists: z.array(artistSummarySchema) }),
        },
        refuses: ['not-found'],
      }),
      async ({ params, query }) => {
        const { id } = knownArtist(catalog, artistId(params.id))
        const near = similarArtists(readsFor(query.listenerId, clock()), id, query.limit)
        return { artists: near.map((artist) => artistSummary(services, artist)) }
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
        const { byYear, byTitle, byTracks } = browse().releases
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
        tag: 'catalogue',
        params: z.object({ id: idSchema }),
        answers: { 200: releasePageSchema },
        refuses: ['not-found'],
      }),
      async ({ params }) => releasePage(services, releaseId(params.id)),
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
        const { byName, byTracks } = browse().tags
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
        const { years } = browse()
        return { total: years.length, years: [...years] }
      },
    )

    app.get(
      '/v1/tracks',
      operation({
        id: 'listTracks',
        summary: 'Tracks of an artist, a tag or a year; all tracks without any',
        description: 'Several conditions hold together. What the listener blocked is left out and counted.',
        tag: 'catalogue',
        querystring: tracksQuery,
        answers: {
          200: z.object({
            total: z.number().int(),
            tracks: z.array(trackViewSchema),
            hiddenByBlocks: z.number().int(),
          }),
        },
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
  listenerId: listenerIdSchema.optional(),
})

const titles = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

const tracksPage = (
  { catalog, clock, readsFor }: Services,
  query: z.infer<typeof tracksQuery>,
): { total: number; tracks: ReturnType<typeof viewOf>[]; hiddenByBlocks: number } => {
  const { index, listener, models } = readsFor(query.listenerId, clock())
  const fitting = candidates(catalog, query).filter((track) => fits(track, query))
  const blocks = listener?.blocks
  const free = blocks ? fitting.filter(({ key }) => blockOn(key, index, blocks) === 0) : fitting
  const orders: Record<typeof query.order, (a: StoredTrack, b: StoredTrack) => number> = {
    popular: (a, b) => models.popularityOf(b.key) - models.popularityOf(a.key),
    newest: (a, b) => (b.year ?? 0) - (a.year ?? 0),
    title: (a, b) => titles.compare(a.title, b.title),
  }
  const order = orders[query.order]
  const { total, items } = pageOf(
    free.toSorted((a, b) => order(a, b) || a.key - b.key),
    query,
  )
  return { total, tracks: items.map(viewOf), hiddenByBlocks: fitting.length - free.length }
}

/** The narrowest list the catalogue has at hand. */
const candidates = (
  catalog: Catalog,
  { artistId: artist, tag }: z.infer<typeof tracksQuery>,
): readonly StoredTrack[] => {
  if (artist !== undefined) return tracksAt(catalog, catalog.artist(artistId(artist))?.trackKeys ?? [])
  return tag === undefined ? [...catalog.tracks()] : tracksAt(catalog, catalog.withTag(tag))
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
