import { expect, test } from 'vitest'
import { createRandom, listenerId, recordingId, requestId, sessionId, type Track, trackId } from '#domain'
import { askFor, session } from '#surfaces'
import { answerOf, now, openSmallWorld, randomTracks } from './small-world.ts'

/**
 * Every request draws noise of its own, so two answers differ whether a skip counts or not. Here a radio on the first
 * track is asked again and again with the same seed: without a skip the answers are the same to the last track, so what
 * differs is the skip's doing.
 */
const openRadio = async (
  tracks: readonly Track[],
  played: readonly Readonly<Record<string, unknown>>[] = [],
) => {
  const { services, catalog, store } = await openSmallWorld(tracks, played)
  const listener = listenerId('l')
  const started = { id: sessionId('s'), seed: { kind: 'track' as const, id: tracks[0]?.id ?? '' } }
  const keys = (ids: readonly string[]) => ids.flatMap((id) => catalog.get(trackId(id))?.key ?? [])
  const { models } = await services.readsFor(listener, now)
  return {
    close: () => store.close(),
    ask: async (skipped: readonly string[], excluded: readonly string[] = []) => {
      const reads = await services.readsFor(listener, now)
      const skippedKeys = keys(skipped)
      const query = askFor(
        'session',
        {
          requestId: requestId('same'),
          asOf: now,
          listenerId: listener,
          limit: 12,
          excludedKeys: keys(excluded),
          session: { ...started, heardKeys: [], skippedKeys, heardOrSkippedKeys: skippedKeys },
        },
        reads,
      )
      const answer = await answerOf(session, 'full', query, reads)
      return 'items' in answer ? answer.items.map(({ track }) => track.id) : []
    },
    /** How near a slate is to what was skipped, on average. */
    nearness: (skipped: readonly string[], ids: readonly string[]) => {
      const cosines = keys(skipped).flatMap((from) => {
        const vector = models.vectorOf(from)
        return vector ? keys(ids).map((key) => models.cosine(key, vector)) : []
      })
      return cosines.reduce((sum, cosine) => sum + cosine, 0) / Math.max(1, cosines.length)
    },
  }
}

const worlds = 20
const roundOff = 1e-6

test('a skip, and not the noise, leads away from what was skipped [promise: skips-bend]', async () => {
  let further = 0
  let nearAfter = 0
  let nearLeftOut = 0
  for (let seed = 0; seed < worlds; seed++) {
    const tracks = randomTracks(createRandom(`skips/${seed}`), 80)
    const { ask, nearness, close } = await openRadio(tracks)
    const before = await ask([])
    expect(await ask([])).toEqual(before)
    const skipped = before.slice(0, 3)
    // Leaving the skipped out is not yet having heard the skip.
    const leftOut = await ask([], skipped)
    const after = await ask(skipped)
    close()
    const recordings = new Map<string, string>(tracks.map((track) => [track.id, track.recordingId]))
    const gone = new Set(skipped.map((id) => recordings.get(id)))
    expect(after.filter((id) => gone.has(recordings.get(id)))).toEqual([])
    expect(after).not.toEqual(leftOut)
    if (nearness(skipped, after) < nearness(skipped, leftOut)) further++
    nearAfter += nearness(skipped, after)
    nearLeftOut += nearness(skipped, leftOut)
  }
  expect(further).toBeGreaterThanOrEqual(worlds * 0.8)
  // Three skips turn the radio: weighed against what is like them alone, they would move it a fifth of the way.
  expect(nearAfter).toBeLessThan(nearLeftOut / 2)
})

/**
 * A skip counts twice: it bends the direction in which is searched, and it weighs against what is like it. Both lead
 * away, so the test above can't tell when only one is left. What sounds as the seed can't bend the direction: it lies
 * in it. What is seen here is the weight alone.
 */
test('a skip of what sounds just as the seed leads away from it as well [promise: skips-bend]', async () => {
  let further = 0
  for (let seed = 0; seed < worlds; seed++) {
    const random = createRandom(`skips/twin/${seed}`)
    const [first = expect.fail(), ...others] = randomTracks(random, 80)
    const twin = { ...first, id: trackId('twin'), recordingId: recordingId('twin') }
    const played = others.flatMap(({ id }, place) =>
      Array.from({ length: random.below(6) }, (_, time) => ({
        type: 'track.played',
        id: `${place}-${time}`,
        at: now - 1_000 * (place + time),
        listenerId: `other-${time}`,
        trackId: id,
      })),
    )
    const { ask, nearness, close } = await openRadio([first, ...others, twin], played)
    const leftOut = nearness([twin.id], await ask([], [twin.id]))
    const after = nearness([twin.id], await ask([twin.id]))
    close()
    expect(after).toBeLessThan(leftOut + roundOff)
    if (after < leftOut - roundOff) further++
  }
  expect(further).toBeGreaterThanOrEqual(worlds / 2)
})
