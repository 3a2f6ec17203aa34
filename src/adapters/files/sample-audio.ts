import { createRandom } from '#domain'

/**
 * Audio files made in tests: the smallest bytes that are WAV, FLAC and MP3 with tags, and the other containers in
 * `sample-containers.ts`, so that no music has to lie in the repository. Not exported by the folder.
 */
export const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1')

export const littleEndian = (value: number, bytes: number): Uint8Array => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntLE(value, 0, bytes)
  return buffer
}

export const bigEndian = (value: number, bytes: number): Uint8Array => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntBE(value, 0, bytes)
  return buffer
}

const chunk = (name: string, content: Uint8Array): Uint8Array =>
  Buffer.concat([ascii(name), littleEndian(content.length, 4), content, Buffer.alloc(content.length % 2)])

/** Silence of 8,000 bytes a second (mono, 8 bit). `info` are RIFF tags such as `INAM` (title), `IART`, `IGNR`. */
export const sampleWav = (seconds: number, info: Readonly<Record<string, string>>): Uint8Array => {
  const format = Buffer.concat([
    littleEndian(1, 2),
    littleEndian(1, 2),
    littleEndian(8_000, 4),
    littleEndian(8_000, 4),
    littleEndian(1, 2),
    littleEndian(8, 2),
  ])
  const tags = Object.entries(info).map(([name, value]) => chunk(name, ascii(`${value}\0`)))
  const body = Buffer.concat([
    ascii('WAVE'),
    chunk('fmt ', format),
    chunk('LIST', Buffer.concat([ascii('INFO'), ...tags])),
    chunk('data', Buffer.alloc(seconds * 8_000, 128)),
  ])
  return chunk('RIFF', body)
}

/** 4,096 samples of 0 in two channels, with its check sums. */
const silentFrame = Buffer.from('fff8c91800c20000000000000000', 'hex')

/** A FLAC header and one silent frame: 44.1 kHz stereo, said to be of the given length. `comments` as `ARTIST=…`. */
export const sampleFlac = (seconds: number, comments: readonly string[]): Uint8Array => {
  const samples = BigInt(seconds * 44_100)
  const packed = (44_100n << 44n) | (1n << 41n) | (15n << 36n) | samples
  const stream = Buffer.alloc(34)
  stream.writeUInt16BE(4_096, 0)
  stream.writeUInt16BE(4_096, 2)
  stream.writeBigUInt64BE(packed, 10)
  const text = (value: string) => {
    const bytes = Buffer.from(value)
    return Buffer.concat([littleEndian(bytes.length, 4), bytes])
  }
  const vorbis = Buffer.concat([text('test'), littleEndian(comments.length, 4), ...comments.map(text)])
  return Buffer.concat([
    ascii('fLaC'),
    bigEndian(0, 1),
    bigEndian(stream.length, 3),
    stream,
    bigEndian(0x84, 1),
    bigEndian(vorbis.length, 3),
    vorbis,
    silentFrame,
  ])
}

/**
 * `frames` MPEG 1 Layer 3 frames of 128 kbit/s at 44.1 kHz (26 ms each) after an ID3v2.3 tag: silent, or with noise in
 * them that `sound` names.
 */
export const sampleMp3 = (
  frames: number,
  tags: Readonly<Record<string, string>>,
  sound?: string,
): Uint8Array => {
  const texts = Object.entries(tags).map(([name, value]) => {
    const content = Buffer.concat([bigEndian(1, 1), Buffer.from([0xff, 0xfe]), Buffer.from(value, 'utf16le')])
    return Buffer.concat([ascii(name), bigEndian(content.length, 4), Buffer.alloc(2), content])
  })
  const body = Buffer.concat(texts)
  const size = [21, 14, 7, 0].map((shift) => (body.length >> shift) & 0x7f)
  const silence = Buffer.from([0xff, 0xfb, 0x90, 0x00, ...Buffer.alloc(413)])
  const random = createRandom(`sound of ${sound}`)
  // Without the byte that a frame begins with.
  const noisy = () =>
    Buffer.from([0xff, 0xfb, 0x90, 0x00, ...Array.from({ length: 413 }, () => random.below(0xff))])
  return Buffer.concat([
    ascii('ID3'),
    Buffer.from([3, 0, 0, ...size]),
    body,
    ...Array.from({ length: frames }, () => (sound === undefined ? silence : noisy())),
  ])
}
