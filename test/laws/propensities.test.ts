import { expect, test } from 'vitest'
import { createRandom, listenerId, minuteMs, requestId, sessionId } from '#domain'
import { type Asking, nowPlaying, readDecision, type Surface } from '#surfaces'
import { everySurface, now, openSmallWorld, randomTracks } from './small-world.ts'

/** The probability of each place, from the request to the record, to the decision that is told and to the replay. */
const listener = listenerId('l')

const openWorld = async () => {
  const tracks = randomTracks(createRandom('propensities'), 80, 12)
  const plays = Array.from({ length: 30 }, (_, number) => ({
    id: `play-${number}`,
    type: 'track.played',
    at: now - (900 - number) * minuteMs,
    listenerId: listener,
    trackId: tracks[number % 11]?.id,
    playedMs: 60_000,
  }))
  const world = await openSmallWorld(tracks, plays)
  const seed = { kind: 'track' as const, id: tracks[9]?.id ?? expect.fail() }
  const asking: Omit<Asking, 'requestId'> = {
    asOf: now,
    listenerId: listener,
    limit: 8,
    currentKey: world.catalog.keyOf(tracks[9]?.id ?? expect.fail()),
    session: { id: sessionId('s'), seed, heardKeys: [], skippedKeys: [], heardOrSkippedKeys: [] },
  }
  const reads = await world.services.readsFor(listener, now)
  const serve = async (surface: Surface, id: string, more: Partial<Asking> = {}) => {
    await world.services.serve(surface.ask({ ...asking, requestId: requestId(id), ...more }, reads), reads)
    const kept = (await world.log.record(requestId(id))) ?? expect.fail()
    return readDecision(kept.bytes)
  }
  return { ...world, reads, serve }
}

const named = everySurface.map((surface) => [surface.recipe, surface] as const)
test.each(named)(
  'of every place of %s its record tells how probable it was, and so do the decision and the replay [promise: chance-has-a-number]',
  async (_name, surface) => {
    const { serve, services, store } = await openWorld()
    for (const id of ['a', 'b', 'c']) {
      const { runs } = await serve(surface, id)
      expect(runs.length).toBeGreaterThan(0)
      const told = (await services.decisions.explain(requestId(id))).runs
      for (const [nth, { slate, propensities }] of runs.entries()) {
        expect(propensities).toHaveLength(slate.length)
        const selected = (told[nth]?.candidates ?? []).flatMap(({ fate, propensity }) =>
          fate.kind === 'selected' ? [{ rank: fate.rank, propensity }] : [],
        )
        const inOrder = selected.toSorted((a, b) => a.rank - b.rank)
        expect(inOrder.map(({ propensity }) => propensity)).toEqual(propensities)
      }
      expect(await services.decisions.replay(requestId(id))).toMatchObject({ same: true })
    }
    store.close()
  },
)

test('what is counted over many requests is what their records told [promise: chance-has-a-number]', async () => {
  const { serve, reads, store } = await openWorld()
  const { text } = nowPlaying.ask({ requestId: requestId('r'), asOf: now, limit: 1 }, reads).recipe
  const document = JSON.parse(text)
  document.recipe = 'now-playing@warm'
  document.tiers.full.select.temperature = 1
  const warm = nowPlaying.by(document)
  const requests = 600
  const errors: number[] = []
  for (let nth = 0; nth < requests; nth++) {
    const { runs } = await serve(warm, `request-${nth}`, { currentKey: undefined, limit: 1 })
    const { propensities = [], stages } = runs[0] ?? expect.fail()
    const [first = 0] = propensities
    // One over the probability of what was taken counts, in the mean, all that could have been: nobody was heard, so nobody rests.
    errors.push(1 / first - (stages.find(({ kind }) => kind === 'select')?.rows.length ?? 0))
  }
  const mean = errors.reduce((sum, one) => sum + one, 0) / requests
  const variance = errors.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (requests - 1)
  expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(variance / requests))
  // An estimate that strays widely would be within anything.
  expect(4 * Math.sqrt(variance / requests)).toBeLessThan(6)
  store.close()
})
