import { expect, test } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { artistId, recordingId, type Track, trackId } from '#domain'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { arraySteps } from '../domain/array-steps.sample.ts'
import { createTrackIndex } from './create-track-index.ts'

const ann = [{ id: artistId('ann'), name: 'Ann' }]

/** A track of its own recording, unless it says of which. */
const track = (id: string, title: string, more: Partial<Track> = {}) =>
  sampleTrack(id, { title, artists: ann, recordingId: recordingId(id), ...more })

const opened = async (tracks: readonly Track[]) => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert(tracks)
  const index = createTrackIndex(catalog)
  /** By id, the first track of its song. */
  const firstOf = (id: string) => {
    const { ids, songs } = index()
    return ids[songs.recordings[catalog.keyOf(trackId(id)) ?? -1] ?? -1]
  }
  return { catalog, index, firstOf }
}

test('recordings of one title by one main artist have the number of the first, whatever their length and edition', async () => {
  const { firstOf } = await opened([
    track('single', 'Song', { durationMs: 180_000 }),
    track('other', 'Other'),
    track('album', 'SONG', { durationMs: 240_000 }),
    track('again', 'Song (2011 Remaster)', { durationMs: 300_000 }),
    track('live', 'Song (Live)'),
    track('cover', 'Song', { artists: [{ id: artistId('bob'), name: 'Bob' }] }),
  ])
  const firsts = ['single', 'other', 'album', 'again', 'live', 'cover'].map(firstOf)
  expect(firsts).toEqual(['single', 'other', 'single', 'single', 'live', 'cover'])
})

test('a track that tells no artist is a song of its own', async () => {
  const { firstOf } = await opened([
    track('one', 'Track 01', { artists: [] }),
    track('two', 'Track 01', { artists: [] }),
  ])
  expect(['one', 'two'].map(firstOf)).toEqual(['one', 'two'])
})

test('a recording that is called otherwise on another release is of the song of its first version, with all that are [promise: no-song-twice]', async () => {
  const recording = recordingId('r')
  const { catalog, firstOf } = await opened([
    track('first', 'Song', { recordingId: recording }),
    track('second', 'Chanson', { recordingId: recording }),
    track('longer', 'Song'),
    track('autre', 'Chanson'),
  ])
  const all = ['first', 'second', 'longer', 'autre']
  expect(all.map(firstOf)).toEqual(['first', 'first', 'first', 'autre'])
  // What it leaves behind is called by the next.
  await catalog.upsert([track('first', 'Song')])
  expect(all.map(firstOf)).toEqual(['first', 'second', 'first', 'second'])
  await catalog.upsert([track('first', 'Chanson', { recordingId: recording })])
  expect(all.map(firstOf)).toEqual(['first', 'first', 'longer', 'first'])
})

test('a song that stands on a whole catalogue is gathered in one pass', async () => {
  const tracks = 2_000
  const { index } = await opened(Array.from({ length: tracks }, (_, at) => track(`t${at}`, 'Song')))
  expect(await arraySteps(index)).toBeLessThan(50 * tracks)
  expect([...index().songs.versions.values()].map(({ length }) => length)).toEqual([tracks])
})
