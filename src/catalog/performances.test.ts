import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { recordingId, type Track, trackId } from '#domain'
import type { IncomingTrack } from './catalog.ts'
import { sampleTrack } from './catalog-store.sample.ts'
import { openCatalog } from './open-catalog.ts'
import { createRecordings } from './recordings.ts'

const unnamed = (id: string, fields: Partial<Track> = {}): IncomingTrack => {
  const { recordingId: _, ...track } = sampleTrack(id, { title: 'Song', durationMs: 200_000, ...fields })
  return track
}

const withCatalog = async (work: (catalog: ReturnType<typeof openCatalog>) => Promise<void>) => {
  const store = openSqliteCatalogStore({ path: ':memory:' })
  await work(openCatalog(store))
  store.close()
}

/** The recordings after these requests; with a start anew before the last if asked. */
const recordingsAfter = async (requests: readonly (readonly IncomingTrack[])[], isReopened = false) => {
  const store = openSqliteCatalogStore({ path: ':memory:' })
  let catalog = openCatalog(store)
  for (const [place, tracks] of requests.entries()) {
    if (isReopened && place === requests.length - 1) catalog = openCatalog(store)
    await catalog.upsert(tracks)
  }
  const found = new Map<string, string>([...catalog.tracks()].map((track) => [track.id, track.recordingId]))
  store.close()
  return found
}

const groupsOf = (recordings: ReadonlyMap<string, string>): readonly string[] =>
  [...new Set(recordings.values())]
    .map((recording) =>
      [...recordings]
        .flatMap(([id, other]) => (other === recording ? [id] : []))
        .sort()
        .join(),
    )
    .sort()

describe('a track without a recording', () => {
  it('joins its performance, keeps the recording it had while it is the same, and gives way to one that is named [promise: blocks-hold]', () =>
    withCatalog(async (catalog) => {
      const recording = (id: string) => catalog.get(trackId(id))?.recordingId
      await catalog.upsert([
        unnamed('a'),
        unnamed('b', { durationMs: 201_900 }),
        unnamed('live', { durationMs: 240_000 }),
      ])
      expect(['a', 'b', 'live'].map(recording)).toEqual(['a', 'a', 'live'])
      await catalog.upsert([unnamed('b', { durationMs: 201_900, tags: ['one more'] })])
      expect(recording('b')).toBe('a')
      // Tagged as another song by mistake, it takes nothing of that one along.
      await catalog.upsert([unnamed('b', { title: 'Renamed' }), unnamed('c', { title: 'Renamed' })])
      expect(['a', 'b', 'c'].map(recording)).toEqual(['a', 'b', 'b'])
      // Nor does one that lent its id: those who share it keep it.
      await catalog.upsert([unnamed('b', { title: 'Again' }), unnamed('b', { title: 'Again', tags: ['x'] })])
      expect(['b', 'c'].map(recording)).toEqual(['b~2', 'b'])
      await catalog.upsert([unnamed('b', { title: 'Renamed' })])
      expect(['b', 'c'].map(recording)).toEqual(['b', 'b'])
      await catalog.upsert([{ ...unnamed('live', { title: 'Live' }), recordingId: recordingId('told') }])
      await catalog.upsert([unnamed('live', { title: 'Live in June', durationMs: 300_000 })])
      expect(recording('live')).toBe('told')
      await catalog.upsert([{ ...unnamed('b'), recordingId: recordingId('named') }, unnamed('b')])
      expect(recording('b')).toBe('named')
    }))

  it('joins what was withdrawn, and has its own recording back when it returns', () =>
    withCatalog(async (catalog) => {
      await catalog.upsert([unnamed('a'), unnamed('b')])
      await catalog.withdraw([trackId('a'), trackId('b')])
      await catalog.upsert([unnamed('c'), unnamed('b')])
      expect([...catalog.tracks()].map(({ recordingId: id }) => id)).toEqual(['a', 'a'])
    }))

  const songs = fc.uniqueArray(
    fc.record({
      number: fc.nat(40),
      title: fc.constantFrom('Song', 'SONG', 'Other'),
      steps: fc.nat(4),
      offset: fc.nat(900),
    }),
    { selector: ({ number }) => number, minLength: 1, maxLength: 24 },
  )
  const tracksOf = (
    given: readonly { number: number; title: string; steps: number; offset: number }[],
    stepMs: number,
  ) =>
    given.map(({ number, title, steps, offset }) =>
      unnamed(`t${number}`, { title, durationMs: 200_000 + steps * stepMs + offset }),
    )
  const cut = (tracks: readonly IncomingTrack[], most: number) =>
    Array.from({ length: Math.ceil(tracks.length / most) }, (_, place) =>
      tracks.slice(place * most, (place + 1) * most),
    )

  it('joins the same however a list is cut into requests, over a start anew, and as an import would have it', async () => {
    await fc.assert(
      fc.asyncProperty(songs, fc.integer({ min: 1, max: 9 }), async (given, most) => {
        const tracks = tracksOf(given, 1_100)
        const whole = await recordingsAfter([tracks])
        expect(await recordingsAfter(cut(tracks, most))).toEqual(whole)
        expect(await recordingsAfter(cut(tracks, most), true)).toEqual(whole)
        const imported = await createRecordings()
        expect(new Map(tracks.map((track) => [track.id, imported(track)]))).toEqual(whole)
      }),
      { numRuns: 60 },
    )
  })

  it('joins the same tracks in whatever order they come, where their lengths tell them apart', async () => {
    const order = fc.array(fc.double({ noNaN: true }), { minLength: 24, maxLength: 24 })
    await fc.assert(
      fc.asyncProperty(songs, order, async (given, places) => {
        const tracks = tracksOf(given, 10_000)
        const other = tracks
          .map((track, place) => ({ track, place: places[place] ?? 0 }))
          .sort((a, b) => a.place - b.place)
          .map(({ track }) => track)
        expect(groupsOf(await recordingsAfter(cut(other, 3)))).toEqual(
          groupsOf(await recordingsAfter([tracks])),
        )
      }),
      { numRuns: 60 },
    )
  })
})
