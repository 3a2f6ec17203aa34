import { expect, test } from 'vitest'
import { createRandom, listenerId, requestId, sessionId, trackId } from '#domain'
import { askFor, session } from '#surfaces'
import { answerOf, now, openSmallWorld, randomTracks } from './small-world.ts'

/**
 * Every request draws noise of its own, so two answers differ whether a skip counts or not. Here both are asked
 * with the same seed: without a skip they are the same to the last track, so what differs is the skip's doing.
 */
const askTwice = async (seed: number) => {
  const tracks = randomTracks(createRandom(`skips/${seed}`), 80)
  const { services, catalog, store } = await openSmallWorld(tracks, [])
  const listener = listenerId('l')
  const started = { id: sessionId('s'), seed: { kind: 'track' as const, id: tracks[0]?.id ?? '' } }
  const keys = (ids: readonly string[]) => ids.flatMap((id) => catalog.get(trackId(id))?.key ?? [])
  const ask = async (skipped: readonly string[], excluded: readonly string[] = []) => {
    const reads = await services.readsFor(listener, now)
    const asking = {
      requestId: requestId('same'),
      asOf: now,
      listenerId: listener,
      limit: 12,
      excludedKeys: keys(excluded),
    }
    const skippedKeys = keys(skipped)
    const query = askFor(
      'session',
      { ...asking, session: { ...started, heardKeys: [], skippedKeys, heardOrSkippedKeys: skippedKeys } },
      reads,
    )
    const answer = await answerOf(session, 'full', query, reads)
    return 'items' in answer ? answer.items : []
  }
  const before = await ask([])
  const again = await ask([])
  const skipped = before.slice(0, 3).map(({ track }) => track.id)
  const leftOut = await ask([], skipped)
  const after = await ask(skipped)
  const { models } = await services.readsFor(listener, now)
  /** How near a slate is to what was skipped, on average. */
  const nearness = (ids: readonly string[]) => {
    const cosines = keys(skipped).flatMap((from) => {
      const vector = models.vectorOf(from)
      return vector ? keys(ids).map((key) => models.cosine(key, vector)) : []
    })
    return cosines.reduce((sum, cosine) => sum + cosine, 0) / Math.max(1, cosines.length)
  }
  store.close()
  const idsOf = (items: typeof before) => items.map(({ track }) => track.id)
  return {
    before: idsOf(before),
    again: idsOf(again),
    after: idsOf(after),
    leftOut: idsOf(leftOut),
    skipped,
    nearness,
    tracks,
  }
}

test('a skip, and not the noise, leads away from what was skipped [promise: skips-bend]', async () => {
  let further = 0
  const worlds = 20
  for (let seed = 0; seed < worlds; seed++) {
    const { before, again, after, leftOut, skipped, nearness, tracks } = await askTwice(seed)
    expect(again).toEqual(before)
    const recordings = new Map<string, string>(tracks.map((track) => [track.id, track.recordingId]))
    const gone = new Set(skipped.map((id) => recordings.get(id)))
    expect(after.filter((id) => gone.has(recordings.get(id)))).toEqual([])
    // Leaving the skipped out is not yet having heard the skip.
    expect(after).not.toEqual(leftOut)
    if (nearness(after) < nearness(leftOut)) further++
  }
  expect(further).toBeGreaterThanOrEqual(worlds * 0.8)
})
