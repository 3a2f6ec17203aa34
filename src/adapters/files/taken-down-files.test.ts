import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { instant, type TrackId } from '#domain'
import { nothingChanged, openFollowing } from './followed-library.ts'
import { sampleMp3 } from './sample-audio.ts'

/** A library that is scanned again brings nothing back that was taken down, and does not take it for gone. */
let base: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'segue-taken-down-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const open = () => {
  const following = openFollowing(base, openSqliteCatalogStore({ path: ':memory:' }))
  const { catalog } = following
  return {
    ...following,
    titles: () => [...catalog.tracks()].map(({ title }) => title).sort(),
    takeDown: (id: TrackId | undefined) =>
      catalog.takeDown([{ kind: 'track', id: id ?? expect.fail() }], instant(0)),
  }
}

it('a file that is taken down stays so when it is scanned again, tagged anew, or renamed [promise: takedowns-hold]', async () => {
  const { catalog, scan, ids, titles, takeDown } = open()
  const music = join(base, 'music')
  mkdirSync(music)
  const put = (name: string, title: string) =>
    writeFileSync(
      join(music, name),
      sampleMp3(200, { TIT2: title, TPE1: 'Someone', COMM: `${name}${title}` }),
    )
  for (const name of ['a', 'b', 'c']) put(`${name}.mp3`, `Song ${name}`)
  await scan(music)
  const id = ids()['Song a by Someone']
  await takeDown(id)
  expect(await scan(music)).toMatchObject(nothingChanged)
  expect(titles()).toEqual(['Song b', 'Song c'])
  renameSync(join(music, 'a.mp3'), join(music, 'renamed.mp3'))
  expect(await scan(music)).toMatchObject({ renamed: 1, withdrawn: 0 })
  expect(titles()).toEqual(['Song b', 'Song c'])
  put('renamed.mp3', 'Song a (live)')
  await scan(music)
  expect(titles()).toEqual(['Song b', 'Song c'])
  await catalog.lift([{ kind: 'track', id: id ?? expect.fail() }])
  expect(titles()).toHaveLength(3)
})

it('a row that is taken down stays so when it is corrected, leaves the table and returns [promise: takedowns-hold]', async () => {
  const { scan, ids, titles, takeDown } = open()
  const table = join(base, 'songs.csv')
  const put = (...rows: readonly string[]) =>
    writeFileSync(table, ['title,artist,length', ...rows.map((row) => `${row},3:20`)].join('\n'))
  put('Harbour Lights,Ika', 'Morning Song,Other', 'Evening Song,Other')
  await scan(table)
  await takeDown(ids()['Harbour Lights by Ika'])
  const rows = ['Morning Song,Other', 'Evening Song,Other']
  for (const first of [['Harbor Lights,Ika'], [], ['Harbor Lights,Ika'], ['Harbour Lights,Ika']]) {
    put(...first, ...rows)
    await scan(table)
    expect(titles()).toEqual(['Evening Song', 'Morning Song'])
  }
})
