import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createLibraryRecords, readLibrary } from '#adapters/files'
import type { LibraryRecord } from '#catalog'
import type { AppError } from '#domain'
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

const listSchema = z.object({
  libraries: z.array(
    z.strictObject({ id: z.string(), label: z.string(), tracks: z.number(), readable: z.boolean() }),
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
  return { write, ...(await openAgain()) }
}

/** The same data folder in a server that was started again. */
const openAgain = async () => {
  const records = createLibraryRecords(base, (error) => expect.fail(error.message))
  const { app, catalog } = await openSampleApp({ records, open: readLibrary }, undefined, randomUUID)
  const scan = async (payload: object) => {
    const answer = await app.inject({ method: 'POST', url: '/v1/library/scan', payload })
    expect(answer.body).not.toContain(base)
    return answer
  }
  const scanned = async (payload: object) => answerSchema.parse((await scan(payload)).json()).libraries
  const listed = async () => {
    const answer = await app.inject({ url: '/v1/library' })
    expect(answer.body).not.toContain(base)
    return listSchema.parse(answer.json()).libraries
  }
  return { scan, scanned, listed, catalog }
}

it('a list that is damaged is told, and not taken for an empty one', async () => {
  const records = createLibraryRecords(base, () => {})
  writeFileSync(join(base, 'libraries.json'), '[{"path":')
  const faults: unknown[] = []
  const { app } = await openSampleApp({ records, open: readLibrary }, (error) => faults.push(error))
  for (const asked of [
    { url: '/v1/library' },
    { method: 'POST', url: '/v1/library/scan', payload: {} },
    { method: 'POST', url: '/v1/library/scan', payload: { library: 'one' } },
  ] as const) {
    const answer = await app.inject(asked)
    expect([answer.statusCode, answer.json()]).toMatchObject([503, { code: 'storage-failed' }])
  }
  expect(faults.map(String)).toEqual(Array(3).fill(expect.stringContaining('libraries.json) is damaged')))
  writeFileSync(join(base, 'libraries.json'), '[]')
  expect((await app.inject({ url: '/v1/library' })).json()).toEqual({ libraries: [] })
})

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

describe('the list of libraries', () => {
  it('names those that are followed, as a scan is asked of them, and says which is away', async () => {
    const { scanned, listed } = await openTwo()
    await scanned({})
    rmSync(join(base, 'b'), { recursive: true })
    const [first, second] = await listed()
    expect([first, second]).toMatchObject([
      { label: 'songs.csv', tracks: 60, readable: true },
      { label: 'songs.csv', tracks: 60, readable: false },
    ])
    expect(await scanned({ library: first?.id })).toMatchObject([{ id: first?.id }])
    expect((await scanned({}))[1]).toMatchObject({ id: second?.id, failed: expect.anything() })
    expect(await listed()).toEqual([first, second])
  })

  it('gives ids that tell nothing of a path that somebody guesses, and stay: also to those an older Segue followed [promise: library-followed]', async () => {
    const { scanned, listed } = await openTwo()
    const told = (await listed()).map(({ id }) => id)
    const again = await openAgain()
    for (const ids of [again.listed(), scanned({}), listed(), again.listed()])
      expect((await ids).map(({ id }) => id)).toEqual(told)
    const ofPath = createHash('sha256')
      .update(join(base, 'a', 'songs.csv'))
      .digest('hex')
    for (const id of told) expect(ofPath).not.toContain(id)
  })

  it('gives them on a disk that takes no more as well', async () => {
    const written: (readonly LibraryRecord[])[] = []
    let isFull = true
    const old = { path: join(base, 'songs.csv'), label: 'songs.csv', files: {} }
    const { app } = await openSampleApp({
      records: {
        read: () => written.at(-1) ?? [old],
        write: (records) => {
          if (isFull) throw new Error('no space left')
          written.push(records)
        },
      },
      open: readLibrary,
    })
    const listed = async () =>
      listSchema.parse((await app.inject({ url: '/v1/library' })).json()).libraries.map(({ id }) => id)
    const told = await listed()
    expect(await listed()).toEqual(told)
    isFull = false
    writeFileSync(old.path, 'id,title\n1,One\n')
    await app.inject({ method: 'POST', url: '/v1/library/scan', payload: {} })
    expect(written.map((records) => records.map(({ id }) => id))).toEqual([told])
  })
})

it('tells whoever asks whether the server is ready that the list is damaged', async () => {
  writeFileSync(join(base, 'libraries.json'), '{')
  const faults: AppError[] = []
  const records = createLibraryRecords(base, (error) => faults.push(error))
  records.read()
  const { app } = await openSampleApp({ records, open: readLibrary })
  const { notes } = (await app.inject({ url: '/readyz' })).json()
  expect(notes).toEqual(expect.arrayContaining(faults.map(({ message }) => message)))
  expect(faults).toHaveLength(1)
})

describe('a table without ids', () => {
  it('keeps what was said of rows that are corrected [promise: library-followed]', async () => {
    const table = join(base, 'songs.csv')
    const records = createLibraryRecords(base, (error) => expect.fail(error.message))
    records.write([{ path: table, label: 'songs.csv', files: {} }])
    const { app } = await openSampleApp({ records, open: readLibrary }, undefined, randomUUID)
    const ask = async (method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) => {
      const answer = await app.inject({ method, url: `/v1/${path}`, ...(payload && { payload }) })
      expect(answer.statusCode, answer.body).toBeLessThan(300)
      return answer
    }
    const rows = [...Array(9).keys()].map((at) => `Song ${at},Artist ${at},Album,folk`)
    const write = (hated: string) =>
      writeFileSync(table, ['title,artist,album,genre', ...rows, hated, ''].join('\n'))
    write('Hated One,Nik Foe,Tydes,folk')
    await ask('POST', 'library/scan')
    const search = z.object({ tracks: z.array(z.looseObject({ id: z.string() })) })
    const [{ id = '' } = {}] = search.parse((await ask('GET', 'search?q=hated')).json()).tracks
    await ask('PUT', `listeners/ann/blocks/track/${id}`)
    for (const type of ['track.liked', 'track.disliked'])
      await ask('POST', 'events', {
        id: type,
        type,
        at: '2026-11-20T12:00:00Z',
        listenerId: type,
        trackId: id,
      })
    for (const hated of [
      'Hated One,Nick Foe,Tydes',
      'Hated One!,Nick Foe,Tydes',
      'Hated One!,Nick Foe,Tides',
    ]) {
      write(`${hated},folk`)
      expect((await ask('POST', 'library/scan')).json().libraries).toMatchObject([
        { added: 0, changed: 1, renamed: 1, withdrawn: 0 },
      ])
      const [title] = hated.split(',')
      expect((await ask('GET', 'listeners/ann/blocks')).json()).toMatchObject({
        blocks: [{ id, name: title }],
      })
      expect((await ask('GET', 'listeners/track.liked/likes')).json()).toMatchObject({
        tracks: [{ id, title }],
        withdrawn: [],
      })
      for (const listener of ['ann', 'track.disliked']) {
        const served = (await ask('POST', `listeners/${listener}/now-playing`, { limit: 50 })).body
        expect(served).toContain('Song 1')
        expect(served).not.toContain('Hated')
      }
    }
  })
})
