import { expect, test } from 'vitest'
import { createRandom, listenerId, minuteMs, recordingId, requestId } from '#domain'
import { home, type Item, nowPlaying, similar, tierSchema } from '#surfaces'
import { answerOf, now, openSmallWorld, randomTracks } from './small-world.ts'

/** What the tiers below the full pipeline owe a listener who has just heard some of the catalogue, or all of it. */
const tracks = randomTracks(createRandom('lower-tiers'), 30, 15).map((track) => ({
  ...track,
  recordingId: recordingId(track.id),
}))
const lower = tierSchema.exclude(['full']).options

const servedAfter = async (heard: number) => {
  const listener = listenerId('ann')
  const { services, store } = await openSmallWorld(
    tracks,
    tracks.slice(0, heard).map(({ id }, number) => ({
      id: `heard-${number}`,
      type: 'track.played',
      at: now - 90 * minuteMs - number * minuteMs,
      listenerId: listener,
      trackId: id,
      playedMs: 60_000,
    })),
  )
  const reads = await services.readsFor(listener, now)
  const slates: { readonly where: string; readonly items: readonly Item[] }[] = []
  for (const surface of [nowPlaying, similar, home]) {
    for (const tier of lower) {
      const asking = { requestId: requestId('r'), asOf: now, listenerId: listener, limit: 30 }
      const answer = await answerOf(surface.ask(asking, reads), tier, reads)
      const items = 'items' in answer ? answer.items : answer.shelves.flatMap((shelf) => shelf.items)
      slates.push({ where: `${surface.name}/${tier}`, items })
    }
  }
  store.close()
  return slates
}

test('what was just heard comes behind everything else', async () => {
  const heard = new Set(tracks.slice(0, 6).map(({ id }) => `${id}`))
  for (const { where, items } of await servedAfter(6)) {
    const justHeard = items.map(({ track }) => heard.has(track.id))
    expect([where, justHeard.slice(0, 10)]).toEqual([where, Array.from({ length: 10 }, () => false)])
  }
})

test('a catalogue that was heard through is still served', async () => {
  for (const { where, items } of await servedAfter(tracks.length)) {
    expect(items.length, where).toBeGreaterThan(10)
  }
})
