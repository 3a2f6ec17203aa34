import type { FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { instant, minuteMs } from '#domain'
import { features as allFeatures, createFeatures } from '#features'
import type { AppEvent, EventLog } from '#log'
import { createRegistry } from '#models'
import { collect } from '../../../log/event-log.contract.ts'
import { createHttpApp } from '../app.ts'
import { assembleServices } from '../assemble-services.ts'

/** What a listener says holds in the order in which the log took it: neither clocks nor haste lose a word. */
const now = Date.UTC(2026, 10, 20, 12)
const blocksSchema = z.object({ blocks: z.array(z.object({ id: z.string() })) })
const likesSchema = z.object({ tracks: z.array(z.object({ id: z.string() })) })

describe('what a listener says', () => {
  let app: FastifyInstance
  let log: EventLog
  beforeEach(async () => {
    const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
    log = createMemoryEventLog()
    let ids = 0
    const { services } = await assembleServices({
      log,
      catalog,
      features: createFeatures({ store: createMemoryStateStore(), features: allFeatures }),
      registry: createRegistry(createMemoryArtifactStore()),
      clock: () => instant(now),
      newId: () => `id-${++ids}`,
      stopwatch: () => 0,
      version: '0.0.0',
      onFault: (error) => expect.fail(String(error)),
    })
    app = await createHttpApp(services, {
      version: '0.0.0',
      loopbackOnly: false,
      onFault: (error) => expect.fail(String(error)),
    })
    const song = { id: 'song', title: 'Song', artists: [{ id: 'host', name: 'Host' }], tags: ['dub'] }
    const put = await app.inject({ method: 'PUT', url: '/v1/catalog/tracks', payload: song })
    expect(put.statusCode).toBe(200)
  })

  const address = '/v1/listeners/ann/blocks/artist/host'
  const put = async () => expect((await app.inject({ method: 'PUT', url: address })).statusCode).toBe(204)
  const remove = async () =>
    expect((await app.inject({ method: 'DELETE', url: address })).statusCode).toBe(204)
  const blocked = async () => {
    const answer = await app.inject({ url: '/v1/listeners/ann/blocks' })
    return blocksSchema.parse(answer.json()).blocks.map(({ id }) => id)
  }
  const likes = async () => {
    const answer = await app.inject({ url: '/v1/listeners/ann/likes' })
    return likesSchema.parse(answer.json()).tracks.map(({ id }) => id)
  }
  let sent = 0
  const send = async (type: string, at: number, about: object) => {
    const event = { id: `e${++sent}`, type, at, listenerId: 'ann', ...about }
    expect((await app.inject({ method: 'POST', url: '/v1/events', payload: event })).statusCode).toBe(200)
  }
  const words = async (): Promise<readonly AppEvent['type'][]> =>
    (await collect(log.read(0))).map(({ event }) => event.type)

  it('is blocked again after a device nine minutes ahead took the block back [promise: last-word-holds]', async () => {
    await put()
    await send('listener.unblocked', now + 9 * minuteMs, { target: { kind: 'artist', id: 'host' } })
    expect(await blocked()).toEqual([])
    await put()
    expect(await blocked()).toEqual(['host'])
  })

  it('is unrated after a device nine minutes ahead liked', async () => {
    await send('track.liked', now + 9 * minuteMs, { trackId: 'song' })
    expect(await likes()).toEqual(['song'])
    await send('track.disliked', now, { trackId: 'song' })
    expect(await likes()).toEqual([])
    await send('track.liked', now - 9 * minuteMs, { trackId: 'song' })
    expect(await likes()).toEqual(['song'])
  })

  it('ends as the last word in the log, each word acknowledged being in it, when nobody waits', async () => {
    for (let round = 0; round < 20; round++) {
      const before = (await words()).length
      const hasty = Array.from({ length: 2 + (round % 5) }, (_, turn) =>
        (round + turn) % 2 === 0 ? put() : remove(),
      )
      await Promise.all(hasty)
      const said = await words()
      expect(said.length - before).toBe(hasty.length)
      expect(await blocked()).toEqual(said.at(-1) === 'listener.blocked' ? ['host'] : [])
    }
  })
})
