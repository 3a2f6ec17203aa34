import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/**
 * Attachments as they rest on disk: one byte that says how, then the bytes. The byte is what lets a later
 * version pack in another way and still read every old record; a number once given is never given again.
 */
const asIs = 0
const zstd = 1

/** Small records do not shrink; neither do ones already compressed. Both are kept as they came. */
const worthPackingBytes = 64

export const packAttachment = (bytes: Uint8Array): Uint8Array => {
  if (bytes.byteLength >= worthPackingBytes) {
    const packed = zstdCompressSync(bytes)
    if (packed.byteLength < bytes.byteLength) return Buffer.concat([Uint8Array.of(zstd), packed])
  }
  return Buffer.concat([Uint8Array.of(asIs), bytes])
}

/** Undefined when the first byte is not one this version knows or the rest does not unpack. */
export const unpackAttachment = (stored: Uint8Array): Uint8Array | undefined => {
  const rest = stored.subarray(1)
  if (stored[0] === asIs) return new Uint8Array(rest)
  if (stored[0] !== zstd) return undefined
  try {
    return new Uint8Array(zstdDecompressSync(rest))
  } catch {
    return undefined
  }
}
