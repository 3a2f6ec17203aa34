import { expect, test } from 'vitest'
import { createRandom, listenerId, minuteMs, requestId } from '#domain'
import { home, homeSchema } from '#surfaces'
import { now, openSmallWorld, randomTracks } from './small-world.ts'

test('a home is made again with the shelves it had, though others would be planned by now [promise: readings-replay]', async () => {
  const tracks = randomTracks(createRandom('readings'), 60)
  const listener = listenerId('l')
  const played = (first: number) =>
    Array.from({ length: 12 }, (_, number) => ({
      id: `play-${first}-${number}`,
      type: 'track.played',
      at: now - (60 - first - number) * minuteMs,
      listenerId: listener,
      trackId: tracks[first + (number % 6)]?.id,
      playedMs: 60_000,
    }))
  const { services, tell, store } = await openSmallWorld(tracks, played(0))
  const serve = async (id: string) => {
    const reads = await services.readsFor(listener, now)
    const asking = { requestId: requestId(id), asOf: now, listenerId: listener, limit: 8 }
    return services.serve(home.ask(asking, reads), reads)
  }
  const titles = (body: string) => homeSchema.parse(JSON.parse(body)).shelves.map(({ title }) => title)
  const before = await serve('before')
  await tell(played(30))
  expect(titles((await serve('after')).body)).not.toEqual(titles(before.body))
  expect(titles(before.body).length).toBeGreaterThan(3)
  expect(await services.decisions.replay(requestId('before'))).toMatchObject({
    same: true,
    body: before.body,
  })
  const { runs } = await services.decisions.explain(requestId('before'))
  expect(titles(before.body).every((title) => runs.some((run) => run.title === title))).toBe(true)
  store.close()
})
