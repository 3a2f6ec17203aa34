import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ImportRow } from '#catalog'
import { mendMojibake } from './mojibake.ts'
import { readFreemusicc } from './read-freemusicc.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'segue-freemusicc-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const releaseHeader =
  'activity,album,artist,catalog,duration,genre,id,label,licenseurl,rating,style,totaldiscs,totaltracks,url,year'
const trackHeader = 'activity,disc,duration,id,rating,title,track,trackartist,trackurl'
const harbour =
  '2.0,Harbour,Ola Brenn,QUAY1,900,"Electronic, Pop",harbour-1,Quay,http://example.org/by,3.0,"Ambient, IDM",1,3,http://example.org,2010'

const read = async (
  releases: readonly string[],
  tracks: readonly string[],
): Promise<readonly ImportRow[]> => {
  writeFileSync(join(folder, 'releases.csv'), [releaseHeader, ...releases, ''].join('\n'))
  writeFileSync(join(folder, 'tracks.csv'), [trackHeader, ...tracks, ''].join('\n'))
  const rows: ImportRow[] = []
  for await (const row of (await readFreemusicc(folder)).rows) rows.push(row)
  return rows
}
const first = async (releases: readonly string[], ...tracks: readonly string[]) => {
  const [row] = await read(releases, tracks)
  return row !== undefined && 'track' in row ? row.track : undefined
}

describe('the freemusi.cc catalogue', () => {
  it('joins a track with its release', async () => {
    const url = 'http://www.archive.org/download/harbour-1/01.mp3'
    expect(await first([harbour], `3,1,215,harbour-1,5,Paper Boats (feat. Mira),1,Ola Brenn,${url}`)).toEqual(
      {
        id: 'harbour-1-1-1',
        recordingId: 'harbour-1-1-1',
        title: 'Paper Boats',
        artists: [{ id: 'artist:ola brenn', name: 'Ola Brenn' }],
        featured: [{ id: 'artist:mira', name: 'Mira' }],
        release: { id: 'harbour-1', title: 'Harbour' },
        discNumber: 1,
        trackNumber: 1,
        label: 'Quay',
        year: 2010,
        durationMs: 215_000,
        tags: ['electronic', 'pop', 'ambient', 'idm'],
        energy: 1,
        rating: 1,
        licenceUrl: 'http://example.org/by',
        audioUrl: 'https://www.archive.org/download/harbour-1/01.mp3',
      },
    )
  })

  it('keeps 0, "?" and "Various Artists" unknown', async () => {
    const release = '0,Mix,Various Artists,?,900,Pop,mix,?,,0,House,1,3,http://example.org,2010'
    const track = await first([release], '0,1,215,mix,0,Song,1,Various Artists,http://example.org/1.mp3')
    expect(track).toMatchObject({ artists: [], audioUrl: 'http://example.org/1.mp3' })
    for (const field of ['energy', 'rating', 'label', 'licenceUrl']) expect(track).not.toHaveProperty(field)
  })

  it('falls back to the artist of the release, the catalogue number and the name of the file', async () => {
    const release = harbour.replace('Harbour', '')
    const track = await first(
      [release],
      '1,1,215,harbour-1,1,,1,,http://www.archive.org/download/harbour-1/03_dark%20water.mp3',
    )
    expect(track).toMatchObject({
      title: '03 dark water',
      artists: [{ name: 'Ola Brenn' }],
      release: { title: 'QUAY1' },
      energy: 0,
      rating: 0,
    })
  })

  it('tells tracks with one key apart, in the order of the file', async () => {
    const row = '1,1,215,harbour-1,1,Song,1,Ola,http://example.org/1.mp3'
    const rows = await read([harbour], [row, row, row])
    expect(rows.map((found) => 'track' in found && [found.track.id, found.track.recordingId])).toEqual([
      ['harbour-1-1-1', 'harbour-1-1-1'],
      ['harbour-1-1-1~2', 'harbour-1-1-1'],
      ['harbour-1-1-1~3', 'harbour-1-1-1'],
    ])
  })

  it('refuses a track without its release', async () => {
    const rows = await read([harbour], ['1,1,215,elsewhere,1,Song,1,Ola,http://example.org/1.mp3'])
    expect(rows).toEqual([
      { row: 1, where: 'tracks.csv row 1', refused: 'its release is not in releases.csv' },
    ])
  })

  it('mends names that were encoded twice', async () => {
    const track = await first([harbour], '1,1,215,harbour-1,1,CanÃ§Ã£o,1,BjÃ¶rn,http://example.org/1.mp3')
    expect(track).toMatchObject({ title: 'Canção', artists: [{ name: 'Björn' }] })
  })
})

describe('mendMojibake', () => {
  it('mends what a Windows-1252 reader made of UTF-8', () => {
    expect(mendMojibake('BjÃ¶rn')).toBe('Björn')
    expect(mendMojibake('ÐšÑƒÑ€Ð°Ð¶')).toBe('Кураж')
    expect(mendMojibake('Wendyâ€™s')).toBe('Wendy’s')
    expect(mendMojibake('AgustÃ\u00adn')).toBe('Agustín')
    expect(mendMojibake('Ã\u0081vila')).toBe('Ávila')
  })

  it('leaves correct text alone', () => {
    for (const text of ['', 'plain', 'Björn', 'São Paulo', 'Кураж', '音楽', 'Ã', '50 £', 'é', 'BjÃ¶rn 音']) {
      expect(mendMojibake(text)).toBe(text)
    }
  })
})
