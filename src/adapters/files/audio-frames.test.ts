import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createRandom, trackId } from '#domain'
import { readAudioFile } from './audio-file.ts'
import { sampleFlac, sampleMp3, sampleWav } from './sample-audio.ts'
import { sampleAac, sampleAiff, sampleM4a, sampleOpus, sampleVorbis, sampleWma } from './sample-containers.ts'

const folder = mkdtempSync(join(tmpdir(), 'segue-audio-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (name: string, bytes: Uint8Array) => {
  writeFileSync(join(folder, name), bytes)
  return readAudioFile(join(folder, name), name, trackId('song'))
}

/** Name → a whole file, and how much of it is before its sound. */
const files: readonly (readonly [string, Uint8Array, number])[] = [
  ['a.wav', sampleWav(2, { INAM: 'Song' }), 16_000],
  ['a.flac', sampleFlac(2, ['TITLE=Song']), 14],
  ['a.mp3', sampleMp3(80, { TIT2: 'Song' }), 80 * 417],
  ['a.m4a', sampleM4a('Song'), 600],
  ['a.m4b', sampleM4a('Song'), 600],
  ['a.ogg', sampleVorbis('Song'), 630],
  ['a.oga', sampleVorbis('Song'), 630],
  ['a.opus', sampleOpus('Song'), 630],
  ['a.aac', sampleAac(80), 80 * 100],
  ['a.wma', sampleWma('Song'), 650],
  ['a.aiff', sampleAiff('Song'), 16_008],
  ['a.aif', sampleAiff('Song'), 16_008],
]

describe('an audio file', () => {
  it.each(files)('is taken for what it is: %s', async (name, bytes) => {
    const { track, refused } = (await read(name, bytes)).reading
    expect(refused).toBeUndefined()
    expect(track?.title).toBe(name === 'a.aac' ? 'a' : 'Song')
  })

  it.each(files)(
    'is refused when only its head is there: %s [promise: own-music]',
    async (name, bytes, soundBytes) => {
      for (const left of [bytes.length - soundBytes, Math.floor((bytes.length - soundBytes) / 2), 9, 0]) {
        expect(await read(name, bytes.subarray(0, left)), `${left} bytes`).toEqual({
          reading: { refused: expect.any(String) },
        })
      }
      const { refused } = (await read(name, bytes.subarray(0, bytes.length - soundBytes))).reading
      expect(refused).toMatch(/no audio frames found|not a readable audio file/)
    },
  )

  it.each(files)('is refused when it is noise: %s [promise: own-music]', async (name, bytes) => {
    const random = createRandom(`noise of ${name}`)
    const noise = (length: number) => Uint8Array.from({ length }, () => random.below(256))
    const found: unknown[] = []
    for (let round = 0; round < 12; round++) {
      const size = [40, 400, 50_000][round % 3] ?? 0
      // Every other time behind the very bytes that such a file begins with.
      const begins = round % 2 === 0 ? noise(0) : bytes.subarray(0, name.endsWith('aac') ? 2 : 12)
      const { track } = (await read(name, Buffer.concat([begins, noise(size)]))).reading
      if (track !== undefined) found.push([round, size])
    }
    expect(found).toEqual([])
  })
})

describe('the sound of an audio file', () => {
  const random = createRandom('sound')
  const noise = Uint8Array.from({ length: 15_000 }, () => random.below(0xff))
  /** With noise at its end, which is where the sound is. */
  const sounding = (bytes: Uint8Array, sound: Uint8Array) =>
    Buffer.concat([bytes.subarray(0, -15_000), sound])
  /** Too short to have an end that is sound alone. */
  const followed = (bytes: Uint8Array, sound: Uint8Array) => Buffer.concat([bytes, sound])
  const containers: readonly (readonly [string, (title: string, sound: Uint8Array) => Uint8Array])[] = [
    ['a.wav', (title, sound) => sounding(sampleWav(2, { INAM: title }), sound)],
    ['a.aiff', (title, sound) => sounding(sampleAiff(title), sound)],
    ['a.flac', (title, sound) => followed(sampleFlac(2, [`TITLE=${title}`]), sound)],
    ['a.m4a', (title, sound) => sampleM4a(title, sound)],
    ['a.ogg', (title, sound) => sampleVorbis(title, sound)],
    ['a.opus', (title, sound) => sampleOpus(title, sound)],
    ['a.wma', (title, sound) => followed(sampleWma(title), sound)],
  ]

  it.each(containers)('is told by the sound alone, whatever its tags say: %s', async (name, make) => {
    const soundOf = async (bytes: Uint8Array) => (await read(name, bytes)).sound
    const other = noise.toReversed()
    const sound = await soundOf(make('Song', noise))
    expect(sound).toMatch(/^[0-9a-f]{16}$/)
    expect(await soundOf(make('A song that is called otherwise by now', noise))).toBe(sound)
    expect(await soundOf(make('Song', other))).not.toBe(sound)
  })

  it('is not told of silence, which is the same everywhere', async () => {
    expect((await read('a.wav', sampleWav(2, { INAM: 'Song' }))).sound).toBeUndefined()
    expect((await read('a.mp3', sampleMp3(400, { TIT2: 'Song' }))).sound).toBeUndefined()
  })

  it('is told by what comes after the silence it begins with', async () => {
    const begun = sampleMp3(200, {})
    const sounds = ['one', 'two'].map((sound) =>
      Buffer.concat([begun, sampleMp3(700, {}, sound).subarray(10)]),
    )
    const [one, two] = await Promise.all(
      sounds.map(async (bytes, at) => (await read(`${at}.mp3`, bytes)).sound),
    )
    expect(one).toMatch(/^[0-9a-f]{16}$/)
    expect(two).not.toBe(one)
  })
})
