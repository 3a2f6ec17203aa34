import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { createLibraryRecords, readLibrary } from '#adapters/files'
import { openSampleApp } from '../app.sample.ts'

/** What a block hides while an id of a recording is believed, and once it is not. */
let base: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'segue-doubted-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const scanSchema = z.object({
  libraries: z.array(z.object({ changed: z.number(), heldBack: z.string().optional() })),
})
const tracksSchema = z.object({
  hiddenByBlocks: z.number(),
  tracks: z.array(z.object({ id: z.string() })),
})

const openBlocking = async (id: string) => {
  const path = join(base, 'songs.csv')
  const records = createLibraryRecords(base, (error) => expect.fail(error.message))
  records.write([{ path, label: 'songs.csv', files: {} }])
  const { app } = await openSampleApp({ records, open: readLibrary }, undefined, randomUUID)
  const scan = async (rows: readonly string[], payload: object = {}) => {
    writeFileSync(path, ['id,title,artist,duration,album,recording_id', ...rows, ''].join('\n'))
    const answer = await app.inject({ method: 'POST', url: '/v1/library/scan', payload })
    return scanSchema.parse(answer.json()).libraries[0]
  }
  return {
    scan,
    block: () => app.inject({ method: 'PUT', url: `/v1/listeners/bob/blocks/track/${id}` }),
    hidden: async () => {
      const answer = await app.inject({ url: '/v1/tracks?listenerId=bob&limit=100' })
      const { hiddenByBlocks, tracks } = tracksSchema.parse(answer.json())
      expect(tracks.map((track) => track.id)).not.toContain(id)
      return hiddenByBlocks
    },
  }
}

const songs = (count: number) =>
  Array.from({ length: count }, (_, at) => `t${at},Song ${at},Artist ${at},200,Album,wrong column`)

it('an id that stands on too many songs lets go of all that were under it, and a block on one stays on that one', async () => {
  const { scan, block, hidden } = await openBlocking('t3')
  await scan(songs(18))
  await block()
  expect(await hidden()).toBe(18)
  const grown = await scan(songs(25))
  expect(grown).toMatchObject({ changed: 18 })
  expect(grown?.heldBack).toBeUndefined()
  expect(await hidden()).toBe(1)
  expect(await scan([...songs(25), 'new,New,Ola,100,Album,'])).toMatchObject({ changed: 0 })
  expect(await hidden()).toBe(1)
})

it('one that is doubted for titles that a table lost keeps the versions of a song together [promise: blocks-hold]', async () => {
  const { scan, block, hidden } = await openBlocking('t3')
  const versions = (title: (at: number) => string) =>
    Array.from({ length: 25 }, (_, at) => `t${at},${title(at)},Ola,${200 + at * 10},Album ${at},told`)
  await scan(versions(() => 'Anthem'))
  await block()
  expect(await hidden()).toBe(25)
  const exchanged = versions((at) => `Take ${at}`)
  expect((await scan(exchanged))?.heldBack).toMatch(/25 of 25 tracks with other versions would lose/)
  expect(await hidden()).toBe(25)
})
