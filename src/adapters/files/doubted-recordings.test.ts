import { expect, test } from 'vitest'
import { mostSongs } from '#catalog'
import { readTrackTable } from './read-track-table.ts'
import { csv, fileWith, rowsOf, trackOf } from './table.sample.ts'

/** Ids that are none: a whole library under one of them is hidden by one block. */
const warningsOf = async (path: string): Promise<readonly string[]> => {
  const source = await readTrackTable(path)
  for await (const _ of source.rows);
  return source.columns?.().warnings ?? []
}

test.each([
  'N/A',
  'n/a',
  '#N/A',
  '-',
  '—',
  '0',
  '0.0',
  'null',
  'None',
  'NaN',
  'unknown',
  '?',
  '\\N',
  '00000000-0000-0000-0000-000000000000',
])(
  'a recording or a release called %s is none: each track has its own [promise: own-music]',
  async (none) => {
    const table = `id,title,artist,album,album_id,recording_id\n1,A,Ola,X,${none},${none}\n2,B,Mira,Y,${none},${none}\n`
    const tracks = (await csv(table)).map(trackOf)
    expect(tracks.map(({ recordingId }) => recordingId)).toEqual(['1', '2'])
    expect(tracks.map(({ release }) => release?.id)).toEqual(['release:ola/x', 'release:mira/y'])
  },
)

test('a row whose id says that there is none has one made of it, and 0 is the id of a first row', async () => {
  const rows = await csv('id,title\nN/A,A\nnull,B\n0,C\n')
  const made = expect.stringMatching(/^made:/)
  expect(rows.map((row) => trackOf(row).id)).toEqual([made, made, '0'])
})

test('artists are not counted by a column of ids that has none', async () => {
  const table = fileWith('tracks.csv', 'id,title,artist,artist_mbids\n1,A,"Ola, Mira",N/A\n')
  expect(await warningsOf(table)).toEqual([expect.stringMatching(/1 of 1 tracks may name several artists/)])
})

test('an id of a recording that stands on too many songs is believed for none of them, and that is said [promise: own-music]', async () => {
  const rows = Array.from(
    { length: mostSongs + 1 },
    (_, at) => `n${at},Song ${at},Artist ${at},200,wrong column`,
  )
  const again = 'again,Song 0,Artist 0,201,wrong column'
  const versions = ['one,Other,Ola,200,told', 'two,Other (Remastered),Ola,260,told']
  const path = fileWith(
    'tracks.csv',
    ['id,title,artist,duration,recording_id', ...rows, again, ...versions].join('\n'),
  )
  const found = (await rowsOf(path)).map(trackOf).map(({ id, recordingId }) => [id, recordingId])
  // By artist, title and length, from the first row on.
  expect(found.slice(0, mostSongs + 1)).toEqual(rows.map((_, at) => [`n${at}`, `n${at}`]))
  expect(found.slice(mostSongs + 1)).toEqual([
    ['again', 'n0'],
    ['one', 'told'],
    ['two', 'told'],
  ])
  expect(await warningsOf(path)).toEqual([
    expect.stringMatching(
      /"wrong column" stands on 22 tracks of more than 20 .* not believed.*Leave the cell empty/,
    ),
  ])
})

test('of many such ids the first are said and the others counted', async () => {
  const rows = Array.from({ length: 7 }, (_, id) =>
    Array.from({ length: mostSongs + 1 }, (_, at) => `${id}-${at},Song ${at},Artist ${at},id ${id}`),
  ).flat()
  const path = fileWith('tracks.csv', ['id,title,artist,recording_id', ...rows].join('\n'))
  const warnings = await warningsOf(path)
  expect(warnings).toHaveLength(6)
  expect(warnings.at(-1)).toMatch(/^2 more recording ids/)
})
