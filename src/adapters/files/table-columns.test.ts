import { describe, expect, it } from 'vitest'
import { readTrackTable } from './read-track-table.ts'
import { csv, fileWith, refusedOf, rowsOf, trackOf } from './table.sample.ts'

/** Headers as programs write them: which column is taken for what, and whether anyone is told. */

describe('the columns of a table', () => {
  it('says which columns it used, guessed and ignored, and what is missing [promise: columns-told]', async () => {
    const whole = await readTrackTable(
      fileWith('x.csv', 'id,Song,Main Artist,Release,album,title,title,duration,duration_ms\n'),
    )
    expect(whole.columns?.()).toEqual({
      used: { id: 'id', title: 'title', release: 'album', milliseconds: 'duration_ms' },
      guessed: { artists: 'Main Artist' },
      ignored: ['Song', 'Release', 'title', 'duration'],
      warnings: ['The column title is there more than once: the first is read and the others are not.'],
    })
    const bare = await readTrackTable(fileWith('x.csv', 'title,loudness\n'))
    expect(bare.columns?.().ignored).toEqual(['loudness'])
    expect(bare.columns?.().warnings).toEqual([
      expect.stringContaining('tracks have none'),
      expect.stringContaining('No column has an id'),
    ])
  })

  it('reads where and when a track may be served, and takes no row of which that can not be read [promise: rights-hold]', async () => {
    const rows = await csv(
      'title,markets,not_markets,available_from,available_until,available_markets\n' +
        'A,se;NO,,2026-01-01,2026-02-01T12:00:00+01:00,US\nB,,US,,,US\nC,,,,,US\nD,UK,,,,\nE,,,soon,,\n',
    )
    expect(rows.slice(0, 3).map((row) => trackOf(row).availability)).toEqual([
      {
        markets: ['NO', 'SE'],
        from: Date.UTC(2026, 0, 1),
        until: Date.UTC(2026, 1, 1, 11),
      },
      { notMarkets: ['US'] },
      undefined,
    ])
    expect(refusedOf(rows[3])).toMatch(/availability.*GB/)
    expect(refusedOf(rows[4])).toMatch(/availability.*moment/)
  })

  it('makes the same id for the same title, artist and release where no column has one', async () => {
    const rows = await csv('title,artist\nA,Ola\na,OLA\nA,Ika\n')
    expect(refusedOf(rows[1])).toBe('id: an earlier row has the same')
    expect(trackOf(rows[0]).id).toMatch(/^made:/)
    expect(trackOf(rows[2]).id).not.toBe(trackOf(rows[0]).id)
  })

  it.each([
    { header: 'Artist Name 1,Artist Name 3,Artist Name 2', cells: 'Sia,Kali,Drake' },
    { header: 'Artist,Artist2,Artist 3', cells: 'Sia,Drake,Kali' },
    { header: 'Artist,Artist Name 1,Artist Name 2,Artist Name 3', cells: '"Sia, Drake",Sia,Drake,Kali' },
    { header: 'Interpret 1,Interpret 2,Interpret 3', cells: 'Sia,Drake,Kali' },
    { header: 'artists,album_artist_1,album_artist_2', cells: 'Sia;Drake;Kali,Various,Others' },
    { header: 'Artist 1,Artist 10,Artist 2', cells: 'Sia,Kali,Drake' },
  ])(
    'are read together by their numbers, so that no artist is lost: $header [promise: columns-told]',
    async ({ header, cells }) => {
      const path = fileWith(
        'x.csv',
        `title,${header},genre 1,genre 2,Label 2\nDuet,${cells},pop,r&b; soul,X\n`,
      )
      const { columns } = await readTrackTable(path)
      const { artists, tags, label } = trackOf((await rowsOf(path))[0])
      expect(artists.map(({ name }) => name)).toEqual(['Sia', 'Drake', 'Kali'])
      expect(tags).toEqual(['pop', 'r&b', 'soul'])
      expect(label).toBeUndefined()
      expect(columns?.().used).toMatchObject({ genres: 'genre 1 + genre 2' })
      expect(columns?.().warnings.filter((warning) => warning.includes('may name several'))).toEqual([])
    },
  )

  it.each([
    { header: 'title,title 2', cells: 'Song,Other' },
    { header: 'title,title.1', cells: 'Song,Other' },
    { header: 'Title,title', cells: 'Song,Other' },
    { header: 'title_2,title', cells: 'Other,Song' },
    { header: 'title,name,name_1', cells: 'Song,Other,Another' },
    { header: 'id,id_1', cells: '5,77' },
    { header: 'id,ID', cells: '5,77' },
    { header: 'year,year_2', cells: '1999,2005' },
    { header: 'album,album_2', cells: 'Record,Compilation' },
    { header: 'url,url2', cells: 'https://a.example/a,https://a.example/b' },
    { header: 'duration,duration_2', cells: '3:20,4:00' },
    { header: 'label,label 2', cells: 'Motown,Stax' },
  ])('are read alone where they carry no list, whatever number another has: $header', async (row) => {
    const title = /title/i.test(row.header) ? ['', ''] : ['title,', 'Song,']
    const path = fileWith('x.csv', `${title[0]}artist,${row.header}\n${title[1]}Sia,${row.cells}\n`)
    const { id, title: name, year, release, audioUrl, durationMs, label } = trackOf((await rowsOf(path))[0])
    const told = { id, year, release: release?.title, audioUrl, durationMs, label }
    const known = ['5', 1999, 'Record', 'https://a.example/a', 200_000, 'Motown']
    expect(name).toBe('Song')
    const values = Object.values(told).filter(
      (value) => value !== undefined && !`${value}`.startsWith('made:'),
    )
    expect(known).toEqual(expect.arrayContaining(values))
    expect(values).toHaveLength(title[0] === '' ? 0 : 1)
  })

  it('are guessed one at a time where they carry no list', async () => {
    const path = fileWith('x.csv', 'Title 1,Title 2,Sänger,Singer 1,Singer 2\nSong,Other,X,Sia,Drake\n')
    const track = trackOf((await rowsOf(path))[0])
    expect([track.title, track.artists.map(({ name }) => name)]).toEqual(['Song', ['Sia', 'Drake']])
  })

  it('are read together in JSON, where a row names the ones it has', async () => {
    const lines = [
      { title: 'Solo', artist_1: 'Sia' },
      { title: 'Duet', artist_1: { name: 'Sia' }, artist_2: { name: 'Drake' } },
    ]
    const path = fileWith('x.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'))
    const { columns } = await readTrackTable(path)
    expect((await rowsOf(path)).map((row) => trackOf(row).artists.map(({ name }) => name))).toEqual([
      ['Sia'],
      ['Sia', 'Drake'],
    ])
    expect(columns?.()).toMatchObject({ used: { artists: 'artist_1 / artist_1 + artist_2' }, ignored: [] })
  })

  it('are warned of where one that is not read may name more artists', async () => {
    const header =
      'id,title,artist,Second Artist,Featuring,feat artists,Album Artist,Artist Country,Artist 2020'
    const { columns } = await readTrackTable(fileWith('x.csv', `${header}\n`))
    expect(columns?.().warnings).toEqual([
      expect.stringContaining('The column Second Artist is not read and may name more artists'),
      expect.stringContaining('The column feat artists is not read and may name more artists'),
      expect.stringContaining('The column Artist 2020 is not read and may name more artists'),
    ])
  })
})
