import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createLibraryRecords, readLibrary } from '#adapters/files'
import { openSampleApp } from '../app.sample.ts'

/** Two tables of one name in two folders: callers see no path, and a confirmation is meant of one. */
let base: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'segue-library-route-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const answerSchema = z.object({
  libraries: z.array(
    z.looseObject({ id: z.string(), withdrawn: z.number(), heldBack: z.string().optional() }),
  ),
})

const openTwo = async () => {
  const records = createLibraryRecords(base, (error) => expect.fail(error.message))
  const write = (folder: string, rows: number) => {
    mkdirSync(join(base, folder), { recursive: true })
    const lines = Array.from({ length: rows }, (_, at) => `${folder}${at},Song ${at},Artist ${at}`)
    writeFileSync(join(base, folder, 'songs.csv'), ['id,title,artist', ...lines].join('\n'))
  }
  for (const folder of ['a', 'b']) write(folder, 60)
  records.write(
    ['a', 'b'].map((one) => ({ path: join(base, one, 'songs.csv'), label: 'songs.csv', files: {} })),
  )
  const { app, catalog } = await openSampleApp({ records, open: readLibrary })
  const scan = async (payload: object) => {
    const answer = await app.inject({ method: 'POST', url: '/v1/library/scan', payload })
    expect(answer.body).not.toContain(base)
    return answer
  }
  const scanned = async (payload: object) => answerSchema.parse((await scan(payload)).json()).libraries
  return { write, scan, scanned, catalog }
}

describe('a scan that confirms', () => {
  it('is of the library it names alone, also beside one of the same label [promise: library-followed]', async () => {
    const { write, scan, scanned, catalog } = await openTwo()
    await scanned({})
    for (const folder of ['a', 'b']) write(folder, 5)
    const [first, second] = await scanned({})
    expect([first, second]).toMatchObject([{ label: 'songs.csv' }, { label: 'songs.csv' }])
    expect(first?.heldBack).toContain(`(library ${first?.id}, or its path on the command line)`)
    expect(await scanned({ library: second?.id, withdrawMissing: true })).toMatchObject([
      { id: second?.id, withdrawn: 55 },
    ])
    expect([...catalog.tracks()].filter(({ id }) => id.startsWith('a'))).toHaveLength(60)
    expect((await scan({ library: 'songs.csv' })).statusCode).toBe(404)
  })

  it.each(['withdrawMissing', 'acceptChanges'])(
    'with %s and names none of several is refused, with what to do, and reads none [promise: library-followed]',
    async (word) => {
      const { write, scan, scanned, catalog } = await openTwo()
      const [first] = await scanned({})
      for (const folder of ['a', 'b']) write(folder, 5)
      const refusal = await scan({ [word]: true })
      expect([refusal.statusCode, refusal.json().detail]).toEqual([
        400,
        expect.stringMatching(`one library: name it.*${first?.id} \\(songs\\.csv\\)`),
      ])
      expect(catalog.size).toBe(120)
    },
  )
})
