import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { nothingChanged as nothing, openFollowing } from './followed-library.ts'
import { sampleMp3 } from './sample-audio.ts'

/** Folders whose files are moved, as people do. */
let base: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'segue-carried-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const at = (path: string) => join(base, path)
const open = () => {
  const followed = openFollowing(base, openSqliteCatalogStore({ path: ':memory:' }))
  return { ...followed, scan: (path: string, options = {}) => followed.scan(at(path), options) }
}

describe('a folder', () => {
  const put = (path: string, title: string, frames = 200, album = 'One') => {
    mkdirSync(dirname(at(`music/${path}`)), { recursive: true })
    writeFileSync(at(`music/${path}`), sampleMp3(frames, { TIT2: title, TPE1: 'Someone', TALB: album }))
  }
  /** As files are outside of tests: each song sounds like itself alone. */
  const putSong = (path: string, title: string, artist: string, album = 'One', frames = 700) => {
    mkdirSync(dirname(at(`music/${path}`)), { recursive: true })
    const tags = { TIT2: title, TPE1: artist, TALB: album }
    writeFileSync(at(`music/${path}`), sampleMp3(frames, tags, title))
  }
  const songs = (ids: Readonly<Record<string, string>>) => Object.values(ids).toSorted()

  it('keeps the ids of files in a folder that is renamed, again and back, and of a file that is [promise: library-followed]', async () => {
    const { catalog, scan, ids } = open()
    for (let song = 0; song < 30; song++) put(`A/${song % 3}/0${song % 10}.mp3`, `Song ${song}`, 200 + song)
    await scan('music')
    const before = ids()
    for (const [from, to] of [
      ['A', 'Z'],
      ['Z', 'Y'],
      ['Y', 'A'],
    ]) {
      renameSync(at(`music/${from}`), at(`music/${to}`))
      expect(await scan('music')).toMatchObject({ ...nothing, changed: 30, renamed: 30 })
      expect(ids()).toEqual(before)
      expect(await scan('music')).toMatchObject(nothing)
    }
    renameSync(at('music/A/0/00.mp3'), at('music/first.mp3'))
    expect(await scan('music')).toMatchObject({ ...nothing, changed: 1, renamed: 1 })
    expect(ids()).toEqual(before)
    expect([...catalog.tracks()].map(({ audioPath }) => audioPath)).toContainEqual(
      expect.stringContaining('music/first.mp3'),
    )
  })

  it('keeps the id of a file that is moved and retagged at once, and takes another song for another', async () => {
    const { scan, ids } = open()
    put('A/01.mp3', 'Apple', 210)
    put('A/02.mp3', 'Birch', 220)
    await scan('music')
    const before = songs(ids())
    rmSync(at('music/A'), { recursive: true })
    put('B/01.mp3', 'Apple Pie', 210)
    put('B/02.mp3', 'Birch', 220, 'Two')
    expect(await scan('music')).toMatchObject({ added: 0, withdrawn: 0, renamed: 2 })
    expect(songs(ids())).toEqual(before)
    rmSync(at('music/B/01.mp3'))
    put('C/01.mp3', 'Cedar', 230)
    expect(await scan('music')).toMatchObject({ added: 1, withdrawn: 1, renamed: 0 })
  })

  it('tells a new file where another lay once from the one that lay there, and keeps it so', async () => {
    const { scan, ids } = open()
    put('A/01.mp3', 'Apple', 210)
    await scan('music')
    const { 'Apple by Someone': apple } = ids()
    renameSync(at('music/A'), at('music/B'))
    await scan('music')
    renameSync(at('music/B'), at('music/C'))
    put('A/01.mp3', 'Birch', 250)
    for (let time = 0; time < 2; time++) {
      await scan('music')
      expect(ids()).toEqual({
        'Apple by Someone': apple,
        'Birch by Someone': expect.not.stringMatching(`^${apple}$`),
      })
    }
  })

  it('tells a new file from the one that lay there until now, and files that exchanged their names [promise: library-followed]', async () => {
    const { scan, ids } = open()
    put('01.mp3', 'Apple', 210)
    put('02.mp3', 'Birch', 220)
    put('03.mp3', 'Cedar', 230)
    await scan('music')
    const before = ids()
    // Each moves up by one, and another comes first.
    for (const song of [3, 2, 1]) renameSync(at(`music/0${song}.mp3`), at(`music/0${song + 1}.mp3`))
    put('01.mp3', 'Dogwood', 250)
    expect(await scan('music')).toMatchObject({ added: 1, withdrawn: 0, renamed: 3 })
    const after = ids()
    expect(after).toMatchObject(before)
    expect(Object.values(before)).not.toContain(after['Dogwood by Someone'])
    for (const [from, to] of ['2x', '32', 'x3']) renameSync(at(`music/0${from}.mp3`), at(`music/0${to}.mp3`))
    expect(await scan('music')).toMatchObject({ added: 0, withdrawn: 0, renamed: 2 })
    expect(ids()).toEqual(after)
    expect(await scan('music')).toMatchObject(nothing)
    // Edited in its place it is what it was.
    put('01.mp3', 'Dogwood Blues', 250, 'Two')
    expect(await scan('music')).toMatchObject({ ...nothing, changed: 1 })
  })

  it('tells files that were renumbered and tagged anew at once by their sound, of one length as they are [promise: library-followed]', async () => {
    const { scan, ids } = open()
    const titles = ['Apple', 'Birch', 'Cedar']
    for (const [place, title] of titles.entries()) putSong(`0${place + 1}.mp3`, title, title)
    await scan('music')
    const before = ids()
    putSong('01.mp3', 'Dogwood', 'Dogwood', 'Two')
    for (const [place, title] of titles.entries()) putSong(`0${place + 2}.mp3`, title, title, 'Two')
    expect(await scan('music')).toMatchObject({ added: 1, withdrawn: 0, renamed: 3 })
    expect(ids()).toMatchObject(before)
    // Two that exchange their places, as mistaken names are put right.
    putSong('02.mp3', 'Birch', 'Birch', 'Three')
    putSong('03.mp3', 'Apple', 'Apple', 'Three')
    expect(await scan('music')).toMatchObject({ added: 0, withdrawn: 0, renamed: 2 })
    expect(ids()).toMatchObject(before)
  })

  it('takes another song in a file of the same name for another, when the first is withdrawn too [promise: library-followed]', async () => {
    const { scan, ids } = open()
    putSong('Track 01.mp3', 'Apple', 'Ann')
    await scan('music')
    const { 'Apple by Ann': apple = '' } = ids()
    putSong('Track 01.mp3', 'Zebra', 'Zoe', 'Two')
    expect(await scan('music')).toMatchObject({ added: 1, withdrawn: 1, renamed: 0 })
    expect(Object.values(ids())).not.toContain(apple)
    rmSync(at('music/Track 01.mp3'))
    putSong('other.mp3', 'Birch', 'Ben')
    await scan('music')
    putSong('Track 01.mp3', 'Yak', 'Yan', 'Three')
    await scan('music')
    expect(Object.values(ids())).not.toContain(apple)
    expect(new Set(Object.values(ids())).size).toBe(2)
  })

  it('keeps the id of a file whose tags were all written anew, moved or not, and of one that comes back [promise: library-followed]', async () => {
    const { scan, ids } = open()
    putSong('01.mp3', 'Apple', 'Ann')
    putSong('02.mp3', 'Birch', 'Ben')
    await scan('music')
    const { 'Apple by Ann': apple, 'Birch by Ben': birch } = ids()
    const tags = { TIT2: 'True Name', TPE1: 'Who It Is', TALB: 'Else' }
    writeFileSync(at('music/01.mp3'), sampleMp3(700, tags, 'Apple'))
    rmSync(at('music/02.mp3'))
    expect(await scan('music')).toMatchObject({ added: 0, changed: 1, renamed: 0, withdrawn: 1 })
    putSong('02.mp3', 'Birch', 'Ben')
    await scan('music')
    expect(ids()).toEqual({ 'True Name by Who It Is': apple, 'Birch by Ben': birch })
    rmSync(at('music/02.mp3'))
    writeFileSync(at('music/03.mp3'), sampleMp3(700, { ...tags, TIT2: 'Other Name' }, 'Birch'))
    expect(await scan('music')).toMatchObject({ added: 0, renamed: 1, withdrawn: 0 })
    expect(ids()).toMatchObject({ 'Other Name by Who It Is': birch })
  })

  it('keeps the ids of files that one scan misses and a later one finds elsewhere [promise: library-followed]', async () => {
    const { scan, ids } = open()
    for (const title of ['Apple', 'Birch', 'Cedar', 'Dogwood']) putSong(`A/${title}.mp3`, title, 'Ann')
    for (const title of ['Elder', 'Fir', 'Ginkgo']) putSong(`B/${title}.mp3`, title, 'Ben')
    await scan('music')
    const before = ids()
    renameSync(at('music/B'), at('elsewhere'))
    expect(await scan('music')).toMatchObject({ ...nothing, withdrawn: 3 })
    renameSync(at('elsewhere'), at('music/Ben'))
    expect(await scan('music')).toMatchObject({ withdrawn: 0, renamed: 3 })
    expect(ids()).toEqual(before)
  })

  it('never calls a song by the id of another, however names, tags and files change [promise: library-followed]', async () => {
    const songs = ['Apple', 'Birch', 'Cedar', 'Dogwood', 'Elder', 'Fir']
    // Which songs are there, in the order of their numbered names, and whether their tags were written anew.
    const step = fc.record({ order: fc.shuffledSubarray(songs, { minLength: 1 }), year: fc.nat(2) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 4 }), async (steps) => {
        rmSync(base, { recursive: true, force: true })
        mkdirSync(at('music'), { recursive: true })
        const { scan, ids } = open()
        const idOf = new Map<string, string>()
        for (const { order, year } of steps) {
          rmSync(at('music'), { recursive: true })
          for (const [place, title] of order.entries())
            putSong(`${place}.mp3`, title, title, `Year ${year}`, 45)
          await scan('music', { withdrawMissing: true })
          const now = Object.entries(ids()).map(([name, id]) => [name.split(' by ')[0] ?? '', id] as const)
          expect(now.map(([title]) => title).toSorted()).toEqual(order.toSorted())
          for (const [title, id] of now) {
            expect(idOf.get(title) ?? id, title).toBe(id)
            idOf.set(title, id)
          }
          expect(new Set(idOf.values()).size).toBe(idOf.size)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('looks for the sound of a file once, where there is none as well', async () => {
    const { scan } = open()
    put('silent.mp3', 'Silence')
    await scan('music')
    expect(readFileSync(at('libraries.json'), 'utf8')).toContain('"sound":""')
  })

  it('learns the sound of files that an older list has without it', async () => {
    const { scan } = open()
    const list = at('libraries.json')
    const sounds = () => readFileSync(list, 'utf8').match(/"sound":"\w{16}"/g)
    putSong('01.mp3', 'Apple', 'Ann')
    putSong('02.mp3', 'Birch', 'Ben')
    await scan('music')
    const before = sounds()
    expect(new Set(before).size).toBe(2)
    writeFileSync(list, readFileSync(list, 'utf8').replaceAll(/,"sound":"\w+"/g, ''))
    expect(sounds()).toBeNull()
    expect(await scan('music')).toMatchObject(nothing)
    expect(sounds()).toEqual(before)
  })

  it('keeps the ids of two libraries that lead to the same files', async () => {
    const { scan, ids } = open()
    put('jazz/A/01.mp3', 'Apple', 210)
    await scan('music')
    await scan('music/jazz')
    const before = ids()
    renameSync(at('music/jazz/A'), at('music/jazz/B'))
    for (const path of ['music/jazz', 'music', 'music/jazz', 'music']) {
      expect(await scan(path)).toMatchObject({ added: 0, withdrawn: 0 })
      expect(ids()).toEqual(before)
    }
  })
})
