import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import type { Catalog } from '#catalog'
import { eventId, instant, listenerId, requestId, sessionId } from '#domain'
import { createDecisions, home, nowPlaying, session, similar } from '#surfaces'
import { openGoldenWorld } from './golden-world.ts'

/**
 * Decision records as real surfaces wrote them, one file for each recipe there ever was. Those of today's recipes
 * replay byte for byte, so stages that change without a new recipe are found here; older ones are refused by name.
 * A new recipe gets its file by `SEGUE_GOLDEN=write npx vitest run --project laws test/golden/decisions.test.ts`;
 * a file that is there is never written again.
 */
const folder = join(import.meta.dirname, 'decisions')
const surfaces = [home, nowPlaying, similar, session]
const today = new Set(surfaces.map(({ recipe }) => recipe))
const fileOf = (recipe: string) => join(folder, `${recipe}.bin`)

let catalog: Catalog
let fresh: ReadonlyMap<string, Uint8Array>
beforeAll(async () => {
  const { world, ask, recordOf, catalog: opened } = await openGoldenWorld()
  catalog = opened
  const listener = world.listeners[3]?.id
  const heard = catalog.get(world.tracks[21]?.id ?? expect.fail())
  const seed = { kind: 'track' as const, id: heard?.id ?? '' }
  const started = { id: sessionId('golden'), seed, heardKeys: [], skippedKeys: [], heardOrSkippedKeys: [] }
  const asking = { ...(listener && { listenerId: listener }), limit: 10 }
  const askings = [
    [home, asking],
    [nowPlaying, { ...asking, currentKey: heard?.key }],
    [similar, { ...asking, currentKey: heard?.key }],
    [session, { ...asking, session: started }],
  ] as const
  const records = new Map<string, Uint8Array>()
  for (const [surface, asked] of askings) {
    const { requestId: id }: { requestId: string } = JSON.parse(await ask(surface, asked))
    records.set(surface.recipe, await recordOf(id))
  }
  fresh = records
  if (process.env.SEGUE_GOLDEN !== 'write') return
  mkdirSync(folder, { recursive: true })
  for (const [recipe, bytes] of records) if (!existsSync(fileOf(recipe))) writeFileSync(fileOf(recipe), bytes)
})

/** Decisions over a log that keeps just this record. */
const decisionsWith = async (attachment: Uint8Array, of: Catalog = catalog) => {
  const log = createMemoryEventLog()
  const event = {
    type: 'slate.served' as const,
    id: eventId('golden'),
    at: instant(0),
    listenerId: listenerId('golden'),
    requestId: requestId('golden'),
    surface: 'home',
    tier: 'full' as const,
    recipe: '',
    models: {},
    trackIds: [],
  }
  await log.append([{ event, attachment }])
  return createDecisions({ log, catalog: of, surfaces })
}

const recipes = existsSync(folder) ? readdirSync(folder).map((file) => file.replace(/\.bin$/, '')) : []

const served = recipes.filter((recipe) => today.has(recipe))

describe('golden decision records', () => {
  it('are there for every recipe that serves, and for those of the first release', () => {
    expect([...today].filter((recipe) => !recipes.includes(recipe))).toEqual([])
    expect(recipes.filter((recipe) => recipe.endsWith('@1')).length).toBe(surfaces.length)
  })

  it.each(served)('of %s replay to the bytes that were served [promise: old-logs-open]', async (recipe) => {
    const decisions = await decisionsWith(readFileSync(fileOf(recipe)))
    expect((await decisions.replay(requestId('golden'))).same).toBe(true)
    const { runs } = await decisions.explain(requestId('golden'))
    expect(runs.flatMap(({ candidates }) => candidates).length).toBeGreaterThan(5)
  })

  it.each(recipes.filter((recipe) => !today.has(recipe)))(
    'of %s are refused by name, not replayed by other stages',
    async (recipe) => {
      const decisions = await decisionsWith(readFileSync(fileOf(recipe)))
      for (const read of [decisions.replay, decisions.explain]) {
        await expect(read(requestId('golden'))).rejects.toMatchObject({
          code: 'unreplayable-decision',
          message: expect.stringContaining(recipe),
        })
      }
    },
  )

  it('of another catalogue are refused by name, not told with the tracks that have their keys here [promise: own-catalogue]', async () => {
    const another: Catalog = { ...catalog, identity: 'another' }
    expect(fresh.size).toBe(surfaces.length)
    for (const bytes of fresh.values()) {
      const decisions = await decisionsWith(bytes, another)
      for (const read of [decisions.replay, decisions.explain]) {
        await expect(read(requestId('golden'))).rejects.toMatchObject({
          code: 'unreplayable-decision',
          message: expect.stringMatching(/golden-world.*another.*catalogue\.db/),
        })
      }
    }
  })

  it('that are scribbled on are refused, or the replay says that it is not the same', async () => {
    const seen = { refused: 0, told: 0, same: 0 }
    for (const [recipe, bytes] of fresh) {
      if (recipe === home.recipe) continue
      const sound = await (await decisionsWith(bytes)).replay(requestId('golden'))
      for (let place = 4; place < bytes.length; place += 97) {
        const scribbled = bytes.slice()
        scribbled[place] = (scribbled[place] ?? 0) ^ 0x55
        const decisions = await decisionsWith(scribbled)
        const replay = await decisions.replay(requestId('golden')).catch((thrown: unknown) => {
          expect(thrown).toMatchObject({ name: 'AppError' })
          return undefined
        })
        if (replay === undefined) seen.refused++
        else if (replay.same) {
          // A scribble in what was not served, such as a candidate that lost, changes no byte of the answer.
          expect(replay.body).toBe(sound.body)
          seen.same++
        } else seen.told++
      }
    }
    expect(seen.refused).toBeGreaterThan(10)
    expect(seen.told).toBeGreaterThan(10)
  })
})
