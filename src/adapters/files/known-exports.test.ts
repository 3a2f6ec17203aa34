import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { ColumnReport, ImportRow } from '#catalog'
import { json, knownExports } from './known-exports.sample.ts'
import { readTrackTable } from './read-track-table.ts'

/** Exports as services and programs write them, one track each: what is read without a guess, and what is not read. */
const folder = mkdtempSync(join(tmpdir(), 'segue-exports-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = async (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content)
  const source = await readTrackTable(join(folder, name))
  const rows: ImportRow[] = []
  for await (const row of source.rows) rows.push(row)
  return { rows, columns: source.columns?.() }
}

describe('an export', () => {
  it.each(knownExports)(
    'of $from is read without a guess [promise: columns-told]',
    async ({ file, text, hasRelease = true, also, ignored }) => {
      // Some of these programs write UTF-16 with its mark; all may, and without.
      const wide = Buffer.from(text, 'utf16le')
      const marked = Buffer.from(`\ufeff${text}`, 'utf16le')
      for (const content of [text, marked, wide, Buffer.from(wide).swap16()]) {
        const { rows, columns } = await read(file, content)
        expect(rows).toEqual([expect.objectContaining({ track: expect.anything() })])
        const [row] = rows
        expect(row !== undefined && 'track' in row && row.track).toMatchObject({
          title: 'Song',
          artists: [{ name: 'Someone' }],
          ...(hasRelease && { release: { title: 'Album' } }),
          ...also,
        })
        expect<ColumnReport | undefined>(columns).toMatchObject({ guessed: {}, ignored })
      }
    },
  )

  it('is read object by object, however it is laid out, and a broken object costs no other', async () => {
    const rows = [
      ...[1, 2, 3].map((id) => ({ id, title: `{"[${id}\\`, artists: [{ name: 'A' }], more: [{ x: [] }] })),
      ...Array.from({ length: 5_000 }, (_, at) => ({ id: `n${at}`, title: 'x'.repeat(100) })),
    ]
    const whole = json({ exported: { by: ['me'] }, tracks: rows })
    const read5003 = await read('x.json', whole)
    expect(read5003.rows.filter((row) => 'track' in row)).toHaveLength(5_003)
    const broken = await read(
      'y.json',
      '[{"id": 1, "title": "One"}, {"id": 2 "title": "Two"}, {"id": 3, "title": "Three"}]',
    )
    expect(broken.rows.map((row) => ('refused' in row ? row.refused : row.track.title))).toEqual([
      'One',
      'is not valid JSON',
      'Three',
    ])
    const cut = `[${rows.map((row) => json(row)).join()}`
    for (const part of [
      cut,
      cut.slice(0, -9),
      '[{"id":"1","title":"A"},',
      '{"tracks": [{"id":"1","title":"A"}',
    ]) {
      await expect(read('cut.json', part)).rejects.toThrow(
        /cut\.json ends in the middle, after row \d+: .* whole file/,
      )
    }
    await expect(read('z.json', '{"title": "alone"}')).rejects.toMatchObject({ code: 'invalid-table' })
  })
})
