import type { FileHandle } from 'node:fs/promises'

/**
 * Where the frames of an MPEG audio file (MP3, or AAC in ADTS frames) begin. The trap is chance: among random bytes one in
 * a few thousand places looks like the head of a frame, so a frame counts when two more follow where its length
 * says, or when the file has no more than one or two.
 */
const searchedBytes = 256 * 1024
const kbits = {
  one: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0],
  oneSecondLayer: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0],
  two: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
}
const hertz = [44_100, 48_000, 32_000, 0]

/** The length in bytes of the frame whose head stands here; 0 when none does. */
const frameLength = (bytes: Uint8Array, at: number): number => {
  const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3)
  const version = (second >> 3) & 3
  const layer = 4 - ((second >> 1) & 3)
  if (first === 0xff && (second & 0xf6) === 0xf0) return adtsLength(bytes, at)
  if (first !== 0xff || (second & 0xe0) !== 0xe0 || version === 1 || (layer !== 2 && layer !== 3)) return 0
  const table = version !== 3 ? kbits.two : layer === 2 ? kbits.oneSecondLayer : kbits.one
  const rate = (hertz[(third >> 2) & 3] ?? 0) / (version === 3 ? 1 : version === 2 ? 2 : 4)
  const bits = (table[third >> 4] ?? 0) * 1_000
  if (rate === 0 || bits === 0) return 0
  return Math.floor(((version !== 3 && layer === 3 ? 72 : 144) * bits) / rate) + ((third >> 1) & 1)
}

/** Frames of AAC; thirteen sampling rates are known. */
const adtsLength = (bytes: Uint8Array, at: number): number => {
  const [third = 0, fourth = 0, fifth = 0, sixth = 0] = bytes.subarray(at + 2, at + 6)
  const length = ((fourth & 3) << 11) | (fifth << 3) | (sixth >> 5)
  return ((third >> 2) & 15) < 13 && length > 7 ? length : 0
}

/** `start` is where tags before the sound end. Undefined where there are none. */
export const findMpegFrames = async (file: FileHandle, start: number): Promise<number | undefined> => {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(searchedBytes), 0, searchedBytes, start)
  const bytes = buffer.subarray(0, bytesRead)
  for (let at = 0; at < bytes.length - 4; at++) if (isChain(bytes, at)) return start + at
  return undefined
}

const isChain = (bytes: Uint8Array, start: number): boolean => {
  let at = start
  for (let frames = 0; frames < 3; frames++) {
    // One frame alone at the end of noise is likely; at the beginning it is not.
    if (frames > 0 && at === bytes.length) return frames > 1 || start === 0
    const length = frameLength(bytes, at)
    if (length === 0) return false
    at += length
  }
  return true
}
