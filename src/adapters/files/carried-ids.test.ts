import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { nothingChanged as nothing, openFollowing } from './followed-library.ts'

/** Tables without ids whose rows are corrected, as people do. */
let base: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'segue-carried-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const at = (path: string) => join(base, path)
const open = () => {
  const followed = openFollowing(base, openSqliteCatalogStore({ path: ':memory:' }))
  return { ...followed, scan: (path: string) => followed.scan(at(path)) }
}

describe('a table without ids', () => {
  const rows = [
    'Apple,Nik Foe,Tydes,3:20',
    'Birch,Nik Foe,Tydes,3:30',
    'Cedar,Ann,Woods,3:40',
    'Apple,Nik Foe,Best,5:00',
  ]
  const write = (lines: readonly string[], path = 'songs.csv') =>
    writeFileSync(at(path), ['title,artist,album,duration', ...lines, ''].join('\n'))
  const withoutLengths = (lines: readonly string[]) => lines.map((line) => line.replace(/,[^,]*$/, ','))

  it.each([
    ['lengths', (lines: readonly string[]) => lines],
    ['no lengths', withoutLengths],
  ])(
    'keeps the ids of rows that are corrected, with %s, through later scans and back [promise: library-followed]',
    async (_, told) => {
      const { catalog, scan } = open()
      write(told(rows))
      await scan('songs.csv')
      const before = [...catalog.tracks()]
      const steps: [RegExp, string, number][] = [
        [/Nik/g, 'Nick', 3],
        [/Tydes/g, 'Tides', 2],
        [/Birch/g, 'Birch!', 1],
        [/Cedar/g, 'Ceder', 1],
      ]
      const states = [rows]
      for (const [wrong, right, renamed] of steps) {
        const corrected = states.at(-1)?.map((line) => line.replace(wrong, right)) ?? []
        states.push(corrected)
        write(told(corrected))
        expect(await scan('songs.csv')).toMatchObject({ ...nothing, changed: renamed, renamed })
        expect([...catalog.tracks()].map(({ id }) => id)).toEqual(before.map(({ id }) => id))
        expect(await scan('songs.csv')).toMatchObject(nothing)
        // Written again, and no memory of it but the record.
        write([...told(corrected), 'Another,Bob,Else,1:00'])
        expect(await scan('songs.csv')).toMatchObject({ ...nothing, added: 1 })
        write(told(corrected))
        expect(await scan('songs.csv')).toMatchObject({ ...nothing, withdrawn: 1 })
      }
      write(told(rows))
      expect(await scan('songs.csv')).toMatchObject({ ...nothing, changed: 4, renamed: 4 })
      expect([...catalog.tracks()]).toEqual(before)
    },
  )

  it('gives a new row that says what a corrected one said before an id of its own, and keeps it', async () => {
    const { scan, ids } = open()
    write(rows)
    await scan('songs.csv')
    const { 'Cedar by Ann': cedar } = ids()
    write(rows.map((row) => row.replace('Ann', 'Anna')))
    await scan('songs.csv')
    const twice = ['Cedar,Ann,Woods,9:00', ...rows.map((row) => row.replace('Ann', 'Anna'))]
    write(twice)
    expect(await scan('songs.csv')).toMatchObject({ ...nothing, added: 1 })
    const both = ids()
    expect(both).toMatchObject({ 'Cedar by Anna': cedar, 'Cedar by Ann': `${cedar}~2` })
    write(twice.toReversed())
    expect(await scan('songs.csv')).toMatchObject(nothing)
    expect(ids()).toEqual(both)
    write(twice.slice(0, 1))
    expect(await scan('songs.csv')).toMatchObject({ ...nothing, withdrawn: 4 })
    expect(ids()).toEqual({ 'Cedar by Ann': `${cedar}~2` })
    write(twice)
    await scan('songs.csv')
    expect(ids()).toEqual(both)
  })

  it('keeps the ids of corrected rows when the list of libraries is lost [promise: library-followed]', async () => {
    const { scan, ids } = open()
    write(rows)
    await scan('songs.csv')
    write(rows.map((row) => row.replace('Nik', 'Nick')))
    await scan('songs.csv')
    const before = ids()
    rmSync(at('libraries.json'))
    expect(await scan('songs.csv')).toMatchObject({ ...nothing, renamed: 3 })
    expect(ids()).toEqual(before)
    write(rows)
    expect(await scan('songs.csv')).toMatchObject({ ...nothing, changed: 3, renamed: 3 })
  })

  it('gives a row that comes back its own id again, also while one like it leaves [promise: library-followed]', async () => {
    const { scan, ids } = open()
    const [liked = '', like = ''] = ['Apple,Nik Foe,Tydes,3:20', 'Apple!,Nik Foe,Best,3:20']
    write([liked, like, ...rows.slice(1, 3)])
    await scan('songs.csv')
    const before = ids()
    write([like, ...rows.slice(1, 3)])
    expect(await scan('songs.csv')).toMatchObject({ ...nothing, withdrawn: 1 })
    write([liked, ...rows.slice(1, 3)])
    expect(await scan('songs.csv')).toMatchObject({ ...nothing, added: 1, withdrawn: 1 })
    expect(ids()['Apple by Nik Foe']).toBe(before['Apple by Nik Foe'])
  })

  it('takes a numbered piece of the same length for another', async () => {
    const { scan } = open()
    const pieces = (number: number) => [...rows, `Variation ${number},Bach,Goldberg,1:30`]
    write(pieces(5))
    await scan('songs.csv')
    write(pieces(7))
    expect(await scan('songs.csv')).toMatchObject({ added: 1, withdrawn: 1, renamed: 0 })
  })

  it('takes a row that is another for another', async () => {
    const { scan, ids } = open()
    write(rows)
    await scan('songs.csv')
    const before = ids()
    write([...rows.slice(1), 'Dogwood,Nik Foe,Tydes,2:11'])
    expect(await scan('songs.csv')).toMatchObject({ added: 1, withdrawn: 1, renamed: 0 })
    expect(Object.values(before)).not.toContain(ids()['Dogwood by Nik Foe'])
  })

  it('is one with another table that has the row as it was, or as it is', async () => {
    const { catalog, scan } = open()
    for (const path of ['songs.csv', 'other.csv']) {
      write(rows, path)
      await scan(path)
    }
    const corrected = rows.map((row) => row.replace('Nik', 'Nick'))
    write(corrected)
    expect(await scan('songs.csv')).toMatchObject({ renamed: 3, added: 0 })
    write(corrected, 'other.csv')
    expect(await scan('other.csv')).toMatchObject({ added: 0, withdrawn: 0 })
    write(corrected, 'third.csv')
    expect(await scan('third.csv')).toMatchObject({ added: 0 })
    expect(catalog.size).toBe(4)
  })

  it('holds back artists that most rows would lose, under the ids they had [promise: blocks-hold]', async () => {
    const { catalog, scan } = open()
    const many = [...Array(50).keys()].map(
      (song) => `Song ${song},Artist ${song},Album ${song % 5},3:${song + 10}`,
    )
    write(many)
    await scan('songs.csv')
    const before = [...catalog.tracks()]
    write(many.map((row) => row.replace(/Artist/g, 'Quartet')))
    for (let time = 0; time < 2; time++) {
      expect(await scan('songs.csv')).toMatchObject({
        added: 0,
        withdrawn: 0,
        renamed: 0,
        heldBack: expect.stringMatching(/^50 of 50 tracks with artists would lose/),
      })
      expect([...catalog.tracks()]).toEqual(before)
    }
    write(many)
    expect(await scan('songs.csv')).not.toHaveProperty('heldBack')
    expect([...catalog.tracks()]).toEqual(before)
  })
})

describe('a table that went through a web page', () => {
  /** With the sign escaped once more, it is read as such tables were while their signs were not read. */
  const before = ['title,artist,album', 'Don&amp;#39;t Stop,Destiny&amp;#39;s Child,Hits &amp;amp; More']
  const now = ['title,artist,album', 'Don&#39;t Stop,Destiny&#39;s Child,Hits &amp; More']
  const more = Array.from(
    { length: 30 },
    (_, at) => `It&amp;#39;s ${String.fromCharCode(65 + at)}n&amp;#39;t,Guns &amp;amp; Roses,`,
  )
  const all = (lines: readonly string[], others: readonly string[]) => [...lines, ...others, ''].join('\n')
  const nowMore = more.map((line) => line.replaceAll('&amp;', '&'))
  const artists = (track: { artists: readonly { name: string }[] } | undefined) =>
    track?.artists.map(({ name }) => name)

  it('keeps the ids that were made of the signs as they stood, and through later scans [promise: library-followed]', async () => {
    const { catalog, scan } = open()
    writeFileSync(at('songs.csv'), all(before, more))
    await scan('songs.csv')
    const [first] = catalog.tracks()
    expect([first?.title, artists(first)]).toEqual(['Don&#39;t Stop', ['Destiny&#39', 's Child']])
    const ids = [...catalog.tracks()].map(({ id }) => id)
    writeFileSync(at('songs.csv'), all(now.slice(0, 1), [...nowMore.toReversed(), ...now.slice(1)]))
    await scan('songs.csv')
    expect([...catalog.tracks()].map(({ id }) => id)).toEqual(ids)
    expect([...catalog.withdrawn()]).toEqual([])
    // And by what they say without such signs, which is what is remembered of them.
    writeFileSync(at('songs.csv'), all(now, nowMore).replaceAll('&#39;', "'").replaceAll('&amp;', '&'))
    expect(await scan('songs.csv')).toMatchObject({ added: 0, withdrawn: 0 })
    expect([...catalog.tracks()].map(({ id }) => id)).toEqual(ids)
  })

  it('is what it was after it was read no more, and where its list was lost [promise: library-followed]', async () => {
    const { catalog, scan } = open()
    writeFileSync(at('songs.csv'), all(before, []))
    await scan('songs.csv')
    const ids = [...catalog.tracks()].map(({ id }) => id)
    rmSync(at('libraries.json'))
    writeFileSync(at('songs.csv'), all(now, []))
    await scan('songs.csv')
    expect([...catalog.tracks()].map(({ id }) => id)).toEqual(ids)
    await catalog.withdraw(ids)
    rmSync(at('libraries.json'))
    await scan('songs.csv')
    expect([...catalog.tracks()].map(({ id }) => id)).toEqual(ids)
  })

  it('in JSON keeps the ids of rows with names in lists and in objects [promise: library-followed]', async () => {
    const { catalog, scan } = open()
    const rows = [
      {
        title: 'A &amp;amp; B',
        artists: ['Guns &amp;amp; Roses'],
        album: { id: '7', name: 'X &amp;amp; Y' },
      },
      { title: 'C &amp;amp; D', artists: [{ id: 'artist:x', name: 'R&B' }] },
    ]
    const json = rows.map((row) => JSON.stringify(row)).join('\n')
    writeFileSync(at('songs.jsonl'), json)
    await scan('songs.jsonl')
    const tracks = [...catalog.tracks()]
    expect(tracks.map(artists)).toEqual([['Guns &amp; Roses'], ['R&B']])
    writeFileSync(
      at('songs.jsonl'),
      json.replaceAll('&amp;amp;', '&amp;').split('\n').toReversed().join('\n'),
    )
    await scan('songs.jsonl')
    expect([...catalog.tracks()].map(({ id }) => id)).toEqual(tracks.map(({ id }) => id))
  })
})
