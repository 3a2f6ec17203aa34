import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError, artistId, eventId, instant, type ListenerId, type TrackId, toIso, trackId } from '#domain'
import {
  type BlockTarget,
  type BlockWord,
  blockTargetSchema,
  explainTarget,
  sentListenerIdSchema,
} from '#log'
import type { Services } from '#operations'
import {
  type BlockEntry,
  type Like,
  listedFor,
  listedTrackSchema,
  newestFirst,
  readBlocks,
  readLikes,
} from '#surfaces'
import { operation, wholeNumber } from '../operation.ts'
import { marketSchema } from './pages.ts'
import { listenerParams } from './surfaces.ts'
import { withdrawnTrackSchema, withdrawnView } from './withdrawn.ts'

/** What a listener has said: blocks and likes. */
const blockParams = z.object({
  id: sentListenerIdSchema,
  kind: blockTargetSchema.shape.kind,
  target: blockTargetSchema.shape.id,
})

/** `next` of a page: the last like on it. */
const likeMark = /^(\d{1,15})-(.{1,200})$/su
const likesQuery = z.object({
  limit: wholeNumber(1, 500).default(50),
  market: marketSchema,
  before: z.string().regex(likeMark, 'must be the `next` of the page before').optional(),
})

export const listenerRoutes =
  (services: Services): FastifyPluginAsyncZod =>
  async (app) => {
    const { blockEntryOf, blockWords, catalog, clock, features, newId, readsFor, tagsAlike } = services
    const viewOfBlock = ({ kind, id }: BlockTarget, { id: now }: BlockEntry) => {
      // Whom no track names any more is called as it was, and whose tracks are all gone as those name it.
      const nameOf = () =>
        catalog.artist(artistId(now))?.name ??
        [...(catalog.formerArtists().left.get(now) ?? [])].at(-1) ??
        catalog.formerArtist(artistId(now))
      if (kind === 'artist') return { kind, id: now, name: nameOf() ?? now }
      if (kind === 'track') return { kind, id: now, name: titleOf(trackId(now)) ?? now }
      return { kind, id: now, name: now, spellings: [...new Set([now, id].flatMap(tagsAlike))] }
    }
    const titleOf = (id: TrackId) => (catalog.get(id) ?? catalog.former(id))?.title
    /** Also when it changes nothing today: words on their way come first, and only the log knows their order. */
    const say = async (listenerId: ListenerId, type: BlockWord['type'], target: BlockTarget) => {
      if (type === 'listener.blocked' && blockWords.find(target) === undefined) {
        throw new AppError('not-found', explainTarget(target))
      }
      await blockWords.append([{ event: { type, target, id: eventId(newId()), at: clock(), listenerId } }])
    }

    app.get(
      '/v1/listeners/:id/blocks',
      operation({
        id: 'listBlocks',
        summary: 'What a listener has blocked',
        tag: 'listeners',
        params: listenerParams,
        answers: {
          200: z.object({
            blocks: z.array(
              z.object({
                kind: blockTargetSchema.shape.kind,
                id: z.string(),
                name: z.string(),
                /** Of a tag: the tags of the catalogue that it holds for, each of them a spelling of it. */
                spellings: z.array(z.string()).optional(),
                since: z.string(),
              }),
            ),
          }),
        },
        refuses: ['states-damaged'],
      }),
      async (request) => {
        const blocks = await readBlocks(features, request.params.id)
        const views = blocks.map(({ target, since }) => {
          const entry = blockEntryOf(target)
          return [entry.key, { ...viewOfBlock(target, entry), since: toIso(since) }] as const
        })
        return { blocks: onceEach(views) }
      },
    )

    app.put(
      '/v1/listeners/:id/blocks/:kind/:target',
      operation({
        id: 'addBlock',
        summary: 'Block an artist, track or tag',
        description:
          'Holds on every surface from the next request on, featured artists included. Idempotent.',
        tag: 'listeners',
        params: blockParams,
        answers: { 204: z.null() },
        refuses: ['not-found', 'states-damaged'],
        writes: true,
      }),
      async (request, reply) => {
        const { id, kind, target } = request.params
        await say(id, 'listener.blocked', { kind, id: target })
        return reply.code(204).send(null)
      },
    )

    app.delete(
      '/v1/listeners/:id/blocks/:kind/:target',
      operation({
        id: 'removeBlock',
        summary: 'Take a block back',
        description:
          'Idempotent; taking back what was never blocked is fine. Whatever the list shows as the same entry is free: what an artist was called before, artists called alike, and all versions of a recording.',
        tag: 'listeners',
        params: blockParams,
        answers: { 204: z.null() },
        refuses: ['states-damaged'],
        writes: true,
      }),
      async (request, reply) => {
        const { id, kind, target } = request.params
        await say(id, 'listener.unblocked', { kind, id: target })
        return reply.code(204).send(null)
      },
    )

    app.get(
      '/v1/listeners/:id/likes',
      operation({
        id: 'listLikes',
        summary: 'Tracks a listener likes, newest first',
        tag: 'listeners',
        params: listenerParams,
        querystring: likesQuery,
        description:
          'A like holds for the recording: it is listed once, as the version that was liked or, where that left the catalogue, as another one. What the listener blocked since stays in the list and says so in `ruledOut`. `withdrawn` are those of which no version is left: they can be named, not played. While `next` is there, older ones follow: send it as `before`. `total` counts all of them, withdrawn ones too.',
        answers: {
          200: z.object({
            total: z.number().int(),
            tracks: z.array(listedTrackSchema),
            withdrawn: z.array(withdrawnTrackSchema),
            next: z.string().optional(),
          }),
        },
        refuses: ['states-damaged'],
      }),
      async ({ params, query: { before, limit, market } }) => {
        const rights = services.rightsIn(market)
        const reads = await readsFor(params.id, clock())
        const all = await readLikes(features, params.id, reads)
        const mark = likeAt(before)
        const older = mark === undefined ? all : all.filter((like) => newestFirst(mark, like) < 0)
        const liked = older.slice(0, limit)
        const there = liked.flatMap(({ shownAs }) => catalog.get(shownAs) ?? [])
        const last = older.length > limit ? liked.at(-1) : undefined
        return {
          total: all.length,
          ...(last && { next: `${last.since}-${last.trackId}` }),
          tracks: there.filter(rights.allows).map(listedFor(reads)),
          withdrawn: [
            ...there.filter((track) => !rights.allows(track)),
            ...liked.flatMap(({ shownAs }) => catalog.former(shownAs) ?? []),
          ].map(withdrawnView),
        }
      },
    )
  }

/** Of those that are one entry, the newest. */
const onceEach = <Block>(blocks: readonly (readonly [key: string, block: Block])[]): Block[] =>
  [...new Map(blocks.toReversed()).values()].reverse()

const likeAt = (mark: string | undefined): Like | undefined => {
  const [, since, id] = likeMark.exec(mark ?? '') ?? []
  return since === undefined || id === undefined
    ? undefined
    : { since: instant(Number(since)), trackId: trackId(id) }
}
