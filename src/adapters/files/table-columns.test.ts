import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { ImportRow } from '#catalog'
import type { Track } from '#domain'
import { readTrackTable } from './read-track-table.ts'

/** Headers as programs write them: which column is taken for what, and whether anyone is told. */
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const fileWith = (name: string, content: string | Uint8Array): string => {
  const folder = mkdtempSync(join(tmpdir(), 'segue-table-'))
  folders.push(folder)
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const rowsOf = async (path: string): Promise<readonly ImportRow[]> => {
  const source = await readTrackTable(path)
  const rows: ImportRow[] = []
  for await (const row of source.rows) rows.push(row)
  expect(source.fraction()).toBe(1)
  return rows
}
const csv = (content: string) => rowsOf(fileWith('tracks.csv', content))
const trackOf = (row: ImportRow | undefined): Track => {
  if (row === undefined || !('track' in row)) throw new Error(`no track: ${JSON.stringify(row)}`)
  return row.track
}
const refusedOf = (row: ImportRow | undefined) => row !== undefined && 'refused' in row && row.refused

describe('the columns of a table', () => {
  it('says which columns it used, guessed and ignored, and what is missing [promise: columns-told]', async () => {
    const { columns } = await readTrackTable(
      fileWith('x.csv', 'id,Song,Main Artist,Release,album,title,title,duration,duration_ms\n'),
    )
    expect(columns).toEqual({
      used: { id: 'id', title: 'title', release: 'album', milliseconds: 'duration_ms' },
      guessed: { artists: 'Main Artist' },
      ignored: ['Song', 'Release', 'title', 'duration'],
      warnings: ['The column title is there more than once: the first is read and the others are not.'],
    })
    const bare = await readTrackTable(fileWith('x.csv', 'title,loudness\n'))
    expect(bare.columns?.ignored).toEqual(['loudness'])
    expect(bare.columns?.warnings).toEqual([
      expect.stringContaining('tracks have none'),
      expect.stringContaining('No column has an id'),
    ])
  })

  it('makes the same id for the same title, artist and release where no column has one', async () => {
    const rows = await csv('title,artist\nA,Ola\na,OLA\nA,Ika\n')
    expect(refusedOf(rows[1])).toBe('id: an earlier row has the same')
    expect(trackOf(rows[0]).id).toMatch(/^made:/)
    expect(trackOf(rows[2]).id).not.toBe(trackOf(rows[0]).id)
  })
})
