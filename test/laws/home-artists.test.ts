import { expect, test } from 'vitest'
import { artistId, listenerId, minuteMs, recordingId, requestId, type Track, trackId } from '#domain'
import { home, homeSchema } from '#surfaces'
import { now, openSmallWorld } from './small-world.ts'

/** Law: no artist has more than four tracks on a home, over all of its shelves, where there are artists enough to fill it. */
const styles = ['dub', 'folk', 'techno', 'choral', 'bop']
const tracksBy = (artists: number) =>
  styles.flatMap((style, group) =>
    Array.from({ length: 80 }, (_, number): Track => {
      const name = `artist-${group * artists + (number % artists)}`
      const id = `${style}-${number}`
      return {
        id: trackId(id),
        recordingId: recordingId(id),
        title: `Song ${id}`,
        artists: [{ id: artistId(name), name }],
        featured: [],
        tags: [style, `mood-${number % 3}`],
        durationMs: 200_000 + 3_000 * number,
      }
    }),
  )

/** Everybody plays one artist above all, and so does Ann. */
const homeOf = async (tracks: readonly Track[]) => {
  const star = tracks[0]?.artists[0]?.id ?? ''
  const plays = tracks.flatMap((track, place) =>
    Array.from({ length: track.artists[0]?.id === star ? 9 : place % 3 }, (_, time) => ({
      type: 'track.played',
      id: `${track.id}/${time}`,
      listenerId: time % 2 === 0 ? 'ann' : `other-${time}`,
      trackId: track.id,
      at: now - (place + 1) * 60 * minuteMs - time,
    })),
  )
  const { services, store } = await openSmallWorld(tracks, plays)
  const listener = listenerId('ann')
  const reads = await services.readsFor(listener, now)
  const asking = { requestId: requestId('home'), asOf: now, listenerId: listener, limit: 12 }
  const { body } = await services.serve(home.ask(asking, reads), reads)
  const { shelves } = homeSchema.parse(JSON.parse(body))
  const times = new Map<string, number>()
  for (const { track } of shelves.flatMap(({ items }) => items)) {
    const by = track.artists[0]?.id ?? ''
    times.set(by, (times.get(by) ?? 0) + 1)
  }
  const { same } = await services.decisions.replay(requestId('home'))
  store.close()
  return { shelves, most: Math.max(...times.values()), ofStar: times.get(star) ?? 0, same }
}

test('an artist has at most four tracks on all shelves together, and a replay says the same [promise: page-shared]', async () => {
  const { shelves, most, ofStar, same } = await homeOf(tracksBy(16))
  expect(shelves.length).toBeGreaterThan(5)
  expect([most, ofStar, same]).toEqual([4, 4, true])
})

test('a library of few artists fills its shelves with them all the same [promise: page-shared]', async () => {
  const { shelves } = await homeOf(tracksBy(1))
  expect(shelves.length).toBeGreaterThan(5)
})
