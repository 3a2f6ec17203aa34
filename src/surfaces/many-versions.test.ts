import { expect, test } from 'vitest'
import { createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { artistId, instant, listenerId, recordingId, sessionId, trackId } from '#domain'
import { createFeatures, features } from '#features'
import { appEventSchema, sequenceNumber } from '#log'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { arraySteps } from '../domain/array-steps.sample.ts'
import { batchOf } from '../log/event-log.sample.ts'
import { createTrackIndex } from './create-track-index.ts'
import { blockOn, isDisliked } from './hydrators/eligibility.ts'
import { createListenerViews } from './listener/listener-views.ts'
import { skipped, tracksInSession } from './session/session-tracks.ts'

/** One recording id on every row, as a table has it that writes "N/A" where it knows none. */
const versions = 2_000
/** For each version; a square would make it two thousand. */
const few = 50

const openManyVersions = async () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  const sample = sampleTrack('sample')
  await catalog.upsert(
    Array.from({ length: versions }, (_, place) => ({
      ...sample,
      id: trackId(`t${place}`),
      recordingId: recordingId('one'),
      title: `Song ${place}`,
      artists: [{ id: artistId(`a${place}`), name: `Artist ${place}` }],
    })),
  )
  await catalog.upsert([sampleTrack('other', { artists: [{ id: artistId('a'), name: 'Somebody' }] })])
  return { catalog, index: createTrackIndex(catalog), keys: [...catalog.tracks()].map(({ key }) => key) }
}

const at = instant(Date.UTC(2026, 10, 20))

const eventAt = (event: Record<string, unknown>, place: number) => ({
  sequence: sequenceNumber(place + 1),
  event: appEventSchema.parse({ id: `e${place}`, at, listenerId: 'ann', ...event }),
})

const onlineAfter = (events: readonly Record<string, unknown>[]) => {
  const online = createFeatures({ store: createMemoryStateStore(), features })
  online.fold(batchOf(events.map(eventAt)))
  return online
}

test('the versions of a recording are gathered in one pass, however many they are', async () => {
  const { index } = await openManyVersions()
  expect(await arraySteps(index)).toBeLessThan(few * versions)
  expect([...index().versions.values()].map(({ length }) => length)).toEqual([versions])
})

test.each([
  ['what was blocked elsewhere', 'other', false],
  ['one of them', `t${versions - 1}`, true],
])(
  'whether a recording is ruled out, by %s, is judged once for all its versions',
  async (_what, id, isRuledOut) => {
    const { catalog, index, keys } = await openManyVersions()
    const about = catalog.get(trackId(id))?.artists[0]?.id
    const online = onlineAfter([
      { type: 'listener.blocked', target: { kind: 'artist', id: about } },
      { type: 'track.disliked', trackId: id },
    ])
    const listeners = createListenerViews({ features: online, catalog, index })
    const { blocks, histories } = listeners.read(listenerId('ann'), at)
    const ruledOut = { blocked: 0, disliked: 0 }
    const steps = await arraySteps(() => {
      for (const key of keys.slice(0, versions)) {
        if (blockOn(key, index(), blocks) !== 0) ruledOut.blocked++
        if (isDisliked(key, index(), histories)) ruledOut.disliked++
      }
    })
    expect(steps).toBeLessThan(few * versions)
    expect(ruledOut).toEqual(
      isRuledOut ? { blocked: versions, disliked: versions } : { blocked: 0, disliked: 0 },
    )
  },
)

test('what became of a recording in a session is read once for all its versions', async () => {
  const { index, keys } = await openManyVersions()
  const online = onlineAfter([{ type: 'track.skipped', trackId: 't7', sessionId: 's', positionMs: 1_000 }])
  const became = tracksInSession(online, index(), listenerId('ann'), sessionId('s'))
  let skips = 0
  const steps = await arraySteps(() => {
    for (const key of keys.slice(0, versions)) if (became(key) === skipped) skips++
  })
  expect(steps).toBeLessThan(few * versions)
  expect(skips).toBe(versions)
})

test('a play of one of many versions is folded without a look at the others, and is in the next read [promise: paid-once]', async () => {
  const { catalog, index, keys } = await openManyVersions()
  const online = onlineAfter([])
  const listeners = createListenerViews({ features: online, catalog, index })
  const read = () => listeners.read(listenerId('ann'), at)
  read()
  const batch = batchOf([eventAt({ type: 'track.played', trackId: 't7' }, 0)])
  online.fold(batch)
  expect(await arraySteps(() => listeners.follow(batch))).toBeLessThan(few)
  expect(read().recentKeys(5)).toEqual([keys[7]])
  expect([...read().histories.plays]).toEqual([1])
})
