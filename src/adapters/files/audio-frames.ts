import { type FileHandle, open } from 'node:fs/promises'
import { hasMpegFrames } from './mpeg-frames.ts'

/**
 * Whether there is sound in an audio file, not only the head of one. A copy that was broken off and a download
 * that never went on have perfect heads and tags, and would be served as silence. Each container is walked to the
 * place where its sound lies, which reads a few small pieces; what is not known here is believed.
 */
export const hasAudioFrames = async (path: string): Promise<boolean> => {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const start = await afterTag(file)
    const head = await piece(file, start, 16)
    const found = containers.find(({ magic, from = 0 }) =>
      head.subarray(from, from + magic.length).equals(magic),
    )
    if (found !== undefined) return await found.holds(file, start, size)
    return endsInFrames.test(path) ? await hasMpegFrames(file, start) : true
  } finally {
    await file.close()
  }
}

/** Raw frames have no head to be known by: files of these names are those. */
const endsInFrames = /\.(mp3|aac)$/i

/** Fewer bytes than asked for where the file ends. */
const piece = async (file: FileHandle, at: number, length: number): Promise<Buffer> => {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at)
  return buffer.subarray(0, bytesRead)
}

/** ID3 stands before the sound, also of files that have tags of their own. */
const afterTag = async (file: FileHandle): Promise<number> => {
  const head = await piece(file, 0, 10)
  if (head.toString('latin1', 0, 3) !== 'ID3') return 0
  return 10 + [6, 7, 8, 9].reduce((size, at) => size * 128 + (head[at] ?? 0), 0)
}

type Holds = (file: FileHandle, start: number, size: number) => Promise<boolean>

/** More parts than a true file has before its sound. */
const mostParts = 10_000

/** Chunks of RIFF, AIFF and MP4 follow one another; sound is in the one named, as far as the file goes. */
const chunkNamed =
  (
    name: string,
    first: number,
    read: (head: Buffer) => { readonly name: string; readonly length: number },
  ): Holds =>
  async (file, start, size) => {
    let at = start + first
    for (let parts = 0; parts < mostParts; parts++) {
      const head = await piece(file, at, 16)
      if (head.length < 8) return false
      const chunk = read(head)
      if (chunk.name === name) return size > at + 8
      at += Math.max(8, chunk.length)
    }
    return false
  }

const inWav = chunkNamed('data', 12, (head) => {
  const length = head.readUInt32LE(4)
  return { name: head.toString('latin1', 0, 4), length: 8 + length + (length % 2) }
})

/** After the head of the sound come two numbers of four bytes, and then the samples. */
const inAiff: Holds = async (file, start, size) =>
  chunkNamed('SSND', 12, (head) => {
    const length = head.readUInt32BE(4)
    return { name: head.toString('latin1', 0, 4), length: 8 + length + (length % 2) }
  })(file, start, size - 8)

const inMp4 = chunkNamed('mdat', 0, (head) => {
  const short = head.readUInt32BE(0)
  const length = short === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : short
  return { name: head.toString('latin1', 4, 8), length }
})

const searchedBytes = 64 * 1024

/** Metadata blocks, the last of which says so; the first frame comes next, or after a little padding. */
const inFlac: Holds = async (file, start) => {
  let at = start + 4
  for (let parts = 0; parts < mostParts; parts++) {
    const head = await piece(file, at, 4)
    if (head.length < 4) return false
    at += 4 + head.readUIntBE(1, 3)
    if (((head[0] ?? 0) & 0x80) === 0) continue
    const bytes = await piece(file, at, searchedBytes)
    return bytes.some((byte, index) => byte === 0xff && ((bytes[index + 1] ?? 0) & 0xfe) === 0xf8)
  }
  return false
}

/** Pages count samples; those of the heads count none, and -1 stands where no packet ends. */
const inOgg: Holds = async (file, start) => {
  let at = start
  for (let parts = 0; parts < mostParts; parts++) {
    const head = await piece(file, at, 27 + 255)
    if (head.length < 27 || head.toString('latin1', 0, 4) !== 'OggS') return false
    if (head.readBigInt64LE(6) > 0n) return true
    const segments = head[26] ?? 0
    at += 27 + segments + head.subarray(27, 27 + segments).reduce((sum, length) => sum + length, 0)
  }
  return false
}

/** The head tells its length; the data follows, and has a head of 50 bytes itself. */
const inAsf: Holds = async (file, start, size) => {
  const head = await piece(file, start, 24)
  return head.length === 24 && BigInt(size - start) > head.readBigUInt64LE(16) + 50n
}

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')

const containers: readonly { readonly magic: Buffer; readonly from?: number; readonly holds: Holds }[] = [
  { magic: ascii('RIFF'), holds: inWav },
  { magic: ascii('RF64'), holds: inWav },
  { magic: ascii('FORM'), holds: inAiff },
  { magic: ascii('fLaC'), holds: inFlac },
  { magic: ascii('OggS'), holds: inOgg },
  { magic: ascii('ftyp'), from: 4, holds: inMp4 },
  { magic: Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex'), holds: inAsf },
]
