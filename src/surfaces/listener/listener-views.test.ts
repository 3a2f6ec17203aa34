import { expect, test } from 'vitest'
import { createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { AppError, dayMs, instant, listenerId, minuteMs, recordingId, trackId } from '#domain'
import { createFeatures, type Features, features } from '#features'
import { appEventSchema, sequenceNumber } from '#log'
import { sampleTrack } from '../../catalog/catalog-store.sample.ts'
import { batchOf } from '../../log/event-log.sample.ts'
import { createTrackIndex } from '../create-track-index.ts'
import { createListenerViews } from './listener-views.ts'

const at = Date.UTC(2026, 10, 20)
const ann = listenerId('ann')

const noStates = () => createFeatures({ store: createMemoryStateStore(), features })

const openOnePlay = async () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert([sampleTrack('t')])
  const online = noStates()
  const event = appEventSchema.parse({ type: 'track.played', id: 'p', at, listenerId: 'ann', trackId: 't' })
  online.fold(batchOf([{ sequence: sequenceNumber(1), event }]))
  return { catalog, index: createTrackIndex(catalog), online }
}

test('what is known of a listener who does nothing ages by ten minutes [promise: live-is-replay]', async () => {
  const { online, ...options } = await openOnePlay()
  const views = createListenerViews({ ...options, features: online })
  const read = (after: number) => views.read(ann, instant(at + after))
  const first = read(0)
  expect(read(10 * minuteMs - 1)).toBe(first)
  expect([...read(10 * minuteMs).histories.daysSinceHeard]).toEqual([Math.fround((10 * minuteMs) / dayMs)])
  const later = read(30 * dayMs)
  expect([...later.histories.daysSinceHeard]).toEqual([30])
  expect([...later.histories.plays]).toEqual([0.5])
  // A clock that was put back asks for less than is known.
  expect([...read(0).histories.daysSinceHeard]).toEqual([0])
})

test('a listener who was read from damaged states is read again when they are mended, though nothing happened to them [promise: damage-mended]', async () => {
  const { online, ...options } = await openOnePlay()
  let known: Pick<Features, 'reader' | 'amiss'> = {
    reader: noStates().reader,
    amiss: new AppError('states-damaged', 'Made again from the log.'),
  }
  const throughMending = {
    reader: (owner: string) => known.reader(owner),
    get amiss() {
      return known.amiss
    },
  }
  const views = createListenerViews({ ...options, features: throughMending })
  const read = () => views.read(ann, instant(at))
  expect(read().lastPlayedKeys(1)).toEqual([])
  known = online
  expect(read().lastPlayedKeys(1)).toHaveLength(1)
  expect(read()).toBe(read())
})

test('a like leads to a version that is there, and to each recording once [promise: likes-hold]', async () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  const version = (id: string) => sampleTrack(id, { recordingId: recordingId('one') })
  await catalog.upsert([version('gone'), version('stays'), version('also'), sampleTrack('other')])
  await catalog.withdraw([trackId('gone')])
  const online = noStates()
  const say = (type: string, track: string, after: number) => ({
    sequence: sequenceNumber(after),
    event: appEventSchema.parse({
      ...{ type: `track.${type}`, id: `e${after}`, at: at + after, listenerId: 'ann', trackId: track },
    }),
  })
  online.fold(batchOf([say('liked', 'other', 1), say('liked', 'also', 2), say('liked', 'gone', 3)]))
  const views = createListenerViews({ features: online, catalog, index: createTrackIndex(catalog) })
  const liked = () => {
    views.follow(batchOf([say('liked', 'gone', 0)]))
    return views
      .read(ann, instant(at))
      .likedKeys(5)
      .map((key) => catalog.byKey(key)?.id)
  }
  expect(liked()).toEqual(['stays', 'other'])
  online.fold(batchOf([say('disliked', 'stays', 4)]))
  expect(liked()).toEqual(['other'])
})

test('of a listener who is read and is told by thousands, next to nothing is folded before the next read, which has it all [promise: paid-once]', async () => {
  const { online, ...options } = await openOnePlay()
  let readings = 0
  const counting = {
    reader: (owner: string) => {
      readings++
      return online.reader(owner)
    },
    get amiss() {
      return online.amiss
    },
  }
  const views = createListenerViews({ ...options, features: counting })
  const playsKnown = () => [...views.read(ann, instant(at)).histories.plays]
  expect(playsKnown()).toEqual([1])
  const batch = batchOf(
    Array.from({ length: 2_000 }, (_, place) => {
      const said = { type: 'track.played', id: `e${place}`, at, listenerId: 'ann', trackId: 't' }
      return { sequence: sequenceNumber(place + 2), event: appEventSchema.parse(said) }
    }),
  )
  online.fold(batch)
  readings = 0
  views.follow(batch)
  expect(readings).toBeLessThan(100)
  expect(playsKnown()).toEqual([2_001])
})

test('whoever is asked about, made up or not, only of the last so many is kept what was laid out of them [promise: caches-bounded]', async () => {
  const { online, ...options } = await openOnePlay()
  const views = createListenerViews({ ...options, features: online })
  const read = (id: string) => views.read(listenerId(id), instant(at))
  const ofAnn = read('ann')
  const ofLast = Array.from({ length: 3_000 }, (_, number) => read(`made-up-${number}`)).at(-1)
  expect(read('made-up-2999')).toBe(ofLast)
  expect(read('ann')).not.toBe(ofAnn)
  expect([...read('ann').histories.plays]).toEqual([1])
})
