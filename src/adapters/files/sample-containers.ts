import { ascii, bigEndian, littleEndian } from './sample-audio.ts'

/**
 * The smallest files of the containers that are neither WAV, FLAC nor MP3: a head that says what follows, and a
 * little that may be sound. Made in tests; not exported by the folder.
 */
const sound = Buffer.alloc(600, 0x55)

const oggPage = (sequence: number, samples: number, packet: Uint8Array): Uint8Array => {
  const segments = [...Array<number>(Math.floor(packet.length / 255)).fill(255), packet.length % 255]
  return Buffer.concat([
    ascii('OggS'),
    Buffer.from([0, sequence === 0 ? 2 : 0]),
    littleEndian(samples, 6),
    Buffer.alloc(2),
    littleEndian(1, 4),
    littleEndian(sequence, 4),
    Buffer.alloc(4),
    Buffer.from([segments.length, ...segments]),
    packet,
  ])
}

/** In pages that are numbered on from the comments, which take two when they are long. */
const soundPages = (title: string, samples: number, content: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: Math.ceil(content.length / 5_000) }, (_, at) =>
    oggPage(
      (title.length > 20 ? 3 : 2) + at,
      samples * (at + 1),
      content.subarray(at * 5_000, (at + 1) * 5_000),
    ),
  )

const comments = (title: string): Uint8Array => {
  const text = Buffer.from(`TITLE=${title}`)
  return Buffer.concat([Buffer.alloc(4), littleEndian(1, 4), littleEndian(text.length, 4), text])
}

/** Stereo Opus; `.opus` and `.ogg`. */
export const sampleOpus = (title: string, content: Uint8Array = sound): Uint8Array =>
  Buffer.concat([
    oggPage(
      0,
      0,
      Buffer.concat([ascii('OpusHead'), Buffer.from([1, 2, 0, 0]), littleEndian(48_000, 4), Buffer.alloc(3)]),
    ),
    oggPage(1, 0, Buffer.concat([ascii('OpusTags'), comments(title)])),
    ...soundPages(title, 96_000, content),
  ])

/** Stereo Vorbis, two seconds of it; `.ogg` and `.oga`. */
export const sampleVorbis = (title: string, content: Uint8Array = sound): Uint8Array =>
  Buffer.concat([
    oggPage(
      0,
      0,
      Buffer.concat([
        ascii('\u0001vorbis'),
        Buffer.alloc(4),
        Buffer.from([2]),
        littleEndian(44_100, 4),
        Buffer.alloc(12),
        Buffer.from([0xb8, 1]),
      ]),
    ),
    oggPage(1, 0, Buffer.concat([ascii('\u0003vorbis'), comments(title), Buffer.from([1])])),
    ...soundPages(title, 88_200, content),
  ])

const chunk = (name: string, content: Uint8Array): Uint8Array =>
  Buffer.concat([ascii(name), bigEndian(content.length, 4), content, Buffer.alloc(content.length % 2)])

/** Mono, 8 bits, 8 kHz: the rate is a float of 80 bits. */
export const sampleAiff = (title: string): Uint8Array => {
  const samples = 16_000
  const rate = Buffer.from('400bfa00000000000000', 'hex')
  const common = Buffer.concat([bigEndian(1, 2), bigEndian(samples, 4), bigEndian(8, 2), rate])
  return chunk(
    'FORM',
    Buffer.concat([
      ascii('AIFF'),
      chunk('COMM', common),
      chunk('NAME', ascii(title)),
      chunk('SSND', Buffer.alloc(8 + samples)),
    ]),
  )
}

/** Frames of AAC, 44.1 kHz stereo, without any head. */
export const sampleAac = (frames: number): Uint8Array => {
  const length = 7 + 93
  const head = [
    0xff,
    0xf1,
    0x50,
    0x80 | (length >> 11),
    (length >> 3) & 0xff,
    ((length & 7) << 5) | 0x1f,
    0xfc,
  ]
  const frame = Buffer.concat([Buffer.from(head), Buffer.alloc(93)])
  return Buffer.concat(Array.from({ length: frames }, () => frame))
}

const box = (name: string, ...content: readonly Uint8Array[]): Uint8Array => {
  const whole = Buffer.concat(content)
  return Buffer.concat([bigEndian(8 + whole.length, 4), ascii(name), whole])
}
const zeros = (bytes: number) => Buffer.alloc(bytes)

/** AAC in MP4, two seconds of it; the head comes before the sound. */
export const sampleM4a = (title: string, content: Uint8Array = sound): Uint8Array => {
  const length = Buffer.concat([bigEndian(44_100, 4), bigEndian(88_200, 4)])
  const entry = box(
    'mp4a',
    zeros(6),
    bigEndian(1, 2),
    zeros(8),
    bigEndian(2, 2),
    bigEndian(16, 2),
    zeros(4),
    bigEndian(44_100, 2),
    zeros(2),
  )
  const tables = box(
    'stbl',
    box('stsd', zeros(4), bigEndian(1, 4), entry),
    box('stsz', zeros(4), bigEndian(sound.length, 4), bigEndian(1, 4)),
  )
  const media = box(
    'mdia',
    box('mdhd', zeros(12), length, zeros(4)),
    box('hdlr', zeros(8), ascii('soun'), zeros(17)),
    box('minf', tables),
  )
  const name = box('©nam', box('data', bigEndian(1, 4), zeros(4), Buffer.from(title)))
  const tags = box(
    'udta',
    box('meta', zeros(4), box('hdlr', zeros(8), ascii('mdirappl'), zeros(12)), box('ilst', name)),
  )
  const track = box('tkhd', zeros(12), bigEndian(1, 4), zeros(68))
  const header = box('mvhd', zeros(12), length, zeros(80))
  return Buffer.concat([
    box('ftyp', ascii('M4A '), zeros(4), ascii('M4A ')),
    box('moov', header, box('trak', track, media), tags),
    box('mdat', content),
  ])
}

const asfObject = (id: string, ...content: readonly Uint8Array[]): Uint8Array => {
  const whole = Buffer.concat(content)
  return Buffer.concat([Buffer.from(id, 'hex'), littleEndian(24 + whole.length, 6), zeros(2), whole])
}

/** Windows Media; lengths are in units of 100 nanoseconds. */
export const sampleWma = (title: string): Uint8Array => {
  const text = Buffer.from(`${title}\0`, 'utf16le')
  const objects = [
    asfObject(
      'a1dcab8c47a9cf118ee400c00c205365',
      zeros(40),
      littleEndian(20_000_000, 6),
      zeros(2),
      littleEndian(20_000_000, 6),
      zeros(2),
      zeros(24),
    ),
    asfObject(
      '9107dcb7b7a9cf118ee600c00c205365',
      Buffer.from('409e69f84d5bcf11a8fd00805f5c442b', 'hex'),
      zeros(38),
      littleEndian(0x161, 2),
      littleEndian(2, 2),
      littleEndian(44_100, 4),
      zeros(8),
    ),
    asfObject('3326b2758e66cf11a6d900aa0062ce6c', littleEndian(text.length, 2), zeros(8), text),
  ]
  const head = asfObject(
    '3026b2758e66cf11a6d900aa0062ce6c',
    littleEndian(objects.length, 4),
    Buffer.from([1, 2]),
    ...objects,
  )
  return Buffer.concat([head, asfObject('3626b2758e66cf11a6d900aa0062ce6c', zeros(26), sound)])
}
