import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { AppError } from '#domain'

/**
 * A text file as pieces of text, gunzipped when its name ends in `.gz`, never whole in memory. The trap is the
 * spreadsheet that saved in its own encoding: read leniently it fills the catalogue with "Bj�rk", so anything
 * but UTF-8 is refused with the sentence that mends it.
 */
export interface TextFile {
  readonly pieces: AsyncIterable<string>
  /** How much of the file has been read, 0 to 1, by its size on disk. */
  fraction(): number
}

/** Rejects with `unreadable-library` when the file can't be opened; reading rejects with `invalid-table`. */
export const openText = async (path: string): Promise<TextFile> => {
  const size = await sizeOf(path)
  const file = createReadStream(path, { highWaterMark: 256 * 1024 })
  const read = async function* (): AsyncGenerator<string> {
    let decoder: TextDecoder | undefined
    const bytes = /\.gz$/i.test(path) ? gunzipped(file) : file
    try {
      for await (const piece of bytes) {
        decoder ??= decoderOf(piece)
        yield decoder.decode(piece, { stream: true })
      }
      if (decoder !== undefined) yield decoder.decode()
    } catch (error) {
      throw textError(path, error)
    } finally {
      file.destroy()
    }
  }
  return { pieces: read(), fraction: () => (size === 0 ? 1 : Math.min(1, file.bytesRead / size)) }
}

/**
 * iTunes and Rekordbox write UTF-16, and say so by its mark. Without one a first letter of which half is zero tells
 * it: tables begin with a letter, a quote or a bracket. Everything else is UTF-8 or refused.
 */
const decoderOf = (beginning: Uint8Array): TextDecoder => {
  const [first, second] = beginning
  const isMark = (one: number, other: number) => first === one && second === other
  const isLittle = isMark(255, 254) || (second === 0 && first !== 0)
  const isBig = isMark(254, 255) || (first === 0 && second !== 0)
  return new TextDecoder(isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8', { fatal: true })
}

const gunzipped = (file: NodeJS.ReadableStream) => {
  const gunzip = createGunzip()
  file.on('error', (error) => gunzip.destroy(error))
  return file.pipe(gunzip)
}

const sizeOf = async (path: string): Promise<number> => {
  try {
    const handle = await open(path, 'r')
    try {
      return (await handle.stat()).size
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** The file or folder can't be opened. */
export const unreadable = (path: string, cause: unknown): AppError =>
  new AppError(
    'unreadable-library',
    `Can't read ${path}: ${reasonOf(cause)}. Give the path of a folder of audio files or of a .csv, .json, .jsonl or .parquet table of tracks.`,
    { cause },
  )

/** Why the system would not open it. */
export const reasonOf = (cause: unknown): string => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is nothing there'
  if (code === 'EACCES' || code === 'EPERM') return 'permission is denied'
  return cause instanceof Error ? cause.message : String(cause)
}

const textError = (path: string, error: unknown): AppError => {
  if (error instanceof AppError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA' || error instanceof TypeError) {
    return new AppError('invalid-table', `${path} is not UTF-8 text: save or convert it as UTF-8.`, {
      cause: error,
    })
  }
  if (code.startsWith('Z_')) {
    return new AppError('invalid-table', `${path} is not a whole gzip file: compress or copy it again.`, {
      cause: error,
    })
  }
  return unreadable(path, error)
}
