import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ImportRow } from '#catalog'
import { createRandom } from '#domain'
import { readAudioFolder } from './read-audio-folder.ts'
import { readLibrary } from './read-library.ts'
import { sampleFlac, sampleMp3, sampleWav } from './sample-audio.ts'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'segue-library-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const put = (path: string, content: Uint8Array | string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

const read = async (path = folder): Promise<readonly ImportRow[]> => {
  const source = await readAudioFolder(path)
  const rows: ImportRow[] = []
  for await (const row of source.rows) rows.push(row)
  expect(source.fraction()).toBe(1)
  return rows
}
const summary = (rows: readonly ImportRow[]) =>
  rows.map((row) => [row.where, 'track' in row ? row.track.title : `refused: ${row.refused}`])

describe('a folder of audio files', () => {
  it('reads the tags of FLAC, MP3 and WAV files [promise: own-music]', async () => {
    put(
      'Harbour/01.flac',
      sampleFlac(215, [
        'TITLE=Paper Boats (feat. Mira Voss)',
        'ARTIST=Ola Brénn',
        'ALBUM=Harbour',
        'DATE=2019-06-28',
        'GENRE=Folk',
        'GENRE=Chamber Pop',
        'ORGANIZATION=Quay',
      ]),
    )
    put('b.mp3', sampleMp3(200, { TIT2: 'Nattbuss', TPE1: 'Åsa', TYER: '2001', TCON: 'Pop' }))
    put('c.wav', sampleWav(2, { INAM: 'Bells', IART: 'Nobody', IGNR: 'Ambient' }))
    const rows = await read()
    const tracks = rows.map((row) => ('track' in row ? row.track : undefined))
    expect(tracks[0]).toEqual({
      id: expect.stringMatching(/^file:[0-9a-f]{32}$/),
      recordingId: tracks[0]?.id,
      title: 'Paper Boats',
      artists: [{ id: 'artist:ola brénn', name: 'Ola Brénn' }],
      featured: [{ id: 'artist:mira voss', name: 'Mira Voss' }],
      release: { id: 'release:ola brénn/harbour', title: 'Harbour' },
      label: 'Quay',
      year: 2019,
      releasedAt: '2019-06-28',
      durationMs: 215_000,
      tags: ['folk', 'chamber pop'],
      audioPath: join(folder, 'Harbour/01.flac'),
    })
    expect(tracks[1]).toMatchObject({
      title: 'Nattbuss',
      artists: [{ name: 'Åsa' }],
      year: 2001,
      tags: ['pop'],
    })
    expect(tracks[1]?.durationMs).toBeGreaterThan(5_000)
    expect(tracks[2]).toMatchObject({ title: 'Bells', durationMs: 2_000, tags: ['ambient'] })
  })

  it('calls a track without a title after its file', async () => {
    put('Some Song.wav', sampleWav(2, {}))
    expect(summary(await read())).toEqual([['Some Song.wav', 'Some Song']])
  })

  it('refuses what only looks like audio, and goes on', async () => {
    put('a.mp3', 'this is not audio '.repeat(200))
    put('b.mp3', '')
    put('c.flac', 'nope')
    put('d.wav', 'RIFF....WAVE')
    put('e.ogg', 'OggS and then nothing')
    put('f.wav', sampleWav(2, { INAM: 'Fine' }))
    expect(summary(await read())).toEqual([
      ...['a.mp3', 'b.mp3', 'c.flac', 'd.wav', 'e.ogg'].map((name) => [
        name,
        'refused: not a readable audio file',
      ]),
      ['f.wav', 'Fine'],
    ])
  })

  it('refuses random bytes and bare tags that are named .mp3, saying that no audio frames were found', async () => {
    const random = createRandom('noise')
    put(
      'a.mp3',
      Uint8Array.from({ length: 300_000 }, () => random.below(256)),
    )
    put('b.mp3', sampleMp3(0, { TIT2: 'Only tags' }))
    put('c.mp3', sampleMp3(1, { TIT2: 'One frame' }))
    const rows = summary(await read())
    expect(rows[0]?.[1]).toMatch(/^refused: (no audio frames found|not a readable)/)
    expect(rows.slice(1)).toEqual([
      ['b.mp3', expect.stringMatching(/^refused: /)],
      ['c.mp3', 'One frame'],
    ])
  })

  it('reads in the order of paths, and passes over hidden and other files', async () => {
    for (const path of [
      'b/2.wav',
      'b/10.wav',
      'a.WAV',
      '.hidden/x.wav',
      '._a.wav',
      'cover.jpg',
      'b/list.m3u',
    ]) {
      put(path, sampleWav(2, {}))
    }
    expect((await read()).map((row) => [row.row, row.where])).toEqual([
      [1, 'a.WAV'],
      [2, 'b/10.wav'],
      [3, 'b/2.wav'],
    ])
  })

  it('gives a file the same id wherever the folder is and whatever its tags say', async () => {
    const idsOf = async (path: string) =>
      (await read(path)).map((row) => ('track' in row ? row.track.id : ''))
    put('one/x/a.wav', sampleWav(2, { INAM: 'A' }))
    put('two/x/a.wav', sampleWav(3, { INAM: 'B' }))
    expect(await idsOf(join(folder, 'one'))).toEqual(await idsOf(join(folder, 'two')))
  })

  it('never follows a link out of the folder, nor in circles', async () => {
    put('outside/secret.wav', sampleWav(2, {}))
    put('library/a.wav', sampleWav(2, { INAM: 'A' }))
    symlinkSync(join(folder, 'outside/secret.wav'), join(folder, 'library/b.wav'))
    symlinkSync(join(folder, 'outside'), join(folder, 'library/c'))
    symlinkSync(join(folder, 'library'), join(folder, 'library/d'))
    symlinkSync(join(folder, 'nowhere'), join(folder, 'library/e.wav'))
    symlinkSync(join(folder, 'library/a.wav'), join(folder, 'library/f.wav'))
    const out = 'refused: a link that leads out of the library folder'
    expect(summary(await read(join(folder, 'library')))).toEqual([
      ['a.wav', 'A'],
      ['b.wav', out],
      ['c', out],
      ['e.wav', 'refused: a link that leads nowhere'],
    ])
  })

  it('is read through a link to the folder itself', async () => {
    put('library/a.wav', sampleWav(2, { INAM: 'A' }))
    symlinkSync(join(folder, 'library'), join(folder, 'music'))
    const [row] = await read(join(folder, 'music'))
    expect(row).toMatchObject({ track: { audioPath: join(folder, 'library/a.wav') } })
  })

  it('reads an empty folder as no tracks', async () => {
    expect(await read()).toEqual([])
  })
})

describe('readLibrary', () => {
  it('takes a folder for audio files and a file for a table', async () => {
    put('tracks.csv', 'id,title\n1,A\n')
    expect((await readLibrary(folder)).kind).toBe('folder')
    expect((await readLibrary(join(folder, 'tracks.csv'))).kind).toBe('table')
  })

  it('says what to give when nothing is there', async () => {
    await expect(readLibrary(join(folder, 'nothing'))).rejects.toMatchObject({
      code: 'unreadable-library',
      message: expect.stringContaining('there is nothing there'),
    })
  })
})
