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
    const { track, refused } = await read(name, bytes)
    expect(refused).toBeUndefined()
    expect(track?.title).toBe(name === 'a.aac' ? 'a' : 'Song')
  })

  it.each(files)(
    'is refused when only its head is there: %s [promise: own-music]',
    async (name, bytes, soundBytes) => {
      for (const left of [bytes.length - soundBytes, Math.floor((bytes.length - soundBytes) / 2), 9, 0]) {
        expect(await read(name, bytes.subarray(0, left)), `${left} bytes`).toEqual({
          refused: expect.any(String),
        })
      }
      const { refused } = await read(name, bytes.subarray(0, bytes.length - soundBytes))
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
      const { track } = await read(name, Buffer.concat([begins, noise(size)]))
      if (track !== undefined) found.push([round, size])
    }
    expect(found).toEqual([])
  })
})
