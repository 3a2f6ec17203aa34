import { describe, expect, it } from 'vitest'
import { readTrackTable } from './read-track-table.ts'
import { fileWith, rowsOf, trackOf } from './table.sample.ts'

/** Facts that can't be read cost no song: they are left out, and the report counts them and says what they have to be. */
const read = async (path: string) => {
  const source = await readTrackTable(path)
  const rows = await Array.fromAsync(source.rows)
  return { rows, warnings: source.columns?.().warnings }
}

describe('a fact that can not be read', () => {
  it.each<{ column: string; cell: string; fault: string; year?: number }>([
    { column: 'Rating', cell: '5', fault: 'rating: must be between 0 and 1' },
    { column: 'Rating', cell: '-0.5', fault: 'rating: must be between 0 and 1' },
    { column: 'rating', cell: '★★★', fault: 'rating: must be a number between 0 and 1' },
    { column: 'energy', cell: '87', fault: 'energy: must be between 0 and 1' },
    { column: 'year', cell: '20190628', fault: 'year: is not a date such as 2019' },
    { column: 'year', cell: '19', fault: 'year: must be at least 1000' },
    { column: 'Release Date', cell: 'June 2019', fault: 'date: is not a date such as 2019' },
    { column: 'Release Date', cell: '2019-02-31', fault: 'releasedAt: must be a date such as', year: 2019 },
    {
      column: 'duration',
      cell: 'long',
      fault: 'duration: is not a number of seconds or a time such as 3:45',
    },
    {
      column: 'duration',
      cell: '3:75',
      fault: 'duration: is not a number of seconds or a time such as 3:45',
    },
    {
      column: 'duration',
      cell: '3.45',
      fault: 'duration: may be minutes: write 3:45, or name the column duration_s for seconds',
    },
    { column: 'duration_ms', cell: '-1', fault: 'durationMs: ' },
    { column: 'duration_ms', cell: '99999999', fault: 'durationMs: must be at most a day' },
    { column: 'seconds', cell: '0.4', fault: 'seconds: is under a second' },
    { column: 'Track Number', cell: 'A1', fault: 'trackNumber: is not a number such as 3 or 3/12' },
    { column: 'disc', cell: '1001', fault: 'discNumber: must be at most 999' },
    { column: 'label', cell: 'x'.repeat(301), fault: 'label: ' },
    { column: 'album', cell: 'x'.repeat(301), fault: 'release: ' },
    { column: 'url', cell: 'javascript:x', fault: 'audioUrl: must be an http or https address' },
    { column: 'licence', cell: 'CC BY', fault: 'licenceUrl: must be an http or https address' },
    { column: 'recording_id', cell: 'x'.repeat(201), fault: 'recordingId: ' },
    { column: 'tags', cell: `folk;${'x'.repeat(101)}`, fault: 'tags: must have at most 100 characters' },
  ])(
    'is left out and told, and its song is taken: $column $fault [promise: columns-told]',
    async ({ column, cell, fault, year }) => {
      const { rows, warnings } = await read(
        fileWith('x.csv', `id,title,artist,${column}\n1,A,B,${cell}\n2,C,D,\n`),
      )
      const [track, plain] = rows.map(trackOf)
      expect({ ...track, id: '2', recordingId: '2', title: 'C', artists: plain?.artists }).toEqual({
        ...plain,
        ...(column === 'tags' && { tags: ['folk'] }),
        ...(year !== undefined && { year }),
      })
      expect(warnings).toEqual([
        expect.stringContaining(`1 of 2 tracks are taken without a value that can't be read: ${fault}`),
      ])
    },
  )

  it('is counted once for each song, also beside others, and says nothing of what was there', async () => {
    const path = fileWith('x.csv', 'id,title,artist,rating,year\n1,A,B,5,?\n2,C,D,4,2019\n3,E,F,0.5,2020\n')
    const { rows, warnings } = await read(path)
    expect(rows.map((row) => [trackOf(row).rating, trackOf(row).year])).toEqual([
      [undefined, undefined],
      [undefined, 2019],
      [0.5, 2020],
    ])
    expect(warnings).toEqual([
      "2 of 3 tracks are taken without a value that can't be read: rating: must be between 0 and 1.",
      "1 of 3 tracks are taken without a value that can't be read: year: is not a date such as 2019, 2019-06 or 2019-06-28.",
    ])
  })

  it('of an object in JSON is left out likewise, and a date stands in for a year', async () => {
    const row = {
      id: 1,
      title: 'A',
      artist: 'B',
      album: { id: 7 },
      label: { x: 1 },
      year: 'soon',
      date: '2019',
    }
    const { rows, warnings } = await read(fileWith('x.json', JSON.stringify([row])))
    expect(rows.map(trackOf)).toMatchObject([{ title: 'A', year: 2019 }])
    expect(warnings).toHaveLength(3)
  })
})

describe('a row whose id is empty', () => {
  it('has one made of what it says, in a table that has ids, and a row that names nothing is refused', async () => {
    const rows = await rowsOf(
      fileWith(
        'x.csv',
        'Track URI,Track Name,Artist Name(s)\nspotify:track:1,A,B\n,Local,Me\n,local,ME\n,,Me\n',
      ),
    )
    const alone = await rowsOf(fileWith('x.csv', 'title,artist\nLocal,Me\n'))
    expect(rows.slice(0, 2).map((row) => trackOf(row).id)).toEqual(['spotify:track:1', trackOf(alone[0]).id])
    expect(rows.slice(2)).toMatchObject([
      { refused: 'id: an earlier row has the same' },
      { refused: expect.stringContaining('title: is missing') },
    ])
  })
})
