import { expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { instant, requestId, type TrackKey, trackKey } from '#domain'
import { bound, type CoOccurrencePredictor, coOccurrence, serveTogether } from '#models'
import { sampleTrack } from '../../catalog/catalog-store.sample.ts'
import { createModelReads } from '../create-reads.ts'
import { createTrackIndex } from '../create-track-index.ts'
import type { CommonQuery, Leading, Live } from '../query.ts'
import { similarity } from './similarity.ts'

/** Four tracks, and how often listening goes on from one to another as a predictor tells it. */
const openTracks = async (eachAfter: CoOccurrencePredictor['eachAfter']) => {
  const store = openSqliteCatalogStore({ path: ':memory:' })
  const catalog = openCatalog(store)
  await catalog.upsert(['a', 'b', 'c', 'd'].map((id) => sampleTrack(id)))
  const version = { name: coOccurrence.name, version: '0123456789ab' }
  const bind = bound(coOccurrence, { after: () => [], eachAfter })
  const models = createModelReads(catalog, serveTogether([version], [{ manifest: version, bind }]))
  const reads: Live['reads'] = {
    ...{ catalog, models, listener: undefined, index: createTrackIndex(catalog)() },
    aggregates: { skipRate: () => 0, plays: () => 0 },
    seedKeys: () => [],
    tracksIn: () => () => 0,
  }
  const key = Uint32Array.from(catalog.tracks(), (track) => track.key)
  const columns = { key, via: new Uint32Array(key.length), cause: new Uint32Array(key.length) }
  const hydrator = similarity('similarity').parse({ timeoutMs: 10 })
  const afterOf = async (currentKey: TrackKey) => {
    const query: CommonQuery & Leading & Live = {
      ...{ requestId: requestId('r'), surface: 'now-playing', seed: 's', limit: 1, recipe: 'r@1' },
      ...{ asOf: instant(0), guard: 2, currentKey, reads, lastGoodKeys: [] },
    }
    const { columns: added } = await hydrator.hydrate(
      query,
      { columns, count: key.length },
      AbortSignal.any([]),
    )
    return [...added.after]
  }
  return { keys: Array.from(key, trackKey), afterOf, store }
}

it('tells of a track nothing of what another request asked, also where that one failed half way', async () => {
  let fails = false
  const { keys, afterOf, store } = await openTracks((from, _count, tell) => {
    tell(trackKey(from + 1), 0.5, 3)
    if (fails) throw new Error('the predictor is damaged')
  })
  const [a, , c] = keys
  if (a === undefined || c === undefined) return expect.fail()
  const alone = await afterOf(c)
  expect(alone).toEqual([0, 0, 0, 0.5])
  expect(await afterOf(a)).toEqual([0, 0.5, 0, 0])
  expect(await afterOf(c)).toEqual(alone)
  fails = true
  await expect(async () => afterOf(a)).rejects.toThrow('damaged')
  fails = false
  expect(await afterOf(c)).toEqual(alone)
  store.close()
})
