import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { findMpegFrames } from './mpeg-frames.ts'

/**
 * The sound in an audio file, not only the head of one. A copy that was broken off and a download that never went on
 * have perfect heads and tags, and would be served as silence. Each container is walked to the place where its sound
 * lies, which reads a few small pieces; what is not known here is believed to have some.
 */
export interface Sound {
  /**
   * Of a few pieces of the sound: the same after tags were edited, and another for every recording. Absent where it is
   * not known where the sound begins, and for silence, which is the same everywhere.
   */
  readonly checksum?: string
}

/** Undefined for a file without any. */
export const findSound = async (path: string): Promise<Sound | undefined> => {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const start = await afterTag(file)
    const head = await piece(file, start, 16)
    const found = containers.find(({ magic, from = 0 }) =>
      head.subarray(from, from + magic.length).equals(magic),
    )
    if (found === undefined && !endsInFrames.test(path)) return {}
    const at = found ? await found.soundAt(file, start, size) : await findMpegFrames(file, start)
    if (at === undefined) return undefined
    const checksum = checksumOf(await (found?.piecesAt ?? piecesAt)(file, at, size))
    return { ...(checksum !== undefined && { checksum }) }
  } finally {
    await file.close()
  }
}

const pieceBytes = 4 * 1024
const pieceAts = [0, 64 * 1024, 256 * 1024, 1024 * 1024]

/** Tags at the end of a file are as long as a piece at most, or one that was edited has another sound. */
const piecesAt: ReadPieces = async (file, start, size) => {
  const pieces: Buffer[] = []
  for (const at of pieceAts)
    if (at === 0 || start + at + 2 * pieceBytes <= size)
      pieces.push(await piece(file, start + at, pieceBytes))
  return pieces
}

/** Pages are numbered, and with longer tags before them they have other numbers: what is in them stays. */
const pagesAt: ReadPieces = async (file, start) => {
  const bytes = await piece(file, start, searchedBytes)
  const bodies: Buffer[] = []
  for (let at = 0; at + 27 <= bytes.length; ) {
    const body = at + 27 + (bytes[at + 26] ?? 0)
    const end = body + bytes.subarray(at + 27, body).reduce((sum, length) => sum + length, 0)
    if (bytes.toString('latin1', at, at + 4) !== 'OggS' || end > bytes.length) break
    bodies.push(bytes.subarray(body, end))
    at = end
  }
  return bodies
}

const checksumOf = (pieces: readonly Uint8Array[]): string | undefined => {
  if (pieces.every(isSilent)) return undefined
  const hash = createHash('sha256')
  for (const bytes of pieces) hash.update(bytes)
  return hash.digest('hex').slice(0, 16)
}

/** Silence is mostly one byte, in most encodings. */
const isSilent = (bytes: Uint8Array): boolean => {
  const counts = new Uint32Array(256)
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
  return Math.max(...counts) * 2 > bytes.length
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

/** Where the sound begins; undefined where there is none. */
type FindSound = (file: FileHandle, start: number, size: number) => Promise<number | undefined>

/** Parts of the sound that stay where they are when tags are edited. */
type ReadPieces = (file: FileHandle, start: number, size: number) => Promise<readonly Buffer[]>

/** More parts than a true file has before its sound. */
const mostParts = 10_000

/** Chunks of RIFF, AIFF and MP4 follow one another; sound is in the one named, as far as the file goes. */
const chunkNamed =
  (
    name: string,
    first: number,
    read: (head: Buffer) => { readonly name: string; readonly length: number },
  ): FindSound =>
  async (file, start, size) => {
    let at = start + first
    for (let parts = 0; parts < mostParts; parts++) {
      const head = await piece(file, at, 16)
      if (head.length < 8) return undefined
      const chunk = read(head)
      if (chunk.name === name) return size > at + 8 ? at + 8 : undefined
      at += Math.max(8, chunk.length)
    }
    return undefined
  }

const inWav = chunkNamed('data', 12, (head) => {
  const length = head.readUInt32LE(4)
  return { name: head.toString('latin1', 0, 4), length: 8 + length + (length % 2) }
})

/** After the head of the sound come two numbers of four bytes, and then the samples. */
const inAiff: FindSound = async (file, start, size) =>
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
const inFlac: FindSound = async (file, start) => {
  let at = start + 4
  for (let parts = 0; parts < mostParts; parts++) {
    const head = await piece(file, at, 4)
    if (head.length < 4) return undefined
    at += 4 + head.readUIntBE(1, 3)
    if (((head[0] ?? 0) & 0x80) === 0) continue
    const bytes = await piece(file, at, searchedBytes)
    const frame = bytes.findIndex((byte, index) => byte === 0xff && ((bytes[index + 1] ?? 0) & 0xfe) === 0xf8)
    return frame < 0 ? undefined : at + frame
  }
  return undefined
}

/** Pages count samples; those of the heads count none, and -1 stands where no packet ends. */
const inOgg: FindSound = async (file, start) => {
  let at = start
  for (let parts = 0; parts < mostParts; parts++) {
    const head = await piece(file, at, 27 + 255)
    if (head.length < 27 || head.toString('latin1', 0, 4) !== 'OggS') return undefined
    if (head.readBigInt64LE(6) > 0n) return at
    const segments = head[26] ?? 0
    at += 27 + segments + head.subarray(27, 27 + segments).reduce((sum, length) => sum + length, 0)
  }
  return undefined
}

/** The head tells its length; the data follows, and has a head of 50 bytes itself. */
const inAsf: FindSound = async (file, start, size) => {
  const head = await piece(file, start, 24)
  const dataAt = head.length === 24 ? start + Number(head.readBigUInt64LE(16)) + 50 : size
  return size > dataAt ? dataAt : undefined
}

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')

interface Container {
  readonly magic: Buffer
  readonly from?: number
  readonly soundAt: FindSound
  readonly piecesAt?: ReadPieces
}

const containers: readonly Container[] = [
  { magic: ascii('RIFF'), soundAt: inWav },
  { magic: ascii('RF64'), soundAt: inWav },
  { magic: ascii('FORM'), soundAt: inAiff },
  { magic: ascii('fLaC'), soundAt: inFlac },
  { magic: ascii('OggS'), soundAt: inOgg, piecesAt: pagesAt },
  { magic: ascii('ftyp'), from: 4, soundAt: inMp4 },
  { magic: Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex'), soundAt: inAsf },
]
