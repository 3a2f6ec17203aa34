import { describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { sampleTrack } from './catalog-store.sample.ts'
import { type ImportRow, importTracks, type TrackSource } from './import-tracks.ts'
import { openCatalog } from './open-catalog.ts'

const sourceOf = (rows: readonly ImportRow[]): TrackSource => ({
  kind: 'table',
  label: 'test.csv',
  rows,
  fraction: () => 1,
})
const taken = (row: number): ImportRow => ({ row, where: `row ${row}`, track: sampleTrack(`t${row}`) })
const refused = (row: number, reason: string): ImportRow => ({ row, where: `row ${row}`, refused: reason })
const open = () => openCatalog(openSqliteCatalogStore({ path: ':memory:' }))

describe('importTracks', () => {
  it('counts what it took and, by reason, what it refused, with the first few of each', async () => {
    const rows = [
      taken(1),
      ...[2, 3, 4, 5].map((row) => refused(row, 'no title')),
      refused(6, 'no id'),
      taken(7),
    ]
    const report = await importTracks(open(), sourceOf(rows))
    expect(report).toEqual({
      read: 7,
      taken: 2,
      added: 2,
      changed: 0,
      unchanged: 0,
      refused: { 'no title': 4, 'no id': 1 },
      examples: [
        { where: 'row 2', reason: 'no title' },
        { where: 'row 3', reason: 'no title' },
        { where: 'row 4', reason: 'no title' },
        { where: 'row 6', reason: 'no id' },
      ],
    })
  })

  it('changes nothing the second time', async () => {
    const catalog = open()
    const rows = [taken(1), taken(2)]
    await importTracks(catalog, sourceOf(rows))
    expect(await importTracks(catalog, sourceOf(rows))).toMatchObject({ taken: 2, added: 0, unchanged: 2 })
    expect(catalog.revision).toBe(1)
  })

  it('keeps the report short when every row has its own fault', async () => {
    const rows = Array.from({ length: 100 }, (_, at) => refused(at, `fault ${at}`))
    const report = await importTracks(open(), sourceOf(rows))
    expect(Object.keys(report.refused).length).toBeLessThanOrEqual(21)
    expect(report.refused['other reasons']).toBe(80)
    expect(report.examples).toHaveLength(23)
  })

  it('tells how far it is, batch by batch', async () => {
    const seen: number[] = []
    const rows = Array.from({ length: 4_500 }, (_, at) => taken(at))
    await importTracks(open(), sourceOf(rows), { onProgress: ({ taken: tracks }) => seen.push(tracks) })
    expect(seen).toEqual([2_000, 4_000, 4_500])
  })

  it('stops at the signal and keeps the batches already written', async () => {
    const catalog = open()
    const stop = new AbortController()
    const rows = Array.from({ length: 4_500 }, (_, at) => taken(at))
    const running = importTracks(catalog, sourceOf(rows), {
      onProgress: () => stop.abort(),
      signal: stop.signal,
    })
    await expect(running).rejects.toThrow()
    expect(catalog.size).toBe(2_000)
  })
})
