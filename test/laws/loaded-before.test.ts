import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { dayMs, instant } from '#domain'
import { createHttpApp } from '#edges/http'
import { features as allFeatures, openFeatures, ownersOf, type StateStore } from '#features'
import type { StoredLog } from '#log'
import { createRegistry } from '#models'
import { assembleServices } from '#operations'
import { generateWorld } from '#world'
import { anyEvent } from './features-events.ts'

/**
 * Law: what a request reads and what an event changes is loaded before, in one question that nobody's thread waits for.
 * Everything is asked of a server that has no listener in memory, over a store that notes what is loaded at once.
 */
const now = instant(Date.UTC(2026, 0, 2))
const world = generateWorld({
  tracks: 80,
  listeners: 8,
  days: 3,
  seed: 'loaded',
  endsAt: instant(now - dayMs),
})
const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
await catalog.upsert(world.tracks)

type Question = readonly [method: 'GET' | 'POST' | 'PUT', url: string, payload?: object]
let ids = 0

const serveOn = async (store: StateStore, log: StoredLog) => {
  const onFault = (thrown: unknown) => {
    throw thrown
  }
  const features = await openFeatures({ openStore: () => store, features: allFeatures, log, onFault })
  const assembled = await assembleServices({
    log,
    catalog,
    features,
    registry: createRegistry(createMemoryArtifactStore()),
    clock: () => now,
    newId: () => `id-${ids++}`,
    stopwatch: () => 0,
    version: '0.0.0',
    onFault,
  })
  await assembled.serving.train(() => {}, new AbortController().signal)
  const app = await createHttpApp(assembled.services, { version: '0.0.0', loopbackOnly: false, onFault })
  const ask = async (...[method, url, payload]: Question) => {
    const answer = await app.inject({ method, url, ...(payload && { payload }) })
    expect([url, answer.statusCode < 300 ? 'answered' : answer.payload]).toEqual([url, 'answered'])
    return answer.payload === '' ? {} : answer.json()
  }
  return { ...assembled, features, ask }
}

test('no request and no event loads a listener on the thread that serves [promise: loaded-before]', async () => {
  const log = createMemoryEventLog()
  const stored = createMemoryStateStore()
  const before = await serveOn({ ...stored, close: async () => {} }, log)
  for (const batch of world.events(1_000)) await before.services.intake.acceptValues(batch)
  const [first, second] = [...catalog.tracks()].map(({ id }) => id)
  const sessions = new Map<string, string>()
  for (const { id } of world.listeners) {
    const seed = { kind: 'track', id: first }
    sessions.set(id, (await before.ask('POST', '/v1/sessions', { listenerId: id, seed })).sessionId)
  }
  await before.features.close()

  const loaded: string[] = []
  const loadNow = (owner: string) => {
    loaded.push(owner)
    return stored.loadNow(owner)
  }
  const [[id, session] = expect.fail('nobody listens')] = [...sessions]
  const play = { type: 'track.played', at: now, trackId: first }
  const seed = { kind: 'track', id: second }
  const questions: readonly Question[] = [
    ['GET', `/v1/listeners/${id}/home`],
    ['GET', `/v1/listeners/${id}/blocks`],
    ['GET', `/v1/listeners/${id}/likes`],
    ['GET', `/v1/listeners/${id}/history`],
    ['GET', `/v1/listeners/${id}/last-stop`],
    ['GET', `/v1/search?q=a&listenerId=${id}`],
    ['GET', `/v1/tracks/${first}/similar?listenerId=${id}`],
    ['GET', `/v1/sessions/${session}/next`],
    ['POST', `/v1/listeners/${id}/now-playing`, { trackId: second }],
    ['PUT', `/v1/listeners/${id}/blocks/track/${second}`],
    ['POST', '/v1/events', { ...play, id: 'e', listenerId: id }],
    ['POST', `/v1/sessions/${session}/events`, { ...play, id: 'f' }],
    ['POST', '/v1/sessions', { listenerId: id, seed }],
  ]
  // Anew for each question: nothing of what was asked before is in memory.
  for (const question of questions) {
    const { ask, features } = await serveOn({ ...stored, loadNow, close: async () => {} }, log)
    await ask(...question)
    await features.close()
  }
  expect(loaded).toEqual([])
})

test('the owners of an event are known before it is folded, all of them [promise: loaded-before]', () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      const changed = allFeatures.flatMap((feature) => feature.keys(event).map(({ owner }) => owner))
      expect(changed.filter((owner) => !ownersOf(event).includes(owner))).toEqual([])
    }),
  )
})
