import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { AppError, sessionId } from '#domain'
import { type Ranker, ranker } from '#models'
import {
  type Asking,
  home,
  nowPlaying,
  nowPlayingLearnt,
  type Reads,
  readDecision,
  type Surface,
  session,
  similar,
} from '#surfaces'
import { now, openGoldenWorld } from './golden-world.ts'

/**
 * Records as real surfaces write them in the golden world: of every surface in every tier, and of a full answer some of
 * whose stages failed. Each stands under the name of its file.
 */
export const goldenSurfaces = [home, nowPlaying, similar, session] as const

/** What plays next where the release has a ranker that was learnt: it serves beside the others. */
export const learntSurface = nowPlaying.by(nowPlayingLearnt)

/** Says of each candidate what follows from columns that only this recipe reads, in steps of a learnt ranker. */
const goldenRanker: Ranker = {
  predict: ({ release = none, nearSound = none, artistPlays = none, furtherPlace = none }, count) =>
    Float32Array.from({ length: count }, (_, row) => {
      const [on = 0, near = 0, plays = 0, further = 0] = [
        release[row],
        nearSound[row],
        artistPlays[row],
        furtherPlace[row],
      ]
      return Math.round(1_024 * (2 * on + near + Math.log1p(plays) - further / 100)) / 1_024
    }),
}
const none = new Float32Array(0)

const withRanker = (reads: Reads): Reads => {
  const learnt = {}
  ranker.bind(learnt, goldenRanker)
  const predictor: Reads['models']['predictor'] = (token) => token.of(learnt) ?? reads.models.predictor(token)
  return { ...reads, models: { ...reads.models, predictor } }
}

/** What served together, newest first; all but what serves today is found by name. What plays next leads a radio by its skips. */
const servedTogether = [
  ['home@9', 'now-playing@12', 'similar@8', 'session@10'],
  ['home@9', 'now-playing@11', 'similar@8', 'session@10'],
  ['home@8', 'now-playing@9', 'similar@8', 'session@10'],
  ['home@8', 'now-playing@8', 'similar@8', 'session@9'],
  ['home@7', 'now-playing@7', 'similar@7', 'session@8'],
] as const

const today: ReadonlySet<string> = new Set(goldenSurfaces.map(({ recipe }) => recipe))
export const recipesBefore = [...new Set(servedTogether.flat())].filter((recipe) => !today.has(recipe))

/** The same surfaces as they served by these, newest first, whose documents are those of the records that were kept. */
export const surfacesBefore = (): readonly (readonly Surface[])[] =>
  servedTogether.map((recipes) =>
    recipes.map((recipe, place) => {
      const bytes = readFileSync(join(import.meta.dirname, 'decisions-3', `${recipe}.full.bin`))
      const { recipeText = '' } = readDecision(new Uint8Array(bytes))
      return goldenSurfaces[place]?.by(JSON.parse(recipeText)) ?? expect.fail(recipe)
    }),
  )

type Asked = Omit<Asking, 'requestId' | 'asOf'>

const away = (): never => {
  throw new Error('away')
}
/** What a surface reads where a source and a hydrator of its full tier fail. */
const ailing = (reads: Reads): Reads => ({
  ...reads,
  models: { ...reads.models, near: away, nearTrack: away },
  aggregates: { ...reads.aggregates, skipRate: away },
})
/** What it reads where it can't answer in full. */
const amiss = (reads: Reads): Reads => ({
  ...reads,
  amiss: new AppError('states-damaged', 'Less is known of listeners than the log tells.'),
})

export const writeGoldenRecords = async () => {
  const golden = await openGoldenWorld()
  const { world, services, catalog } = golden
  const heard = catalog.get(world.tracks[21]?.id ?? expect.fail()) ?? expect.fail()
  const seed = { kind: 'track' as const, id: heard.id }
  const started = { id: sessionId('golden'), seed, heardKeys: [], skippedKeys: [], heardOrSkippedKeys: [] }
  const askings: Readonly<Record<Surface['name'], Asked>> = {
    home: { limit: 10 },
    'now-playing': { limit: 10, currentKey: heard.key },
    similar: { limit: 10, currentKey: heard.key },
    session: { limit: 10, session: started },
  }
  const records = new Map<string, Uint8Array>()
  const write = async (name: string, surface: Surface, who: number, change: (reads: Reads) => Reads) => {
    const listenerId = world.listeners[who]?.id ?? expect.fail()
    const reads = change(await services.readsFor(listenerId, now))
    const asking = { ...askings[surface.name], listenerId, requestId: golden.nextId(), asOf: now }
    const served = await services.serve(surface.ask(asking, reads), reads)
    expect(name).toContain(served.tier === 'full' ? '' : `.${served.tier}`)
    records.set(name, await golden.recordOf(served.query.requestId))
  }
  const writeAll = async (surface: Surface, change: (reads: Reads) => Reads) => {
    await write(`${surface.recipe}.full`, surface, 3, change)
    await write(`${surface.recipe}.cached`, surface, 3, (reads) => amiss(change(reads)))
    // Nothing was served to this one before, so there is nothing to serve again.
    await write(`${surface.recipe}.popular`, surface, 4, (reads) => amiss(change(reads)))
    await write(`${surface.recipe}.ailing`, surface, 3, (reads) => ailing(change(reads)))
  }
  for (const surface of goldenSurfaces) await writeAll(surface, (reads) => reads)
  // Last: those of before keep the ids that they were asked with.
  await writeAll(learntSurface, withRanker)
  return { records, catalog }
}
