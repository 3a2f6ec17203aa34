import { describe, expect, it } from 'vitest'
import { type Track, trackId, trackKey } from '#domain'
import { createCarrying, type Sighting } from './carry-ids.ts'
import type { StoredTrack } from './catalog-store.ts'
import type { LibraryRecord } from './library-record.ts'
import { readTrack } from './track-input.ts'

const many = 20_000
/** What may be looked at while nobody else is served. */
const mostPerTurn = 5_000

const trackNamed = (title: string, path?: string): Track => {
  const { track } = readTrack({ id: title, title, artists: ['Ann'] })
  if (track === undefined) throw new Error(`no track: ${title}`)
  return { ...track, ...(path && { audioPath: `/music/${path}` }) }
}

/** Counts what is asked of the catalogue, and of whether it may be gone, between two turns. */
const createCounts = (tracks: readonly Track[]) => {
  const byId = new Map(
    tracks.map((track, at): [string, StoredTrack] => [track.id, { ...track, key: trackKey(at + 1) }]),
  )
  let [now, most] = [0, 0]
  const look = <Value>(value: Value): Value => {
    now += 1
    most = Math.max(most, now)
    return value
  }
  const list = function* () {
    for (const track of byId.values()) yield look(track)
  }
  return {
    catalog: {
      get: (id: string) => look(byId.get(id)),
      keyOf: (id: string) => byId.get(id)?.key,
      tracks: list,
      former: () => undefined,
      withdrawn: () => [],
    },
    mayBeGone: () => look(true),
    nextTurn: async () => {
      now = 0
    },
    most: () => most,
  }
}

const inOrder = async function* (sightings: readonly Sighting[]) {
  yield* sightings
}

describe('one row or file that is new beside very many', () => {
  const titles = [...Array(many).keys()].map((at) => `Song ${at}`)
  const rows = titles.map((title) => trackNamed(title))
  const files = titles.map((title) => trackNamed(title, `${title}.mp3`))
  const table: LibraryRecord = {
    path: '/songs.csv',
    label: 'songs.csv',
    files: { 'songs.csv': { size: 1, modifiedMs: 1, ids: rows.map(({ id }) => id) } },
  }
  const folder: LibraryRecord = {
    path: '/music',
    label: 'music',
    files: Object.fromEntries(
      files.map(({ id, title }, at) => [`${title}.mp3`, { size: at, modifiedMs: at, ids: [id] }]),
    ),
  }
  const asRow = (track: Track): Sighting => ({ reading: { track }, file: 'songs.csv' })
  const asFile = (track: Track, at: number): Sighting => {
    const file = `${track.title}.mp3`
    return { reading: { track }, file, look: { path: file, size: at + 1, modifiedMs: at + 1 } }
  }

  it.each([
    ['a table', rows, table, [...rows.slice(1), trackNamed('New')].map(asRow)],
    ['a folder', files, folder, [...files.slice(1), trackNamed('New', 'New.mp3')].map(asFile)],
    ['a table whose list was lost', rows, undefined, [...rows.slice(1), trackNamed('New')].map(asRow)],
  ])('lets others be served meanwhile: %s', async (_, tracks, record, sightings) => {
    const counts = createCounts(tracks)
    const { catalog, nextTurn } = counts
    const { carry, renamed } = createCarrying({
      record,
      records: record ? [record] : [],
      catalog,
      nextTurn,
    })
    const ids: string[] = []
    for await (const { reading } of carry(inOrder(sightings), counts.mayBeGone)) {
      ids.push(reading.track?.id ?? '')
      // As who reads on lets others be served.
      await nextTurn()
    }
    expect(ids).toEqual(sightings.map(({ reading }) => reading.track?.id))
    expect(renamed().size).toBe(0)
    expect(counts.most()).toBeLessThan(mostPerTurn)
  })
})

it('gives a new row no id under which another one left', async () => {
  const { catalog } = createCounts([])
  const record = { path: '/a.csv', label: 'a.csv', files: { 'a.csv': { size: 1, modifiedMs: 1, ids: [] } } }
  const one = trackNamed('Birch')
  const keyOf = (id: string) => (id === `${one.id}~2` ? trackKey(7) : undefined)
  const { carry } = createCarrying({ record, records: [record], catalog: { ...catalog, keyOf } })
  const twice: Sighting[] = [one, one].map((track) => ({ reading: { track }, file: 'a.csv' }))
  const ids: unknown[] = []
  for await (const { reading } of carry(inOrder(twice), () => true)) ids.push(reading.track?.id)
  expect(ids).toEqual([one.id, trackId(`${one.id}~3`)])
})
