import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#domain'

/**
 * The freemusi.cc catalogue from its public home, at one commit and with checked hashes: what arrives is the
 * very data this code was written for, or nothing. Traps closed: half a file left by a kill (written aside,
 * renamed when whole), a server that never ends (size cap), one that never answers (timeout).
 */
interface PinnedFile {
  readonly name: string
  readonly sha256: string
}

const home =
  'https://raw.githubusercontent.com/ojdo/freemusi.cc-database/47098ed8a86424ad2d04baf7f34a0790af4ac027'

const freemusiccFiles: readonly PinnedFile[] = [
  { name: 'releases.csv', sha256: '377944de351f0f463a6f701187778ae1d55adeaf4f758f85cf3c87e98a4cdbb3' },
  { name: 'tracks.csv', sha256: '47e27a3d9dcfc44154621e1d93a5e42ba0d69f7a2b15e8c46db8a68beb2305e6' },
]

const mostBytes = 8 * 1024 * 1024
const attempts = 2

export interface FetchFreemusiccOptions {
  /** A folder that may hold `freemusicc/` with both files, used instead of the network. */
  readonly mirror?: string | undefined
  /** Where downloads are kept; made when absent. */
  readonly cacheFolder: string
  readonly fetch: typeof globalThis.fetch
  /** For one file, from asking to its last byte. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
  /** Bytes of the running download so far. */
  readonly onProgress?: (progress: { readonly file: string; readonly bytes: number }) => void
  /** The files wanted; other than the pinned ones only in tests. */
  readonly files?: readonly PinnedFile[]
}

/**
 * The folder with `releases.csv` and `tracks.csv`, for `readFreemusicc`: the mirror where it has them, the cache
 * where it is whole, else downloaded (each file tried twice). Idempotent. Rejects with `hash-mismatch` when the
 * mirror or the download is not the pinned data, `source-unreachable` when nothing answers.
 */
export const fetchFreemusicc = async (options: FetchFreemusiccOptions): Promise<string> => {
  const { mirror, cacheFolder, files = freemusiccFiles } = options
  if (mirror !== undefined) {
    const folder = join(mirror, 'freemusicc')
    const found = await Promise.all(files.map(({ name }) => hashOf(join(folder, name))))
    if (found.every((hash) => hash !== undefined)) {
      for (const [index, file] of files.entries()) {
        if (found[index] !== file.sha256) throw mismatch(join(folder, file.name), 'Restore the mirror.')
      }
      return folder
    }
  }
  await mkdir(cacheFolder, { recursive: true }).catch((error: unknown) => {
    throw new AppError(
      'storage-failed',
      `Can't make the folder ${cacheFolder}: check its parent and permissions.`,
      {
        cause: error,
      },
    )
  })
  for (const file of files) {
    const path = join(cacheFolder, file.name)
    if ((await hashOf(path)) !== file.sha256) await download(file, path, options)
  }
  return cacheFolder
}

const hashOf = async (path: string): Promise<string | undefined> => {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
  } catch {
    return undefined
  }
}

const download = async (file: PinnedFile, path: string, options: FetchFreemusiccOptions): Promise<void> => {
  let failure: AppError | undefined
  for (let attempt = 0; attempt < attempts; attempt++) {
    options.signal?.throwIfAborted()
    try {
      const bytes = await bytesOf(file, options)
      const hash = createHash('sha256').update(bytes).digest('hex')
      if (hash === file.sha256) return await place(path, bytes)
      failure = mismatch(
        `${home}/${file.name}`,
        'Something between here and there changes it; try another network.',
      )
    } catch (error) {
      if (error instanceof AppError && error.code !== 'source-unreachable') throw error
      options.signal?.throwIfAborted()
      failure = unreachable(file, error)
    }
  }
  throw failure ?? unreachable(file, undefined)
}

const bytesOf = async (file: PinnedFile, options: FetchFreemusiccOptions): Promise<Uint8Array> => {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 30_000)
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal])
  const response = await options.fetch(`${home}/${file.name}`, { signal })
  if (!response.ok || response.body === null) throw new Error(`it answered ${response.status}`)
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of response.body) {
    bytes += piece.byteLength
    if (bytes > mostBytes) throw new Error(`it sends more than ${mostBytes} bytes`)
    pieces.push(piece)
    options.onProgress?.({ file: file.name, bytes })
  }
  return Buffer.concat(pieces)
}

const place = async (path: string, bytes: Uint8Array): Promise<void> => {
  const aside = `${path}.${process.pid}.tmp`
  try {
    const handle = await open(aside, 'w')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(aside, path)
  } catch (error) {
    await rm(aside, { force: true })
    const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC'
    throw new AppError(
      full ? 'disk-full' : 'storage-failed',
      `Can't write ${path}: ${full ? 'the disk is full, free some space' : 'check the folder and its permissions'}.`,
      { cause: error },
    )
  }
}

const mismatch = (from: string, advice: string): AppError =>
  new AppError('hash-mismatch', `${from} is not the pinned freemusi.cc data (its SHA-256 differs). ${advice}`)

const unreachable = (file: PinnedFile, cause: unknown): AppError =>
  new AppError(
    'source-unreachable',
    `Can't download ${file.name} of freemusi.cc from ${home}: ${causeOf(cause)}. Check the network, or give a folder or table of your own with --library.`,
    { cause },
  )

const causeOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return 'no answer'
  return cause.cause instanceof Error ? `${cause.message} (${cause.cause.message})` : cause.message
}
