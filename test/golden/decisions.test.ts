import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import type { Catalog } from '#catalog'
import { eventId, instant, listenerId, requestId, trackKey } from '#domain'
import { createDecisions, readDecision } from '#surfaces'
import { goldenSurfaces, learntSurface, recipesBefore, writeGoldenRecords } from './golden-records.ts'

/**
 * Decision records as real surfaces wrote them, one file for each recipe there ever was and each way it answered: in the
 * folder `decisions` those of format 1, in `decisions-2` and `decisions-3` those of later ones. Those of recipes that are
 * kept replay byte for byte, so stages that change without a new recipe are found here; older ones are refused by name. A new recipe gets its
 * files by `SEGUE_GOLDEN=write npx vitest run --project laws test/golden/decisions.test.ts`; a file that is there is
 * never written again.
 */
const folderOf = (format: number) =>
  join(import.meta.dirname, format === 1 ? 'decisions' : `decisions-${format}`)
const newest = 3
const formats = [1, 2, newest]
/** What replays: the recipes that serve, and of those before them all that are kept as documents. */
const recipes = new Set([...goldenSurfaces, learntSurface].map(({ recipe }) => recipe).concat(recipesBefore))

let catalog: Catalog
let fresh: ReadonlyMap<string, Uint8Array>
beforeAll(async () => {
  const golden = await writeGoldenRecords()
  catalog = golden.catalog
  fresh = golden.records
  if (process.env.SEGUE_GOLDEN !== 'write') return
  const folder = folderOf(newest)
  mkdirSync(folder, { recursive: true })
  for (const [name, bytes] of fresh) {
    const path = join(folder, `${name}.bin`)
    if (!existsSync(path)) writeFileSync(path, bytes)
  }
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
  await log.append([{ event, record: attachment }])
  return createDecisions({ store: log, catalog: of, surfaces: goldenSurfaces })
}

interface GoldenFile {
  readonly format: number
  readonly name: string
  readonly recipe: string
}
const files: readonly GoldenFile[] = formats.flatMap((format) =>
  (existsSync(folderOf(format)) ? readdirSync(folderOf(format)) : []).map((file) => {
    const name = file.replace(/\.bin$/, '')
    return { format, name, recipe: name.replace(/\..*/, '') }
  }),
)
const read = ({ format, name }: GoldenFile) =>
  new Uint8Array(readFileSync(join(folderOf(format), `${name}.bin`)))
const readable = files.filter(({ format }) => format > 1)
const ofToday = files.filter(({ recipe }) => recipes.has(recipe))

describe('golden decision records', () => {
  it('are there for every recipe that serves in every way it answers, and for those of the first release', () => {
    const kept = new Set(files.filter(({ format }) => format === newest).map(({ name }) => name))
    expect([...fresh.keys()].filter((name) => !kept.has(name))).toEqual([])
    expect(files.filter(({ recipe }) => recipe.endsWith('@1')).length).toBe(goldenSurfaces.length)
  })

  it.each(ofToday)(
    'of $name in format $format replay to the bytes that were served [promise: old-logs-open]',
    async (file) => {
      const decisions = await decisionsWith(read(file))
      expect((await decisions.replay(requestId('golden'))).same).toBe(true)
      const { runs } = await decisions.explain(requestId('golden'))
      expect(runs.flatMap(({ candidates }) => candidates).length).toBeGreaterThan(0)
    },
  )

  it.each(files.filter(({ recipe }) => !recipes.has(recipe)))(
    'of $name in format $format are refused by name, not replayed by other stages',
    async (file) => {
      const decisions = await decisionsWith(read(file))
      for (const readBack of [decisions.replay, decisions.explain]) {
        await expect(readBack(requestId('golden'))).rejects.toMatchObject({
          code: 'unreplayable-decision',
          message: expect.stringContaining(file.recipe),
        })
      }
    },
  )

  it.each(readable)(
    'of $name in format $format are read without the code that made them, to the slate that was served [promise: readable-records]',
    (file) => {
      const { runs } = readDecision(read(file))
      expect(runs.length).toBeGreaterThan(0)
      for (const { candidates, slate, stages } of runs) {
        const said = stages.flatMap(({ words = [] }) => words)
        const shown = slate.map((place) => catalog.byKey(trackKey(candidates[place] ?? 0))?.id)
        expect(said).toMatchObject(shown.map((id) => ({ track: { id } })))
        const columns = stages.flatMap((stage) =>
          Object.values(stage.columns).map((column) => ({ stage, column })),
        )
        for (const { stage, column } of columns) expect(column.length).toBe(stage.rows.length)
      }
    },
  )

  it('of another catalogue are refused by name, not told with the tracks that have their keys here [promise: own-catalogue]', async () => {
    const another: Catalog = { ...catalog, identity: 'another' }
    expect(fresh.size).toBeGreaterThan(goldenSurfaces.length)
    for (const bytes of fresh.values()) {
      const decisions = await decisionsWith(bytes, another)
      for (const readBack of [decisions.replay, decisions.explain]) {
        await expect(readBack(requestId('golden'))).rejects.toMatchObject({
          code: 'unreplayable-decision',
          message: expect.stringMatching(/golden-world.*another.*catalogue\.db/),
        })
      }
    }
  })

  it('that are scribbled on are refused, wherever it was [promise: readable-records]', async () => {
    for (const bytes of fresh.values()) {
      for (let place = 0; place < bytes.length; place += 97) {
        const scribbled = bytes.with(place, (bytes[place] ?? 0) ^ 0x55)
        const decisions = await decisionsWith(scribbled)
        await expect(decisions.replay(requestId('golden'))).rejects.toMatchObject({ code: 'corrupt-record' })
      }
    }
  })

  it('that are scribbled on in format 1 are refused, or the replay says that it is not the same', async () => {
    const seen = { refused: 0, told: 0, same: 0 }
    for (const file of ofToday.filter(({ format, recipe }) => format === 1 && !recipe.startsWith('home'))) {
      const bytes = read(file)
      const sound = await (await decisionsWith(bytes)).replay(requestId('golden'))
      for (let place = 4; place < bytes.length; place += 97) {
        const scribbled = bytes.with(place, (bytes[place] ?? 0) ^ 0x55)
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
