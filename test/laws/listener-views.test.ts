import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { artistId, hourMs, type Instant, instant, listenerId, recordingId, trackId } from '#domain'
import { createFeatures, features } from '#features'
import { appEventSchema, type Recorded, sequenceNumber } from '#log'
import { createListenerViews, createTrackIndex } from '#surfaces'
import { sampleTrack } from '../../src/catalog/catalog-store.sample.ts'
import { batchOf } from '../../src/log/event-log.sample.ts'

/**
 * A listener who is laid out is kept as they are by what they do next. What they then read as is what they would read as
 * laid out anew at that moment: numbers to a part in a thousand (those of before are as of the first moment, up to
 * nine minutes ago), orders exactly.
 */
const at = Date.UTC(2026, 10, 20)
const ann = listenerId('ann')

const trackIds = Array.from({ length: 12 }, (_, number) => `t${number}`)
const tracks = trackIds.map((id, number) =>
  sampleTrack(id, {
    // Three versions each of four recordings; the artist and the tags are those of the version.
    recordingId: recordingId(`r${number % 4}`),
    artists: [{ id: artistId(`artist:a${number % 5}`), name: `a${number % 5}` }],
    tags: [`tag${number % 6}`, `tag${(number * 7) % 6}`],
  }),
)

interface Done {
  readonly type: 'track.played' | 'track.skipped' | 'track.liked' | 'track.disliked'
  readonly track: number
  readonly late: boolean
  readonly early: boolean
}

const doneArbitrary: fc.Arbitrary<Done> = fc.record({
  type: fc.constantFrom('track.played', 'track.played', 'track.skipped', 'track.liked', 'track.disliked'),
  track: fc.nat(trackIds.length - 1),
  late: fc.boolean(),
  early: fc.boolean(),
})

const eventOf = ({ type, track, late, early }: Done, number: number): Recorded => ({
  sequence: sequenceNumber(number),
  event: appEventSchema.parse({
    type,
    id: `e${number}`,
    // Some at one moment; a late one happened half an hour before it was told.
    at: at + Math.floor(number / 3) * 10 - (late ? hourMs / 2 : 0),
    listenerId: ann,
    trackId: trackIds[track],
    artistIds: [`artist:a${track % 5}`],
    tags: [`tag${track % 6}`, `tag${(track * 7) % 6}`],
    ...(type === 'track.skipped' && { positionMs: early ? 5_000 : 60_000 }),
  }),
})

describe('a listener who is laid out', () => {
  it('reads after each event as one who is laid out anew, whatever is played, skipped, liked or withdrawn [promise: live-is-replay]', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(doneArbitrary, { maxLength: 12 }),
        fc.array(doneArbitrary, { minLength: 1, maxLength: 12 }),
        fc.subarray(trackIds, { maxLength: 3 }),
        async (before, after, gone) => {
          const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
          await catalog.upsert(tracks)
          await catalog.withdraw(gone.map(trackId))
          const index = createTrackIndex(catalog)
          const online = createFeatures({ store: createMemoryStateStore(), features })
          online.fold(batchOf(before.map((done, place) => eventOf(done, place + 1))))
          const shelf = createListenerViews({ features: online, catalog, index })
          const moment = instant(at + 1_000)
          shelf.read(ann, moment)
          for (const [place, done] of after.entries()) {
            const batch = batchOf([eventOf(done, before.length + place + 1)])
            online.fold(batch)
            shelf.follow(batch)
            const anew = createListenerViews({ features: online, catalog, index })
            const later = instant(moment + (place + 1) * 45_000)
            expectAlike(shelf.read(ann, later), anew.read(ann, later), later)
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})

type View = ReturnType<ReturnType<typeof createListenerViews>['read']>

const expectAlike = (kept: View, anew: View, moment: Instant): void => {
  const from = instant(moment - hourMs)
  const many = 100
  expect(kept.recentKeys(many)).toEqual(anew.recentKeys(many))
  expect(kept.skippedKeys(from, many)).toEqual(anew.skippedKeys(from, many))
  expect(kept.heardOrSkippedKeys(from, many)).toEqual(anew.heardOrSkippedKeys(from, many))
  expect(kept.lastPlayedKeys(many)).toEqual(anew.lastPlayedKeys(many))
  expect(kept.likedKeys(many)).toEqual(anew.likedKeys(many))
  // Equal numbers may change places.
  for (const list of ['mostPlayedKeys', 'topArtists', 'topTags'] as const) {
    expect([...kept[list](many)].sort()).toEqual([...anew[list](many)].sort())
  }
  expectClose(kept.artistTaste, anew.artistTaste)
  expectClose(kept.artistPlays, anew.artistPlays)
  expectClose(kept.tagTaste, anew.tagTaste)
  expectClose(kept.tagPlays, anew.tagPlays)
  expectNear(kept.playsThere, anew.playsThere)
  const names = ['plays', 'skips', 'daysSinceHeard', 'daysSincePlayed', 'rating'] as const
  expect([...kept.histories.places.keys()].sort()).toEqual([...anew.histories.places.keys()].sort())
  for (const [recording, place] of anew.histories.places) {
    const mine = kept.histories.places.get(recording) ?? -1
    for (const name of names) {
      const allowed = name.startsWith('days') ? keptDays : undefined
      expectNear(kept.histories[name][mine], anew.histories[name][place], allowed)
    }
    expect(kept.histories.areDisliked(recording)).toBe(anew.histories.areDisliked(recording))
  }
}

const expectClose = (
  kept: Float32Array | ReadonlyMap<number, number>,
  anew: Float32Array | ReadonlyMap<number, number>,
): void => {
  const [mine, theirs] = [new Map(kept.entries()), new Map(anew.entries())]
  expect([...mine.keys()].sort()).toEqual([...theirs.keys()].sort())
  for (const [number, value] of theirs) expectNear(mine.get(number), value)
}

/** As long as a listener is kept. */
const keptDays = 0.007

const expectNear = (
  mine = Number.NaN,
  theirs = Number.NaN,
  allowed = 0.001 * Math.max(1, Math.abs(theirs)),
): void => expect(Math.abs(mine - theirs)).toBeLessThanOrEqual(allowed)
