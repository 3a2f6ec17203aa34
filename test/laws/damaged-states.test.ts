import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { dayMs, eventId, instant, minuteMs, requestId, toAppError } from '#domain'
import { home, homeSchema } from '#surfaces'
import { generateWorld } from '#world'
import { openOnStatesAt } from './states-on-disk.ts'

/**
 * What listeners see while damaged states are made again: a tier below the full one, the reason in words, and
 * their blocks as ever. The log is held back in the middle of the mending, so that the moment can be looked at.
 */
const folder = mkdtempSync(join(tmpdir(), 'segue-damaged-states-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'state.db')
const now = instant(Date.UTC(2026, 0, 2))

test('while states are made again a lower tier answers, says why and keeps to the blocks [promise: damage-mended]', async () => {
  // More events than are folded while the rest is folded again.
  const spec = { tracks: 120, listeners: 60, days: 28, seed: 'damage', endsAt: instant(now - dayMs) }
  const world = generateWorld(spec)
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert(world.tracks)
  const log = createMemoryEventLog()
  const held = Promise.withResolvers<void>()
  let hold = false
  let reads = 0
  const faults: unknown[] = []
  const open = () =>
    openOnStatesAt(path, {
      catalog,
      log,
      now,
      onFault: (thrown) => faults.push(toAppError(thrown).code),
      async *read(from, signal) {
        // The first reading is of what must hold meanwhile.
        if (hold && reads++ > 0) await held.promise
        yield* log.read(from, signal)
      },
    })
  const [listener] = world.listeners
  const [popular] = catalog.tracks()
  if (listener === undefined || popular === undefined) return expect.fail('the world is empty')
  const artist = popular.artists[0]?.id ?? ''

  const before = await open()
  for (const batch of world.events(1_000)) await before.services.intake.acceptValues(batch)
  const blocked = { type: 'listener.blocked' as const, id: eventId('b'), at: now, listenerId: listener.id }
  await before.services.journal.append([{ event: { ...blocked, target: { kind: 'artist', id: artist } } }])
  const playsOfCrowd = async ({ readsFor }: typeof before.services) => {
    const { aggregates } = await readsFor(undefined, now)
    return Array.from(catalog.tracks(), ({ key }) => aggregates.plays(key, now))
  }
  await before.followers.caughtUp()
  const plays = await playsOfCrowd(before.services)
  await before.features.close()

  const { features, services, followers } = await open()
  await followers.caughtUp()
  writeFileSync(path, Buffer.alloc(statSync(path).size - 4_096, 0x5a), { flag: 'r+', flush: true })
  hold = true
  const ask = async (id: string) => {
    const reads = await services.readsFor(listener.id, now)
    const asking = { listenerId: listener.id, limit: 12, requestId: requestId(id), asOf: now }
    const { body } = await services.serve(home.ask(asking, reads), reads)
    return homeSchema.parse(JSON.parse(body))
  }
  const during = await vi.waitFor(() => ask('during'), { timeout: 20_000 })
  expect(during.tier).not.toBe('full')
  expect(during.degraded[0]).toMatch(/being made again/)
  const credits = during.shelves.flatMap(({ items }) => items.flatMap(({ track }) => track.artists))
  expect(credits.length).toBeGreaterThan(0)
  expect(credits.map(({ id }) => id)).not.toContain(artist)
  // What everybody does is kept apart, and nothing of it is damaged.
  expect(await playsOfCrowd(services)).toEqual(plays)

  held.resolve()
  await vi.waitFor(() => expect(features.amiss).toBeUndefined(), { timeout: minuteMs })
  const after = await ask('after')
  expect([after.tier, after.degraded]).toEqual(['full', []])
  expect(faults).toEqual(['states-damaged'])
  expect((await services.decisions.replay(requestId('during'))).same).toBe(true)
  await features.close()
})
