import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import type { ImportRow } from '#catalog'
import type { Track } from '#domain'
import { readTrackTable } from './read-track-table.ts'

/** Tables of tracks for tests, as files on a disk: what is read of them, row by row. */
const root = mkdtempSync(join(tmpdir(), 'segue-table-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

export const fileWith = (name: string, content: string | Uint8Array): string => {
  const path = join(mkdtempSync(join(root, 'folder-')), name)
  writeFileSync(path, content)
  return path
}

export const rowsOf = async (path: string): Promise<readonly ImportRow[]> => {
  const source = await readTrackTable(path)
  const rows: ImportRow[] = []
  for await (const row of source.rows) rows.push(row)
  expect(source.fraction()).toBe(1)
  return rows
}

export const csv = (content: string) => rowsOf(fileWith('tracks.csv', content))

export const trackOf = (row: ImportRow | undefined): Track => {
  if (row === undefined || !('track' in row)) throw new Error(`no track: ${JSON.stringify(row)}`)
  return row.track
}

export const refusedOf = (row: ImportRow | undefined) => row !== undefined && 'refused' in row && row.refused
