import { describe, expect, it } from 'vitest'
import { readTrackTable } from './read-track-table.ts'
import { fileWith, refusedOf, rowsOf, trackOf } from './table.sample.ts'

/** Names as services wrap them: none is lost without a word, for blocks hold by names. */

const jsonOf = (rows: readonly unknown[]) => fileWith('tracks.json', JSON.stringify(rows))
const read = async (row: Readonly<Record<string, unknown>>) =>
  (await rowsOf(jsonOf([{ id: '1', title: 'A', ...row }])))[0]
const artistsOf = async (artist: unknown) => trackOf(await read({ artist })).artists.map(({ name }) => name)

/** What the report says once all rows were read. */
const warningsOf = async (path: string): Promise<readonly string[]> => {
  const source = await readTrackTable(path)
  for await (const _ of source.rows);
  return source.columns?.().warnings ?? []
}

describe('the names in a cell', () => {
  it.each([
    ['a text', 'B', ['B']],
    ['a text with attributes', { '#text': 'B', mbid: '' }, ['B']],
    ['an object', { id: 7, name: 'B' }, ['B']],
    ['an object whose name has another key', { artist_name: 'B', artist_mbid: 'x' }, ['B']],
    ['a list of objects with more than a name', [{ name: 'B', uri: 'x' }, { name: 'C' }], ['B', 'C']],
    [
      'a list of credits',
      [{ name: 'B', artist: { name: 'b' }, joinphrase: ' & ' }, { name: 'C' }],
      ['B', 'C'],
    ],
    [
      'a list within an object',
      {
        artist: [
          { id: '1', name: 'B' },
          { id: '2', name: 'C' },
        ],
      },
      ['B', 'C'],
    ],
    ['an object of one name with a semicolon in it', { name: 'B;C' }, ['B;C']],
    ['a text with attributes that names two', { '#text': 'B; C' }, ['B', 'C']],
    ['an object without a name', { id: null, name: null }, []],
    ['nothing', {}, []],
  ])('are read from %s [promise: own-music]', async (_, artist, names) => {
    expect(await artistsOf(artist)).toEqual(names)
  })

  it('make an artist the same one in every source: only what Segue writes carries ids', async () => {
    const idsOf = async (row: Readonly<Record<string, unknown>>) =>
      trackOf(await read(row)).artists.map(({ id }) => id)
    expect(await idsOf({ artist: 'B' })).toEqual(['artist:b'])
    expect(await idsOf({ artist: { id: '7', name: 'B' } })).toEqual(['artist:b'])
    expect(await idsOf({ artists: [{ id: '7', name: 'B', type: 'artist' }] })).toEqual(['artist:b'])
    expect(await idsOf({ artists: [{ id: '7', name: 'B' }] })).toEqual(['7'])
  })

  it('are read of releases, labels, tags and days alike', async () => {
    const track = trackOf(
      await read({
        album: { id: 8, title: 'Harbour', label: 'x', images: [{ url: 'x' }] },
        label: { name: 'Quay' },
        tags: { tag: [{ name: 'Folk', count: 9 }, 'Slow'] },
        genres: [{ id: 1, name: 'Pop' }],
        release_date: { year: 2019, month: 6 },
      }),
    )
    expect(track).toMatchObject({
      release: { id: '8', title: 'Harbour' },
      label: 'Quay',
      tags: ['pop', 'folk', 'slow'],
      year: 2019,
    })
    expect(trackOf(await read({ album: { '#text': 'Harbour', mbid: '' } })).release?.title).toBe('Harbour')
    expect(trackOf(await read({ album: ['Harbour'] })).release?.title).toBe('Harbour')
  })

  it.each(['artist', 'featured', 'tags'])(
    'refuse their row where none can be found in them: %s',
    async (key) => {
      expect(refusedOf(await read({ [key]: { id: 7 } }))).toMatch(
        /^(artists|featured|tags): is an object in which no name or text is found$/,
      )
    },
  )

  it('are those of another key where the better one says nothing in a row', async () => {
    expect(trackOf(await read({ artist: null, artists: ['B'] })).artists).toMatchObject([{ name: 'B' }])
    expect(trackOf(await read({ artist: '', artist_name: 'B' })).artists).toMatchObject([{ name: 'B' }])
  })

  it('are read of the track itself where rows are about more than it', async () => {
    const path = jsonOf([
      { id: 'row 1', added_at: 'x', track: { id: '1', name: 'A', artists: [{ name: 'B' }] } },
    ])
    expect(trackOf((await rowsOf(path))[0])).toMatchObject({ id: '1', title: 'A', artists: [{ name: 'B' }] })
    expect((await readTrackTable(path)).columns?.().used).toEqual({
      id: 'id',
      title: 'name',
      artists: 'artists',
    })
  })
})

describe('the report of a table', () => {
  it('names every key that any row has for a thing [promise: columns-told]', async () => {
    const path = jsonOf([
      { id: 1, title: 'A', artist: 'B' },
      { id: 2, name: 'C', artist_name: 'D', loud: 3 },
      { id: 3, title: 'E', name: 'F', artist: 'G' },
    ])
    expect((await readTrackTable(path)).columns?.()).toMatchObject({
      used: { id: 'id', title: 'title / name', artists: 'artist / artist_name' },
      ignored: ['loud'],
    })
  })

  it('warns with a count of tracks without artists [promise: columns-told]', async () => {
    const half = [...Array(60).keys()].map((at) => ({
      id: at,
      title: `S${at}`,
      artist: at % 2 === 0 ? 'B' : { name: null },
    }))
    const csv = fileWith('x.csv', 'id,title,artist\n1,A,B\n2,C,\n3,D,Various Artists\n,E,\n')
    expect(await warningsOf(jsonOf(half))).toEqual([
      expect.stringMatching(/^30 of 60 tracks have no artists/),
    ])
    expect(await warningsOf(csv)).toEqual([expect.stringMatching(/^3 of 4 tracks have no artists/)])
    expect(await warningsOf(jsonOf(half.filter(({ artist }) => artist === 'B')))).toEqual([])
    expect(await warningsOf(fileWith('x.csv', 'id,title\n1,A\n'))).toEqual([
      expect.stringMatching(/^No column has the artists/),
    ])
  })

  it('warns with a count of tracks that may name several artists in one [promise: columns-told]', async () => {
    const several = /^4 of 7 tracks may name several artists in one: .* Artist URI\(s\)/
    const names = ['"A, B"', '"A,B"', '"10,000 C"', 'A & B', 'A / B', 'AC/DC', 'D']
    const table = (more: readonly string[]) =>
      fileWith(
        'x.csv',
        ['id,title,artist', ...[...names, ...more].map((name, at) => `${at},S${at},${name}`)].join('\n'),
      )
    expect(await warningsOf(table([]))).toEqual([expect.stringMatching(several)])
    expect(await warningsOf(table(['E;F']))).toEqual([])
    expect(await warningsOf(jsonOf([{ id: 1, title: 'A', artist: ['A, B'] }]))).toEqual([])
  })
})

describe('signs that a web page wrote otherwise', () => {
  it('are read as what they stand for in names, and part no artists [promise: blocks-hold]', async () => {
    const path = fileWith(
      'x.csv',
      'id,title,artist,genre\na&amp;b,It&#39;s &#x266b; &lt;3 &amp;amp; &#0; &#xd800; R&B;,Guns &amp; Roses;Axl &quot;A&quot; Rose,r&amp;b\n',
    )
    expect(trackOf((await rowsOf(path))[0])).toMatchObject({
      id: 'a&amp;b',
      title: "It's ♫ <3 &amp; &#0; &#xd800; R&B;",
      artists: [{ name: 'Guns & Roses' }, { name: 'Axl "A" Rose' }],
      tags: ['r&b'],
    })
  })
})

describe('several names in a text', () => {
  const namesOf = async (names: string, ids: string) => {
    const path = fileWith('x.csv', `id,title,Artist Name(s),Artist URI(s)\n1,A,"${names}","${ids}"\n`)
    const [row] = await rowsOf(path)
    return [trackOf(row).artists.map(({ name }) => name), (await warningsOf(path)).length]
  }

  it('are parted at commas where the row counts as many ids [promise: blocks-hold]', async () => {
    expect(await namesOf('Anna Key, Bert Low', 'u:1, u:2')).toEqual([['Anna Key', 'Bert Low'], 0])
    expect(await namesOf('Earth, Wind & Fire', 'u:1')).toEqual([['Earth, Wind & Fire'], 0])
    expect(await namesOf('Tyler, The Creator, Kali', 'u:1, u:2')).toEqual([['Tyler, The Creator, Kali'], 1])
    expect(await namesOf('Anna Key, Bert Low', '')).toEqual([['Anna Key, Bert Low'], 1])
  })

  it('keep the commas that are written as part of a name', async () => {
    expect(await namesOf('Tyler\\, The Creator, Kali', 'u:1, u:2')).toEqual([
      ['Tyler, The Creator', 'Kali'],
      0,
    ])
    expect(await namesOf('Tyler\\, The Creator, Kali', '')).toEqual([['Tyler, The Creator', 'Kali'], 0])
    expect(await namesOf('Tyler\\, The Creator', 'u:1')).toEqual([['Tyler, The Creator'], 0])
  })
})
