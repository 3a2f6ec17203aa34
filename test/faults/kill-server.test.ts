import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createMemoryStateStore } from '#adapters/memory'
import { openSqliteEventLog, openSqliteStateStore } from '#adapters/sqlite'
import { createRandom, type Random } from '#domain'
import {
  aggregateFeatures,
  createFeatures,
  type Feature,
  features as ofListeners,
  replay,
  type StateStore,
} from '#features'
import { type EventLog, logStart } from '#log'
import { allEvents } from '../../src/log/event-log.sample.ts'
import { createRawAsk, ndjson } from '../journeys/asking.ts'
import { type StartedServer, startServer } from '../journeys/started-server.ts'

/**
 * `kill -9` of the real server while listeners' events stream in over HTTP, twenty times over one data folder.
 * After each: the log opens, no acknowledged event is lost, none is doubled. After the last: what the server
 * saved of its listeners, caught up with the log, is what folding the whole log anew gives.
 */
const kills = 20
const listeners = 12
const trackCount = 120
const batchSize = 200

const tracks = Array.from({ length: trackCount }, (_, index) => ({
  id: `track-${index}`,
  title: `Song ${index}`,
  artists: [{ id: `artist-${index % 15}`, name: `Artist ${index % 15}` }],
  tags: [['folk', 'jazz', 'ambient', 'rock'][index % 4] ?? 'folk'],
  durationMs: 200_000,
}))

const types = ['track.played', 'track.played', 'track.liked', 'track.disliked', 'track.unrated']

const batchOf = (random: Random, name: string, at: number) =>
  Array.from({ length: batchSize }, (_, index) => ({
    id: `${name}-${index}`,
    type: types[Math.floor(random.next() * types.length)],
    at: at - Math.floor(random.next() * 3_600_000),
    listenerId: `listener-${Math.floor(random.next() * listeners)}`,
    trackId: `track-${Math.floor(random.next() * trackCount)}`,
  }))

type Rows = ReturnType<typeof batchOf>

const takenSchema = z.object({ accepted: z.number(), duplicates: z.number(), refused: z.array(z.unknown()) })

/** Several lanes send until the server is gone; answers the ids it had acknowledged. */
const streamAndKill = async (server: StartedServer, life: number, random: Random) => {
  const ask = createRawAsk(server.url)
  const acknowledged: string[] = []
  const unanswered: Rows = []
  let isDead = false
  const lane = async (lane: number) => {
    for (let batch = 0; !isDead; batch++) {
      const rows = batchOf(random, `life-${life}-${lane}-${batch}`, Date.now())
      const answer = await ask('POST', '/v1/events', ndjson(rows)).catch(() => undefined)
      if (answer === undefined) {
        unanswered.push(...rows)
        return
      }
      expect(takenSchema.parse(answer.body)).toMatchObject({ accepted: batchSize, refused: [] })
      acknowledged.push(...rows.map(({ id }) => id))
    }
  }
  const lanes = [0, 1, 2].map(lane)
  await wait(random.next() * 600)
  expect(await server.stop('SIGKILL')).toBe(null)
  isDead = true
  await Promise.all(lanes)
  return { acknowledged, unanswered }
}

/** Every feature state of everybody in the log, bit for bit, as one of the two ways gives it. */
const statesOf = async (
  log: EventLog,
  store: StateStore,
  features: readonly Feature[],
): Promise<readonly string[]> => {
  const online = createFeatures({ store, features })
  await replay(log, online)
  const owners = new Set<string>()
  for (const { event } of await allEvents(log)) {
    for (const feature of features) for (const { owner } of feature.keys(event)) owners.add(owner)
  }
  return [...owners].flatMap((owner) =>
    features.flatMap((feature) =>
      [...online.entries(feature, owner)].map(
        ({ about, state }) =>
          `${owner} ${feature.id} ${about} ${Buffer.from(Float64Array.from(state).buffer).toString('hex')}`,
      ),
    ),
  )
}

describe('a server that is killed while it takes events', () => {
  const data = mkdtempSync(join(tmpdir(), 'segue-kill-server-'))
  const start = () => startServer({ command: 'serve', data })
  beforeAll(async () => {
    const server = await start()
    const put = await createRawAsk(server.url)('PUT', '/v1/catalog/tracks', ndjson(tracks))
    expect(put.body).toMatchObject({ added: trackCount })
    await server.stop()
  })
  afterAll(() => rmSync(data, { recursive: true, force: true }))

  it(`loses nothing acknowledged and doubles nothing, ${kills} times [promise: nothing-lost]`, async () => {
    const random = createRandom('kill-server')
    const confirmed = new Set<string>()
    let sentAgain: Rows = []
    for (let life = 0; life < kills; life++) {
      const server = await start()
      const ask = createRawAsk(server.url)
      // What got no answer may or may not be there: sent again it is taken either way, and stored once.
      for (let from = 0; from < sentAgain.length; from += batchSize) {
        const rows = sentAgain.slice(from, from + batchSize)
        const { accepted, duplicates } = takenSchema.parse(
          (await ask('POST', '/v1/events', ndjson(rows))).body,
        )
        expect([0, batchSize]).toContain(accepted)
        expect(accepted + duplicates).toBe(batchSize)
        for (const { id } of rows) confirmed.add(id)
      }
      const { acknowledged, unanswered } = await streamAndKill(server, life, random)
      for (const id of acknowledged) confirmed.add(id)
      sentAgain = unanswered

      const log = await openSqliteEventLog({ path: join(data, 'log.db') })
      const stored = await allEvents(log)
      await log.close()
      const ids = new Set<string>(stored.map(({ event }) => event.id))
      expect([...confirmed].filter((id) => !ids.has(id))).toEqual([])
      expect(ids.size).toBe(stored.length)
      expect(stored.every(({ sequence }, index) => sequence === index + 1)).toBe(true)
    }
    expect(confirmed.size).toBeGreaterThan(kills * batchSize)
  })

  const kinds = [
    ['state.db', ofListeners, listeners * trackCount],
    ['aggregates.db', aggregateFeatures, trackCount],
  ] as const
  it.each(kinds)(
    'knows after a kill by %s what folding the whole log anew tells it [promise: live-is-replay] [promise: follower-folds-once]',
    async (file, features, fewest) => {
      const log = await openSqliteEventLog({ path: join(data, 'log.db') })
      const saved = openSqliteStateStore({ path: join(data, file), features: features.map(({ id }) => id) })
      expect(saved.cursor()).not.toBe(logStart)
      const caughtUp = await statesOf(log, saved, features)
      expect(caughtUp.length).toBeGreaterThan(fewest)
      const anew = await statesOf(log, createMemoryStateStore(), features)
      expect(caughtUp.toSorted()).toEqual(anew.toSorted())
      await saved.close()
      await log.close()
    },
  )
})
