import { expect, test } from 'vitest'
import { z } from 'zod'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { dayMs, instant, type ListenerId, requestId, sessionId } from '#domain'
import { assembleServices } from '#edges/http'
import { features as allFeatures, createFeatures } from '#features'
import { createRegistry } from '#models'
import { type Asking, askFor, home, nowPlaying, type Surface, session, similar } from '#surfaces'
import { generateWorld } from '#world'

/**
 * A fixed world, through the whole of Segue, gives fixed slates. It fails when anything between an event and a
 * slate changes what is served, meant or not: look at the difference, and when it is meant, write the file anew
 * with `vitest run --project laws test/golden/world-slates.test.ts -u` and say so in the changelog.
 */
const now = instant(Date.UTC(2026, 0, 2))
const clock = () => now

const openWorld = async () => {
  const world = generateWorld({
    tracks: 300,
    listeners: 20,
    days: 14,
    seed: 'golden-slates',
    endsAt: instant(now - dayMs),
  })
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert(world.tracks)
  const { services, shelf } = await assembleServices({
    log: createMemoryEventLog(),
    catalog,
    features: createFeatures({ store: createMemoryStateStore(), features: allFeatures }),
    registry: createRegistry(createMemoryArtifactStore()),
    clock,
    newId: () => expect.fail('ids are given here'),
    stopwatch: () => 0,
    version: '0.0.0',
    onFault: (error) => {
      throw error
    },
  })
  for (const batch of world.events(1_000)) {
    expect((await services.intake.acceptValues(batch)).refused).toEqual([])
  }
  await shelf.train(() => {}, new AbortController().signal)
  const { readsFor, serve } = services
  let asked = 0
  const ask = async (
    surface: Surface,
    asking: Omit<Asking, 'requestId' | 'asOf'> & { readonly listenerId?: ListenerId },
  ) => {
    const reads = readsFor(asking.listenerId, now)
    const id = requestId(`golden-${asked++}`)
    return (await serve(surface, askFor(surface.name, { ...asking, requestId: id, asOf: now }, reads), reads))
      .body
  }
  return { world, catalog, ask }
}

const items = z.array(
  z.object({ track: z.object({ id: z.string() }), reason: z.object({ code: z.string() }) }),
)
/** A slate of a small world may have had to give way in spacing, and in nothing else. */
const gaveWay = z.array(z.string().startsWith('spaced: '))
const slateSchema = z.object({ tier: z.literal('full'), degraded: gaveWay, items })
const homeSchema = z.object({
  tier: z.literal('full'),
  degraded: z.tuple([]),
  shelves: z.array(z.object({ title: z.string(), items })),
})

/** One line a slate: "12 played-after, 7 popular", the numbers being those of the invented tracks. */
const lineOf = (slate: z.infer<typeof items>): string =>
  slate.map(({ track, reason }) => `${Number(track.id.slice('world-'.length))} ${reason.code}`).join(', ')

test('the golden world is served the slates it always was', async () => {
  const { world, catalog, ask } = await openWorld()
  const lines: string[] = []
  for (const [place, { id }] of world.listeners.entries()) {
    const heard = catalog.get(world.tracks[place * 7]?.id ?? expect.fail())?.key
    const shelves = homeSchema.parse(JSON.parse(await ask(home, { listenerId: id, limit: 12 }))).shelves
    for (const shelf of shelves) lines.push(`${id} home "${shelf.title}": ${lineOf(shelf.items)}`)
    const seed = { kind: 'track' as const, id: world.tracks[place * 7]?.id ?? '' }
    const started = { id: sessionId(`golden-${place}`), seed, heardKeys: [], skippedKeys: [] }
    const slates = [
      [nowPlaying, { listenerId: id, limit: 10, currentKey: heard }],
      [similar, { listenerId: id, limit: 10, currentKey: heard }],
      [session, { listenerId: id, limit: 10, session: started }],
    ] as const
    for (const [surface, asking] of slates) {
      const slate = slateSchema.parse(JSON.parse(await ask(surface, asking)))
      const strained = slate.degraded.length > 0 ? ' (spacing gave way)' : ''
      lines.push(`${id} ${surface.name}${strained}: ${lineOf(slate.items)}`)
    }
  }
  expect(lines.length).toBeGreaterThan(6 * world.listeners.length)
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('world-slates.txt')
})
