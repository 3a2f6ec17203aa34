import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { dayMs, eventId, instant, minuteMs } from '#domain'
import { createHttpApp } from '#edges/http'
import { generateWorld } from '#world'
import { openOnStatesAt } from './states-on-disk.ts'

/**
 * Whoever asks while states are damaged is answered, the one who finds it too: every listener asks everything at
 * once, on a server that has none of their states in memory yet.
 */
const folder = mkdtempSync(join(tmpdir(), 'segue-damaged-answers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const now = instant(Date.UTC(2026, 0, 2))
const spec = { tracks: 120, listeners: 30, days: 4, seed: 'damage', endsAt: instant(now - dayMs) }

const paths = (id: string) => [
  `/v1/listeners/${id}/home`,
  `/v1/listeners/${id}/blocks`,
  `/v1/listeners/${id}/likes`,
  `/v1/listeners/${id}/history`,
  `/v1/listeners/${id}/last-stop`,
  `/v1/search?q=a&listenerId=${id}`,
  `/v1/tracks?listenerId=${id}&tag=none`,
  '/readyz',
]

const damages: readonly (readonly [string, number, number, number])[] = [
  ['overwritten from its beginning', 4_096, 1, 0x5a],
  ['overwritten in the middle', 0.5, 0.2, 0x5a],
  ['zeroed at thirty per cent', 0.3, 0.2, 0],
  ['overwritten at its end', 0.8, 0.2, 0x5a],
]

test.each(damages)(
  'states that were %s cost nobody an answer [promise: damage-mended]',
  async (what, from, length, byte) => {
    const world = generateWorld(spec)
    const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
    await catalog.upsert(world.tracks)
    const log = createMemoryEventLog()
    const path = join(folder, `${what}.db`)
    const faults: unknown[] = []
    const onFault = (thrown: unknown) => faults.push(thrown)
    const open = () => openOnStatesAt(path, { catalog, log, now, onFault })
    const [blockedTrack] = catalog.tracks()
    const artist = blockedTrack?.artists[0]?.id ?? expect.fail('the world is empty')

    const before = await open()
    for (const batch of world.events(1_000)) await before.services.intake.acceptValues(batch)
    const target = { kind: 'artist' as const, id: artist }
    await before.services.journal.append(
      world.listeners.map(({ id }) => ({
        event: { type: 'listener.blocked', id: eventId('b'), at: now, listenerId: id, target },
      })),
    )
    await before.serving.train(() => {}, new AbortController().signal)
    await before.features.close()

    const { features, services, serving } = await open()
    await serving.train(() => {}, new AbortController().signal)
    const size = statSync(path).size
    const start = from < 1 ? Math.floor(size * from) : from
    const end = Math.min(size, start + Math.floor(size * length))
    writeHole(path, start, end - start, byte)
    const app = await createHttpApp(services, { version: '0.0.0', loopbackOnly: false, onFault })
    const answers = await Promise.all(
      world.listeners.flatMap(({ id }) => [
        ...paths(id).map((url) => app.inject({ url })),
        app.inject({ method: 'POST', url: `/v1/listeners/${id}/now-playing`, payload: {} }),
      ]),
    )
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]))
    const shown = answers.filter(({ headers }) => headers['segue-tier'] !== undefined)
    expect(shown).toHaveLength(2 * world.listeners.length)
    expect(shown.some(({ headers }) => headers['segue-tier'] === 'popular')).toBe(true)
    const told = (what: string) =>
      answers.filter(({ raw }) => raw.req.url?.endsWith(`/${what}`)).map(({ payload }) => payload)
    expect(told('blocks')).toEqual(world.listeners.map(() => expect.stringContaining(artist)))
    expect(told('last-stop')).toEqual(world.listeners.map(() => expect.stringContaining('"play":')))
    for (const { payload } of shown) expect(payload).not.toContain(`"id":"${artist}"`)
    await vi.waitFor(() => expect(features.amiss).toBeUndefined(), { timeout: minuteMs })
    expect(faults).toEqual([expect.objectContaining({ code: 'states-damaged' })])
    await app.close()
    await features.close()
  },
)

const writeHole = (path: string, position: number, length: number, byte: number): void => {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(length, byte), 0, length, position)
  closeSync(file)
}
