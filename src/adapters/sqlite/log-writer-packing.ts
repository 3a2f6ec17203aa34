import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/**
 * Attachments as they rest on disk: one byte that says how, then the bytes. The byte is what lets a later
 * version pack in another way and still read every old record; a number once given is never given again.
 *
 * With words (2): the number of words as 32 bits, for each how many bytes stand before it and its key, likewise
 * little-endian, then the bytes without the words; all of it compressed.
 */
const asIs = 0
const zstd = 1
const withWords = 2

/** Small records do not shrink; neither do ones already compressed. Both are kept as they came. */
const worthPackingBytes = 64

/** Room for what goes out most often. The default of 16 KB a call had all of this thread's small heap collected five times a second. */
const roomFor = ({ byteLength }: Uint8Array): number => Math.max(256, byteLength >> 1)

/** With a sum of what is compressed, so that a bit that flips on the disk is found; older records have none. */
const compress = (bytes: Uint8Array): Uint8Array =>
  zstdCompressSync(bytes, {
    params: { [constants.ZSTD_c_checksumFlag]: 1 },
    chunkSize: roomFor(bytes),
  })

export const packAttachment = (bytes: Uint8Array): Uint8Array => {
  if (bytes.byteLength >= worthPackingBytes) {
    const packed = compress(bytes)
    if (packed.byteLength < bytes.byteLength) return Buffer.concat([Uint8Array.of(zstd), packed])
  }
  return Buffer.concat([Uint8Array.of(asIs), bytes])
}

/**
 * Packs without the words that are found in the attachment in the order given; the others stay in it. `keyOf`
 * keeps a word and says under which key.
 */
export const packWithWords = (
  bytes: Uint8Array,
  words: readonly string[],
  keyOf: (word: string) => number,
): Uint8Array => {
  const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const places: number[] = []
  const rest: Uint8Array[] = []
  let end = 0
  for (const word of words) {
    const start = word === '' ? -1 : from.indexOf(word, end)
    if (start < 0) continue
    places.push(start - end, keyOf(word))
    rest.push(from.subarray(end, start))
    end = start + Buffer.byteLength(word)
  }
  if (places.length === 0) return packAttachment(bytes)
  rest.push(from.subarray(end))
  const packed = compress(joined(places, rest))
  return Buffer.concat([Uint8Array.of(withWords), packed])
}

/** Where the bytes of one record after another are put together without their words. */
const scratch = Buffer.allocUnsafeSlow(65_536)

const joined = (places: readonly number[], rest: readonly Uint8Array[]): Uint8Array => {
  const headBytes = 4 * (places.length + 1)
  const bytes = rest.reduce((sum, piece) => sum + piece.byteLength, headBytes)
  const into = bytes > scratch.byteLength ? Buffer.allocUnsafeSlow(bytes) : scratch
  into.writeUInt32LE(places.length / 2, 0)
  for (const [index, value] of places.entries()) into.writeUInt32LE(value, 4 * (index + 1))
  let at = headBytes
  for (const piece of rest) {
    into.set(piece, at)
    at += piece.byteLength
  }
  return into.subarray(0, at)
}

/**
 * Undefined when the first byte is not one this version knows, the rest does not unpack, or a word is not there;
 * `wordOf` answers a word as it was packed.
 */
export const unpackAttachment = (
  stored: Uint8Array,
  wordOf: (key: number) => Uint8Array | undefined,
): Uint8Array | undefined => {
  const rest = stored.subarray(1)
  if (stored[0] === asIs) return new Uint8Array(rest)
  try {
    if (stored[0] === zstd) return new Uint8Array(zstdDecompressSync(rest))
    return stored[0] === withWords ? putBack(zstdDecompressSync(rest), wordOf) : undefined
  } catch {
    return undefined
  }
}

/** The keys of the words that an attachment needs; none when it does not unpack, as it needs nothing any more. */
export const wordsIn = (stored: Uint8Array): readonly number[] => {
  if (stored[0] !== withWords) return []
  try {
    const packed = zstdDecompressSync(stored.subarray(1))
    return Array.from({ length: packed.readUInt32LE(0) }, (_, word) => packed.readUInt32LE(8 + 8 * word))
  } catch {
    return []
  }
}

/** Ids that an attachment is about; nothing for none. */
export const packAbout = (ids: readonly string[]): Uint8Array | null =>
  ids.length === 0 ? null : packAttachment(Buffer.from(ids.join(between)))

/** Undefined for bytes that don't unpack. */
export const unpackAbout = (stored: Uint8Array): readonly string[] | undefined => {
  const bytes = unpackAttachment(stored, () => undefined)
  return bytes && Buffer.from(bytes).toString().split(between)
}

/** A control character, which no id has. */
const between = '\n'

const putBack = (packed: Buffer, wordOf: (key: number) => Uint8Array | undefined): Uint8Array | undefined => {
  const words = packed.readUInt32LE(0)
  let at = 4 * (1 + 2 * words)
  const pieces: Uint8Array[] = []
  for (let word = 0; word < words; word++) {
    const before = packed.readUInt32LE(4 + 8 * word)
    const stored = wordOf(packed.readUInt32LE(8 + 8 * word))
    // A word holds no words.
    const bytes = stored && unpackAttachment(stored, () => undefined)
    if (bytes === undefined || at + before > packed.length) return undefined
    pieces.push(packed.subarray(at, at + before), bytes)
    at += before
  }
  return new Uint8Array(Buffer.concat([...pieces, packed.subarray(at)]))
}
