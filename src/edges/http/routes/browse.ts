import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Catalog, named, type StoredTrack } from '#catalog'
import { artistId, releaseId } from '#domain'
import { listenerIdSchema } from '#log'
import { blockOn, similarArtists, trackViewSchema, viewOf } from '#surfaces'
import { problemSchema } from '../problem.ts'
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
      {
        schema: {
          summary: 'All artists',
          tags: ['catalogue'],
          querystring: pageQuery.extend({ q: words, order: z.enum(['name', 'tracks']).default('name') }),
          response: {
            200: z.object({ total: z.number().int(), artists: z.array(artistSummarySchema) }),
            400: problemSchema,
          },
        },
      },
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
      {
        schema: {
          summary: 'One artist: their releases and what they are known for',
          description: 'Their tracks are at /v1/tracks?artistId=…, guest appearances with role=guest.',
          tags: ['catalogue'],
          params: z.object({ id: idSchema }),
          response: { 200: artistPageSchema, 404: problemSchema },
        },
      },
      async ({ params }) => artistPage(services, artistId(params.id)),
    )

    app.get(
      '/v1/artists/:id/similar',
      {
        schema: {
          summary: 'Artists like an artist',
          description: 'By how their tracks sound, nearest first. What the listener blocked is left out.',
          tags: ['catalogue'],
          params: z.object({ id: idSchema }),
          querystring: z.object({
            limit: z.coerce.number().int().min(1).max(50).default(12),
            listenerId: listenerIdSchema.optional(),
          }),
          response: {
            200: z.object({ artists: z.array(artistSummarySchema) }),
            400: problemSchema,
            404: problemSchema,
          },
        },
      },
      async ({ params, query }) => {
        const { id } = knownArtist(catalog, artistId(params.id))
        const near = similarArtists(readsFor(query.listenerId, clock()), id, query.limit)
        return { artists: near.map((artist) => artistSummary(services, artist)) }
      },
    )

    app.get(
      '/v1/releases',
      {
        schema: {
          summary: 'All releases',
          tags: ['catalogue'],
          querystring: pageQuery.extend({
            q: words,
            year: z.coerce.number().int().optional(),
            order: z.enum(['newest', 'title', 'tracks']).default('newest'),
          }),
          response: {
            200: z.object({ total: z.number().int(), releases: z.array(releaseSummarySchema) }),
            400: problemSchema,
          },
        },
      },
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
      {
        schema: {
          summary: 'One release: its tracks in order',
          tags: ['catalogue'],
          params: z.object({ id: idSchema }),
          response: { 200: releasePageSchema, 404: problemSchema },
        },
      },
      async ({ params }) => releasePage(services, releaseId(params.id)),
    )

    app.get(
      '/v1/tags',
      {
        schema: {
          summary: 'All tags',
          tags: ['catalogue'],
          querystring: pageQuery.extend({ q: words, order: z.enum(['tracks', 'name']).default('tracks') }),
          response: {
            200: z.object({ total: z.number().int(), tags: z.array(tagSummarySchema) }),
            400: problemSchema,
          },
        },
      },
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
      {
        schema: {
          summary: 'All years with music in them, newest first',
          tags: ['catalogue'],
          response: { 200: z.object({ total: z.number().int(), years: z.array(yearSummarySchema) }) },
        },
      },
      async () => {
        const { years } = browse()
        return { total: years.length, years: [...years] }
      },
    )

    app.get(
      '/v1/tracks',
      {
        schema: {
          summary: 'Tracks of an artist, a tag or a year; all tracks without any',
          description: 'Several conditions hold together. What the listener blocked is left out and counted.',
          tags: ['catalogue'],
          querystring: tracksQuery,
          response: {
            200: z.object({
              total: z.number().int(),
              tracks: z.array(trackViewSchema),
              hiddenByBlocks: z.number().int(),
            }),
            400: problemSchema,
          },
        },
      },
      async ({ query }) => tracksPage(services, query),
    )
  }

const tracksQuery = pageQuery.extend({
  artistId: idSchema.optional(),
  /** Of the artist's tracks, those they made or those they are a guest on; both when absent. */
  role: z.enum(['main', 'guest']).optional(),
  tag: z.string().max(200).optional(),
  year: z.coerce.number().int().optional(),
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
