import { expect, it } from 'vitest'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { eventId, listenerId } from '#domain'
import { appEventSchema, logStart } from '#log'
import { samplePlay } from '../log/event-log.sample.ts'
import { createFeatures } from './create-features.ts'
import type { Feature } from './feature.ts'
import { foldLimits } from './fold-limits.ts'
import {
  blocked,
  features,
  listenerPlays,
  rating,
  sessionHeard,
  sessionListener,
  sessionSeed,
} from './index.ts'

it('reads and folds a few events in each turn of the event loop, and each of them once', async () => {
  const log = createMemoryEventLog()
  const block = (number: number) => ({
    event: {
      type: 'listener.blocked' as const,
      id: eventId(`block-${number}`),
      at: samplePlay('one').at,
      listenerId: listenerId(`listener-${number % 7}`),
      target: { kind: 'artist' as const, id: `artist-${number}` },
    },
  })
  await log.append(Array.from({ length: 12_500 }, (_, number) => block(number)))
  const online = createFeatures({ store: createMemoryStateStore(), features })
  const read: number[] = []
  const folded: number[] = []
  let late = 0
  await foldLimits(
    {
      ...log,
      async latest(...asked) {
        const rows = await log.latest(...asked)
        read.push(rows.length)
        // Someone is let in between two reads, and blocks.
        setImmediate(() => void log.append([block(20_000 + late++)]))
        return rows
      },
    },
    {
      ...online,
      fold(batch) {
        folded.push(batch.recorded.length)
        online.fold(batch)
      },
    },
  )
  expect(late).toBeGreaterThan(2_500 / 32)
  expect(Math.max(...read)).toBeLessThanOrEqual(32)
  expect(Math.max(...folded)).toBe(1_000)
  expect(online.cursor).not.toBe(logStart)
  const blocks = Array.from({ length: 7 }, (_, who) => [
    ...online.entries(blocked, `listener:listener-${who}`),
  ])
  expect(blocks.flat().length).toBeGreaterThanOrEqual(12_500)
  expect(blocks.flat().every(({ state }) => state[0] === 1)).toBe(true)
})

it('folds every word of every listener, however long ago, and what was heard lately [promise: damage-mended]', async () => {
  const log = createMemoryEventLog()
  let sent = 0
  const tell = async (...values: readonly object[]) => {
    const envelope = () => ({ id: `e${sent++}`, at: samplePlay('one').at, listenerId: 'ann' })
    await log.append(values.map((value) => ({ event: appEventSchema.parse({ ...envelope(), ...value }) })))
  }
  const said = (type: string, trackId: string) => ({ type, trackId })
  const target = (id: string) => ({ target: { kind: 'artist', id } })
  await tell(
    said('track.played', 'once'),
    said('track.liked', 'liked'),
    said('track.disliked', 'disliked'),
    said('track.liked', 'both'),
    said('track.disliked', 'both'),
    said('track.disliked', 'taken back'),
    said('track.unrated', 'taken back'),
    { type: 'listener.blocked', ...target('blocked') },
    { type: 'listener.blocked', ...target('free') },
    { type: 'listener.unblocked', ...target('free') },
    { type: 'session.started', sessionId: 's', seed: { kind: 'tag', id: 'dub' } },
  )
  await tell(...Array.from({ length: 9_998 }, () => ({ ...said('track.liked', 'other'), listenerId: 'ben' })))
  const lately = { sessionId: 's', positionMs: 40_000 }
  await tell({ ...said('track.skipped', 'skipped'), ...lately }, said('track.played', 'again'))
  const limited = createFeatures({ store: createMemoryStateStore(), features })
  await foldLimits(log, limited)
  const known = (feature: Feature, owner: string) =>
    Object.fromEntries([...limited.entries(feature, owner)].map(({ about, state }) => [about, state[0]]))
  expect(known(rating, 'listener:ann')).toEqual({
    'track:liked': 1,
    'track:disliked': -1,
    'track:both': -1,
    'track:taken back': 0,
  })
  expect(known(blocked, 'listener:ann')).toEqual({ 'artist:blocked': 1, 'artist:free': 0 })
  expect(Object.keys(known(sessionListener, 'session:s'))).toEqual(['listener:ann'])
  expect(known(sessionSeed, 'session:["ann","s"]')).toEqual({ 'tag:dub': 1 })
  expect(known(listenerPlays, 'listener:ann')).toEqual({ 'track:again': 1 })
  expect(known(sessionHeard, 'session:["ann","s"]')).toEqual({ 'track:skipped': 1 })
})
