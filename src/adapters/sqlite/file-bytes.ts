import { readSync } from 'node:fs'

/** So many bytes of a file from a place on; undefined where they end before, or where the disk does not give them. */
export const readAt = (file: number, at: number, length: number): Buffer | undefined => {
  const bytes = Buffer.allocUnsafe(length)
  try {
    return readSync(file, bytes, 0, length, at) === length ? bytes : undefined
  } catch (thrown) {
    // What a disk answers of a place that it can't read any more.
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EIO') return undefined
    throw thrown
  }
}

const magic = Buffer.from('SQLite format 3\0')

/** What the head of a file of SQLite says; undefined where it is none. */
export const headOf = (bytes: Buffer | undefined) => {
  if (bytes === undefined || !bytes.subarray(0, magic.length).equals(magic)) return undefined
  const pageBytes = pageBytesOf(bytes.readUInt16BE(16))
  return pageBytes === undefined ? undefined : { pageBytes, firstUnused: bytes.readUInt32BE(32) }
}

export const headBytes = 100
/** What SQLite takes when it is not told otherwise: for a file whose head is damaged. */
export const usualPageBytes = 4_096

/** 1 stands for the largest, which two bytes can't hold. */
export const pageBytesOf = (written: number): number | undefined => {
  const bytes = written === 1 ? 65_536 : written
  return bytes >= 512 && bytes <= 65_536 && (bytes & (bytes - 1)) === 0 ? bytes : undefined
}
