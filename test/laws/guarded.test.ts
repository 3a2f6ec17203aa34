import { expect, test } from 'vitest'
import { createRandom, listenerId, requestId, sessionId, trackKey } from '#domain'
import type { StageTrace } from '#pipeline'
import { tierSchema } from '#surfaces'
import { everySurface, now, openSmallWorld, randomTracks, runOn } from './small-world.ts'

/** The guard as it is seen from outside, stage by stage, in what every tier of every surface runs. */
const guard = ['limits', 'blocked', 'history', 'disliked', 'credits', 'excluded']

test('every pipeline of every tier judges by the same limits, in one order, before anything is scored [promise: limits-by-construction]', async () => {
  const { services, store } = await openSmallWorld(randomTracks(createRandom('guarded'), 30), [])
  const reads = await services.readsFor(listenerId('l'), now)
  const kept = { heardKeys: [], skippedKeys: [], heardOrSkippedKeys: [] }
  const asking = { requestId: requestId('r'), asOf: now, listenerId: listenerId('l'), limit: 10 }
  const about = {
    currentKey: trackKey(3),
    session: { id: sessionId('s'), seed: { kind: 'tag' as const, id: 'pop' }, ...kept },
  }
  const runs: { readonly where: string; readonly stages: readonly StageTrace[] }[] = []
  for (const surface of everySurface) {
    for (const tier of tierSchema.options) {
      const asked = surface.name === 'home' ? asking : { ...asking, ...about }
      const run = runOn(reads, [trackKey(1)], (pipeline, { stages }) =>
        runs.push({ where: `${surface.recipe}/${tier}/${pipeline}`, stages }),
      )
      await surface.ask(asked, reads).answer(tier, run)
    }
  }
  expect(new Set(runs.map(({ where }) => where.split('/', 2).join('/'))).size).toBe(3 * everySurface.length)
  for (const { where, stages } of runs) {
    const beforeScores = stages.slice(
      0,
      stages.findIndex(({ kind }) => kind === 'score'),
    )
    const limits = beforeScores.map(({ name }) => name).filter((name) => guard.includes(name))
    expect([where, limits]).toEqual([where, guard])
  }
  store.close()
})
