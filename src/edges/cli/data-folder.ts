import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { importBatch } from '#catalog'
import { AppError } from '#domain'
import type { Outside } from './platform.ts'

/**
 * Which data folder a command means when none is named: the one the demo served last, so that `segue replay`
 * finds what the page shows, and otherwise `.segue/main`.
 */
const home = '.segue'
const pointer = join(home, 'current')

export const dataFolder = (named: string | undefined): string => {
  if (named !== undefined) return named
  try {
    return readFileSync(pointer, 'utf8').trim() || join(home, 'main')
  } catch {
    return join(home, 'main')
  }
}

const holdsData = (folder: string): boolean =>
  ['log.db', 'catalogue.db'].some((file) => existsSync(join(folder, file)))

/**
 * Opening makes what is not there, so a misspelt name would become a new and empty folder that serves nothing.
 * Throws `not-found` for a folder without data, and names those below it that have some.
 */
export const expectDataFolder = (folder: string): void => {
  if (holdsData(folder)) return
  const advice = 'Say with --data where the data is, or make some with `segue demo` or `segue import`.'
  if (!existsSync(folder)) throw new AppError('not-found', `There is no data folder ${folder}. ${advice}`)
  const below = foldersIn(folder).filter(holdsData)
  throw new AppError(
    'not-found',
    `${folder} is no data folder: it has neither log.db nor catalogue.db. ${below.length === 0 ? advice : `Did you mean ${below.join(' or ')}?`}`,
  )
}

/**
 * Before a data folder is made for it, so that what is refused leaves none behind that looks like data. A table is
 * refused as a whole, wherever in it that is found: it is tried as far as nothing of it would be stored yet. What can be
 * read once only, such as a pipe, is not tried. Rejects with `unreadable-library` or `invalid-table`.
 */
export const expectLibrary = async (
  path: string,
  data: string,
  { readLibrary, signal }: Pick<Outside, 'readLibrary' | 'signal'>,
): Promise<void> => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined)
    throw new AppError(
      'unreadable-library',
      `There is nothing at ${path}. Give the path of a folder of audio files, or of a .csv, .json, .jsonl or .parquet table of tracks.`,
    )
  if (holdsData(data) || !(found.isFile() || found.isDirectory())) return
  const { kind, rows } = await readLibrary(resolve(path))
  if (kind !== 'table') return
  let tried = 0
  for await (const _row of rows) {
    signal.throwIfAborted()
    tried += 1
    if (tried === importBatch) return
  }
}

const foldersIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? join(folder, entry.name) : [],
    )
  } catch {
    return []
  }
}

/** Only the demo in the usual place is remembered: one kept elsewhere is named on the command line anyway. */
export const rememberFolder = (demos: string, folder: string): void => {
  if (resolve(demos) !== resolve(home)) return
  writeFileSync(`${pointer}.half`, `${folder}\n`)
  renameSync(`${pointer}.half`, pointer)
}
