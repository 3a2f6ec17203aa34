import { expect, test } from 'vitest'
import { z } from 'zod'
import { sessionId } from '#domain'
import { home, nowPlaying, session, similar } from '#surfaces'
import { openGoldenWorld } from './golden-world.ts'

/**
 * A fixed world, through the whole of Segue, gives fixed slates. It fails when anything between an event and a
 * slate changes what is served, meant or not: look at the difference, and when it is meant, write the file anew
 * with `vitest run --project laws test/golden/world-slates.test.ts -u` and say so in the changelog.
 */
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
  const { world, catalog, ask } = await openGoldenWorld()
  const lines: string[] = []
  for (const [place, { id }] of world.listeners.entries()) {
    const heard = catalog.get(world.tracks[place * 7]?.id ?? expect.fail())?.key
    const shelves = homeSchema.parse(JSON.parse(await ask(home, { listenerId: id, limit: 12 }))).shelves
    for (const shelf of shelves) lines.push(`${id} home "${shelf.title}": ${lineOf(shelf.items)}`)
    const seed = { kind: 'track' as const, id: world.tracks[place * 7]?.id ?? '' }
    const started = {
      id: sessionId(`golden-${place}`),
      seed,
      heardKeys: [],
      skippedKeys: [],
      heardOrSkippedKeys: [],
    }
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
