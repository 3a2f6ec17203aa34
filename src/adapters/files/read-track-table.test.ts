import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { AppError } from '#domain'
import { readTrackTable } from './read-track-table.ts'
import { csv, fileWith, refusedOf, rowsOf, trackOf } from './table.sample.ts'

const jsonl = (...rows: readonly unknown[]) =>
  rowsOf(
    fileWith(
      'tracks.jsonl',
      rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'),
    ),
  )
const faultOf = async (reading: Promise<unknown>): Promise<AppError> => {
  const fault = await reading.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(fault instanceof AppError)) throw new Error(`no AppError: ${fault}`)
  return fault
}

describe('a table of tracks in CSV', () => {
  it('reads every column it has a use for, whatever it is called [promise: own-music]', async () => {
    const rows = await csv(
      'Track ID,Name,Artist Name,Album,Record Label,Release Date,durationMs,Genres,Tags,energy,License,audio_url,popularity\n' +
        't1,Paper Boats,Ola Brenn feat. Mira Voss,Harbour,Quay,2019-06-28,215000,Folk|Pop,"warm, slow",0.25,https://example.org/by,https://example.org/a.mp3,81\n',
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ row: 1, where: 'row 1' })
    expect(trackOf(rows[0])).toEqual({
      id: 't1',
      recordingId: 't1',
      title: 'Paper Boats',
      artists: [{ id: 'artist:ola brenn', name: 'Ola Brenn' }],
      featured: [{ id: 'artist:mira voss', name: 'Mira Voss' }],
      release: { id: 'release:ola brenn/harbour', title: 'Harbour' },
      label: 'Quay',
      year: 2019,
      releasedAt: '2019-06-28',
      durationMs: 215_000,
      tags: ['folk', 'pop', 'warm', 'slow'],
      energy: 0.25,
      licenceUrl: 'https://example.org/by',
      audioUrl: 'https://example.org/a.mp3',
    })
  })

  it('takes semicolons, tabs, bars, a byte-order mark, quotes, line ends of Windows and gzip', async () => {
    expect(trackOf((await csv('\ufeffid;title;artist\r\n1;"A; B";C\r\n'))[0]).title).toBe('A; B')
    expect(trackOf((await csv('id\ttitle\n1\tA, B\n'))[0]).title).toBe('A, B')
    expect(trackOf((await csv('title|artist\nA, B|C; D\n'))[0])).toMatchObject({
      title: 'A, B',
      artists: [{}, {}],
    })
    expect(trackOf((await csv('id,title\n1,"A\n""B"""\n'))[0]).title).toBe('A "B"')
    const zipped = fileWith('tracks.csv.gz', gzipSync('id,title\n1,A\n2,B\n'))
    expect((await rowsOf(zipped)).map((row) => trackOf(row).title)).toEqual(['A', 'B'])
  })

  it.each([
    'sep=;\r\nid;title, of all\r\n1;A\r\n',
    '\ufeffsep=;\nid;title\n1;A\n',
    '"sep=;"\nid;title\n1;A\n',
    'SEP=\t\r\nid\ttitle\r\n1\tA\r\n',
    'sep=^\nid^title\n1^A\n',
    'sep=,\nid,title\n1,A\n',
  ])('takes the separator that a line before the header says: %j', async (table) => {
    const rows = await csv(table)
    expect(rows.map((row) => [trackOf(row).id, trackOf(row).title])).toEqual([['1', 'A']])
  })

  it('takes a table that begins with such a name for what it is', async () => {
    expect(trackOf((await csv('sep=;,title\n1,A\n'))[0]).title).toBe('A')
    expect((await faultOf(csv('sep=;'))).code).toBe('invalid-table')
    expect((await faultOf(csv('sep=;\n'))).message).toMatch(/is empty/)
  })

  it('takes seconds or milliseconds by the name of the column, never by the number', async () => {
    const lengthOf = async (column: string, value: string) => {
      const row = (await csv(`id,title,${column}\n1,A,${value}\n`))[0]
      return refusedOf(row) || trackOf(row).durationMs
    }
    expect(await lengthOf('duration_ms', '215000')).toBe(215_000)
    expect(await lengthOf('duration', '215')).toBe(215_000)
    expect(await lengthOf('duration_s', '215.5')).toBe(215_500)
    expect(await lengthOf('length', '3:35')).toBe(215_000)
    expect(await lengthOf('length', '1:00:35')).toBe(3_635_000)
    expect(await lengthOf('duration', '0')).toBeUndefined()
    expect(await lengthOf('duration', '')).toBeUndefined()
    expect(await lengthOf('duration', '215000')).toBe(
      'duration: looks like milliseconds: name the column duration_ms',
    )
    expect(await lengthOf('duration_ms', '215')).toBe(
      'milliseconds: looks like seconds: name the column duration_s',
    )
    expect(await lengthOf('duration', 'long')).toBeUndefined()
    expect(await lengthOf('duration', '3.45')).toBeUndefined()
    expect(await lengthOf('duration', '3:75')).toBeUndefined()
    expect(await lengthOf('duration', '215.45')).toBe(215_450)
    expect(await lengthOf('duration_s', '3.45')).toBe(3_450)
    expect(await lengthOf('duration_ms', '-1')).toBeUndefined()
    expect(await lengthOf('duration_s', '0.4')).toBeUndefined()
  })

  it('takes partial dates for what they say', async () => {
    const rows = await csv(
      'id,title,date\n1,A,2019\n2,A,2019-06\n3,A,2019-06-28T10:00:00Z\n4,A,0000\n5,A,2012-00-00\n6,A,soon\n7,A,2012.0\n',
    )
    const dated = rows.map((row) => ('track' in row ? [row.track.year, row.track.releasedAt] : row.refused))
    expect(dated).toEqual([
      [2019, undefined],
      [2019, undefined],
      [2019, '2019-06-28'],
      [undefined, undefined],
      [2012, undefined],
      [undefined, undefined],
      [2012, undefined],
    ])
  })

  it('parts artists at bars and semicolons, not at commas', async () => {
    const rows = await csv('id,title,artist\n1,A,"Tyler, The Creator|Ola; Mira"\n2,A,"[""Ola"",""Mira""]"\n')
    expect(rows.map((row) => trackOf(row).artists.map(({ name }) => name))).toEqual([
      ['Tyler, The Creator', 'Ola', 'Mira'],
      ['Ola', 'Mira'],
    ])
  })

  it('refuses bad rows one by one, with the reason [promise: own-music]', async () => {
    const rows = await csv('id,title,url\n1,A,\n1,B,\n,C,\n4,,\n5,E\n6,F,javascript:x\n7,G,\n')
    expect(rows.map((row) => ('refused' in row ? row.refused : row.track.title))).toEqual([
      'A',
      'id: an earlier row has the same',
      'C',
      'title: is missing',
      'has more or fewer cells than the header',
      'F',
      'G',
    ])
  })

  it('shares a recording between versions, unless the table says which they are', async () => {
    const found = await csv('id,title,artist,duration\n1,A,Ola,200\n2,a,OLA,201\n3,A,Ola,260\n')
    expect(found.map((row) => trackOf(row).recordingId)).toEqual(['1', '1', '3'])
    const given = await csv('id,title,artist,duration,recording_id\n1,A,Ola,200,x\n2,A,Ola,200,y\n')
    expect(given.map((row) => trackOf(row).recordingId)).toEqual(['x', 'y'])
  })

  it('refuses a table without a title, naming what it wants and what is there', async () => {
    const fault = await faultOf(readTrackTable(fileWith('x.csv', 'artist,album\nA,B\n')))
    expect(fault.code).toBe('invalid-table')
    expect(fault.message).toMatch(/title \(any of title, name/)
    expect(fault.message).toMatch(/artist, album/)
  })

  it('refuses what is no table at all', async () => {
    const codeOf = async (name: string, content: string | Uint8Array) =>
      (await faultOf(rowsOf(fileWith(name, content)))).code
    expect(await codeOf('x.csv', '')).toBe('invalid-table')
    expect(await codeOf('x.csv', Buffer.from('id,title\n1,Bj\xf6rk\n', 'latin1'))).toBe('invalid-table')
    expect(await codeOf('x.csv.gz', 'id,title\n1,A\n')).toBe('invalid-table')
    expect(await codeOf('x.csv.gz', gzipSync('id,title\n1,A\n'.repeat(999)).subarray(0, 50))).toBe(
      'invalid-table',
    )
    expect(await codeOf('x.xlsx', 'PK')).toBe('invalid-table')
    expect(await codeOf('x.parquet', 'PAR1 not really PAR1')).toBe('invalid-table')
    expect(await codeOf('x.jsonl', '{"artist":"A"}\n')).toBe('invalid-table')
    expect((await faultOf(readTrackTable('/nothing/here.csv'))).code).toBe('unreadable-library')
    expect((await faultOf(readTrackTable('/nothing/here.parquet'))).code).toBe('unreadable-library')
  })

  it.each([
    ['x.json', '[]'],
    ['x.jsonl', '\n'],
    ['x.csv', '\n'],
  ])('says of a table of nothing that it is empty: %s', async (name, content) => {
    const fault = await faultOf(readTrackTable(fileWith(name, content)))
    expect([fault.code, fault.message]).toEqual([
      'invalid-table',
      expect.stringMatching(/is empty: expected/),
    ])
  })

  it.each([
    JSON.stringify(Array.from({ length: 120 }, (_, id) => [id, 'A', 'B'])),
    '{"id": "1", "title": "A"}',
    '["A"]',
    '7',
  ])('says of other JSON that it wants a list of objects, and not that it is empty: %s', async (content) => {
    const fault = await faultOf(readTrackTable(fileWith('x.json', content)))
    expect([fault.code, fault.message]).toEqual([
      'invalid-table',
      expect.stringMatching(/has no list of objects/),
    ])
  })

  it('names the row where a quote swallows the rest of the file', async () => {
    const fault = await faultOf(csv('id,title\n1,A\n2,"B\n3,C\n4,D\n'))
    expect(fault.code).toBe('invalid-table')
    expect(fault.message).toContain('after row 1')
  })
})

describe('a table of tracks in JSON Lines', () => {
  it('reads lists, objects and numbers as they are', async () => {
    const rows = await jsonl(
      {
        id: 7,
        title: 'Paper Boats',
        artists: ['Ola', { id: 'a2', name: 'Mira' }],
        release: { id: 'r1', title: 'Harbour' },
        durationMs: 215_000,
        tags: ['Warm', 'Slow'],
        releasedAt: '2019-06-28',
        more: { ignored: true },
      },
      { track_id: '8', name: 'Night Bus', genre: 'pop' },
    )
    expect(trackOf(rows[0])).toMatchObject({
      id: '7',
      artists: [
        { id: 'artist:ola', name: 'Ola' },
        { id: 'a2', name: 'Mira' },
      ],
      release: { id: 'r1', title: 'Harbour' },
      durationMs: 215_000,
      tags: ['warm', 'slow'],
      releasedAt: '2019-06-28',
    })
    expect(trackOf(rows[1])).toMatchObject({ id: '8', title: 'Night Bus', tags: ['pop'] })
  })

  it('reads what Segue itself gives out', async () => {
    const first = trackOf(
      (await jsonl({ id: '1', title: 'A (feat. B)', artists: ['C'], durationMs: 2_000 }))[0],
    )
    expect(trackOf((await jsonl(first))[0])).toEqual(first)
  })

  it('refuses broken lines one by one, and of two names for one thing reads the better', async () => {
    const rows = await jsonl({ id: 1, title: 'A' }, '{"id": 2, "title":', '[1]', '', {
      id: 3,
      title: 'C',
      name: 'D',
    })
    expect(rows.slice(1, 3).map(refusedOf)).toEqual(['is not valid JSON', 'is not a JSON object'])
    expect(trackOf(rows[3]).title).toBe('C')
  })

  it('takes rows that leave the title out for bad rows, not for a bad table', async () => {
    const rows = await jsonl({ id: 1 }, { id: 2, title: 'B' })
    expect(rows.map((row) => refusedOf(row))).toEqual(['title: is missing', false])
  })
})

describe('a table of tracks in Parquet', () => {
  it('reads lists, dates and 64-bit integers over several row groups', async () => {
    const rows = await rowsOf(new URL('./fixtures/tracks.parquet', import.meta.url).pathname)
    expect(rows.map((row) => ('refused' in row ? row.refused : row.track.id))).toEqual([
      'p1',
      'p2',
      'p3',
      'id: an earlier row has the same',
      expect.stringMatching(/^made:/),
    ])
    expect(trackOf(rows[0])).toEqual({
      id: 'p1',
      recordingId: 'p1',
      title: 'Paper Boats',
      artists: [{ id: 'artist:ola brenn', name: 'Ola Brenn' }],
      featured: [],
      release: { id: 'release:ola brenn/harbour', title: 'Harbour' },
      durationMs: 215_000,
      year: 2019,
      releasedAt: '2019-06-28',
      tags: ['folk', 'warm', 'slow'],
      energy: 0.25,
    })
    expect(trackOf(rows[2]).featured).toEqual([{ id: 'artist:ola brenn', name: 'Ola Brenn' }])
  })
})
