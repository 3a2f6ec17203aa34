import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import type { StoredTrack } from '#catalog'
import {
  type ListenerId,
  requestId,
  secondMs,
  sessionId,
  type TrackId,
  type TrackKey,
  trackId,
} from '#domain'
import { aggregateFeatures, features } from '#features'
import type { Surface } from '#surfaces'
import { answerOf } from '../laws/small-world.ts'
import { goldenSurfaces, learntSurface, recipesBefore, surfacesBefore } from './golden-records.ts'
import { now, openGoldenWorld } from './golden-world.ts'

/**
 * A fixed world, through the whole of Segue, gives each recipe fixed slates. A change between an event and a slate
 * that serves something else is found here, in sources and reads too, which a replay does not run: raise the
 * version of the recipe, or of the feature or model that changed (first line), and say so in the changelog. A new
 * recipe gets its file by `SEGUE_GOLDEN=write npx vitest run --project laws test/golden/world-slates.test.ts`; a file
 * that is there is never written again, so one of raised features or models is deleted first.
 */
const fileOf = (recipe: string) => join(import.meta.dirname, 'slates', `${recipe}.txt`)

const items = z.array(
  z.object({
    track: z.object({ id: z.string().transform(trackId) }),
    reason: z.object({ code: z.string() }),
  }),
)
/** A slate of a small world may have had to give way in spacing, and in nothing else. */
const gaveWay = z.array(z.string().regex(/^(spaced|(soft-)?diversification): /))
const slateSchema = z.object({ tier: z.literal('full'), degraded: gaveWay, items })
const homeSchema = z.object({
  tier: z.literal('full'),
  degraded: z.tuple([]),
  shelves: z.array(z.object({ title: z.string(), items })),
})

interface Shown {
  readonly track: { readonly id: string }
  readonly reason: { readonly code: string }
}
/** One line a slate: "12 played-after, 7 popular", the numbers being those of the invented tracks. */
const lineOf = (slate: readonly Shown[]): string =>
  slate.map(({ track, reason }) => `${Number(track.id.slice('world-'.length))} ${reason.code}`).join(', ')

type Served = Awaited<ReturnType<typeof openGoldenWorld>>

/** Radios on tracks, artists and tags, in turn. */
const radioOf = (place: number, heard: StoredTrack, skippedKeys: readonly TrackKey[]) => {
  const { id, artists, tags } = heard
  const seeds = [
    { kind: 'track', id },
    { kind: 'artist', id: artists[0]?.id ?? expect.fail() },
    { kind: 'tag', id: tags[0] ?? expect.fail() },
  ] as const
  const seed = seeds[place % seeds.length] ?? expect.fail()
  const kept = { heardKeys: [], skippedKeys, heardOrSkippedKeys: skippedKeys }
  return { id: sessionId(`golden-${place}`), seed, ...kept }
}

const skip = async ({ services, catalog }: Served, listenerId: ListenerId, skipped: readonly TrackId[]) => {
  const about = { type: 'track.skipped', listenerId, at: now - secondMs, positionMs: 3_000 }
  const skips = skipped.map((track) => ({ ...about, id: `skip-${track}`, trackId: track }))
  expect((await services.intake.acceptValues(skips)).refused).toEqual([])
  return skipped.map((track) => catalog.get(track)?.key ?? expect.fail())
}

/** What a tier below answers, whatever those above it would have said. */
const lowerTier = async (
  { services }: Served,
  surface: Surface,
  tier: 'cached' | 'popular',
  asking: Parameters<Served['ask']>[1],
): Promise<string[]> => {
  const reads = await services.readsFor(asking.listenerId, now)
  const asked = { ...asking, requestId: requestId(`golden-${tier}-${asking.listenerId}`), asOf: now }
  const content = await answerOf(surface.ask(asked, reads), tier, reads)
  const shelves = 'items' in content ? [content] : content.shelves
  return shelves.map(({ items }) => `${asking.listenerId} ${tier}: ${lineOf(items)}`)
}

/** What every listener is served, by recipe; once more with the first two of what plays next skipped; and by lower tiers. */
const serveAll = async (surfaces: readonly Surface[]): Promise<Map<string, string[]>> => {
  const by = (name: Surface['name']) => surfaces.find((surface) => surface.name === name) ?? expect.fail(name)
  const [home, nowPlaying, similar, session] = [by('home'), by('now-playing'), by('similar'), by('session')]
  const golden = await openGoldenWorld()
  const { world, catalog, serving, ask } = golden
  const folded = new Set([...features, ...aggregateFeatures].map(({ id }) => id))
  const made = [...folded, ...serving.manifests().map(({ code }) => code)].sort()
  const lines = new Map(surfaces.map(({ recipe }) => [recipe, [`by ${made.join(', ')}`]]))
  const slate = async (surface: Surface, said: string, asking: Parameters<typeof ask>[1]) => {
    const served = slateSchema.parse(JSON.parse(await ask(surface, asking)))
    const strained = served.degraded.length > 0 ? ' (spacing gave way)' : ''
    lines.get(surface.recipe)?.push(`${asking.listenerId} ${said}${strained}: ${lineOf(served.items)}`)
    return served.items.map(({ track }) => track.id)
  }
  for (const [place, { id: listenerId }] of world.listeners.entries()) {
    const { shelves } = homeSchema.parse(JSON.parse(await ask(home, { listenerId, limit: 12 })))
    for (const shelf of shelves)
      lines.get(home.recipe)?.push(`${listenerId} "${shelf.title}": ${lineOf(shelf.items)}`)
    const heard = catalog.get(world.tracks[place * 7]?.id ?? expect.fail()) ?? expect.fail()
    const asking = { listenerId, limit: 10, currentKey: heard.key }
    const next = await slate(nowPlaying, 'plays next', asking)
    await slate(similar, 'like this', asking)
    await slate(session, 'radio', { listenerId, limit: 10, session: radioOf(place, heard, []) })
    const skipped = await skip(golden, listenerId, next.slice(0, 2))
    await slate(nowPlaying, 'plays next, two skipped', asking)
    const on = { listenerId, limit: 10, session: radioOf(place, heard, skipped) }
    await slate(session, 'radio, two skipped', on)
    for (const tier of ['cached', 'popular'] as const) {
      const below = async (surface: Surface, asked: Parameters<typeof ask>[1]) =>
        lines.get(surface.recipe)?.push(...(await lowerTier(golden, surface, tier, asked)))
      await below(home, { listenerId, limit: 12 })
      await below(nowPlaying, asking)
      await below(similar, asking)
      await below(session, on)
    }
  }
  return lines
}

let served: ReadonlyMap<string, readonly string[]>
beforeAll(async () => {
  const all = new Map<string, readonly string[]>()
  // In this order: of a recipe that serves on beside a newer one of another surface, the slates are those it began with.
  const learnt = goldenSurfaces.map((surface) =>
    surface.name === learntSurface.name ? learntSurface : surface,
  )
  for (const together of [learnt, goldenSurfaces, ...surfacesBefore()])
    for (const [recipe, lines] of await serveAll(together)) all.set(recipe, lines)
  served = all
  if (process.env.SEGUE_GOLDEN !== 'write') return
  mkdirSync(join(import.meta.dirname, 'slates'), { recursive: true })
  for (const [recipe, lines] of served)
    if (!existsSync(fileOf(recipe))) writeFileSync(fileOf(recipe), `${lines.join('\n')}\n`)
}, 180_000)

it('the golden world is served the slates it always was, by recipe [promise: recipes-are-names]', () => {
  const golden = [...served.keys()].map((recipe) => [
    recipe,
    readFileSync(fileOf(recipe), 'utf8').split('\n'),
  ])
  expect([...served].map(([recipe, lines]) => [recipe, [...lines, '']])).toEqual(golden)
  expect(served.size).toBe(goldenSurfaces.length + 1 + recipesBefore.length)
  expect([...served.values()].map((lines) => lines.length > 20)).toEqual([...served].map(() => true))
})
