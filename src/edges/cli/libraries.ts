import { resolve } from 'node:path'
import type { LibraryScan } from '#catalog'
import { AppError, counted, toAppError } from '#domain'
import type { Outside, Platform } from './platform.ts'
import { count, createProgress } from './progress.ts'

/** What a person says of one library: that what it would take is meant, however much it is. */
export interface Confirmed {
  readonly withdrawMissing?: boolean | undefined
  readonly acceptChanges?: boolean | undefined
}

/** Reading libraries from the command line: a new one, all known ones, and those of a server that starts. */
export const scanLibrary = async (
  path: string,
  { services }: Platform,
  outside: Outside,
  confirmed: Confirmed = {},
): Promise<LibraryScan> => {
  const step = createProgress(outside).start('Catalogue', 'Tracks are read from the library')
  const scan = await services.libraries.scan(resolve(path), {
    ...confirmed,
    signal: outside.signal,
    onProgress: ({ read, fraction }) =>
      step.update(read, fraction > 0 ? Math.round(read / fraction) : read, 'track'),
  })
  step.finish(summaryOf(scan))
  for (const { where, reason } of scan.examples.slice(0, 5)) outside.screen.write(`    ${where}: ${reason}\n`)
  sayAmiss(scan, outside)
  return scan
}

const sayAmiss = ({ label, columns, heldBack }: LibraryScan, { screen }: Outside): void => {
  for (const warning of columns?.warnings ?? []) screen.write(`! ${label}: ${warning}\n`)
  if (heldBack !== undefined) screen.write(`! ${label}: ${heldBack}\n`)
}

const newsOf = ({ added, changed, withdrawn, renamed }: LibraryScan): readonly string[] =>
  Object.entries({ added, changed, withdrawn, 'renamed (the tracks they were)': renamed }).flatMap(
    ([what, tracks]) => (tracks > 0 ? [`${count(tracks)} ${what}`] : []),
  )

const summaryOf = (scan: LibraryScan): string => {
  const { label, taken, read } = scan
  const refused = read === taken ? '' : `, ${count(read - taken)} refused`
  return `${counted(taken, 'track')} from ${label}${refused}: ${newsOf(scan).join(', ') || 'nothing new'}`
}

export const printScan = (scan: LibraryScan, outside: Outside): void => {
  const { added, changed, unchanged, withdrawn, renamed, refused, examples } = scan
  outside.out(`added ${added}, changed ${changed}, unchanged ${unchanged}, withdrawn ${withdrawn}`)
  if (renamed > 0) outside.out(`renamed ${renamed}: corrected or moved, and the tracks they were`)
  for (const [what, found] of Object.entries(scan.columns ?? {})) {
    if (what === 'warnings') continue
    const names = Array.isArray(found)
      ? found
      : Object.entries(found).map(([field, name]) => `${name} → ${field}`)
    if (names.length > 0) outside.out(`columns ${what}: ${names.join(', ')}`)
  }
  for (const [reason, rows] of Object.entries(refused)) outside.out(`refused ${rows}: ${reason}`)
  for (const { where, reason } of examples) outside.out(`  ${where}: ${reason}`)
}

/**
 * As a server starts: a library that can't be read now is said, and what it held stays. One that was read just now,
 * while the demo was built, is only spoken of when something has changed since.
 */
export const scanKnownLibraries = async (
  platform: Platform,
  outside: Outside,
  readJustNow = false,
): Promise<void> => {
  const { libraries } = platform.services
  for (const { path, label } of libraries.known()) {
    try {
      if (!readJustNow) await scanLibrary(path, platform, outside)
      else {
        const scan = await libraries.scan(path, { signal: outside.signal })
        if (newsOf(scan).length > 0) outside.screen.write(`✓ Meanwhile: ${summaryOf(scan)}\n`)
        sayAmiss(scan, outside)
      }
    } catch (thrown) {
      sayNotScanned(label, thrown, outside)
    }
  }
}

/** Says why one could not be read, so that the others are; throws what is about none of them. */
const sayNotScanned = (label: string, thrown: unknown, outside: Outside): void => {
  const error = toAppError(thrown)
  if (outside.signal.aborted || error.category === 'bug') throw thrown
  const remedy = error.code === 'unreadable-library' ? ' If it is gone for good: `segue library remove`.' : ''
  outside.screen.write(
    `! ${label} was not scanned, its tracks stay as they were: ${error.message}${remedy}\n`,
  )
}

export const scanAllLibraries = async (
  platform: Platform,
  options: Confirmed & { readonly path?: string | undefined; readonly json?: boolean | undefined },
  outside: Outside,
): Promise<void> => {
  const { withdrawMissing, acceptChanges } = options
  const only = options.path === undefined ? undefined : resolve(options.path)
  const { libraries } = platform.services
  const known = libraries.known().filter(({ path }) => only === undefined || path === only)
  if (known.length === 0) {
    // A list that can't be read is not an empty one.
    throw (
      libraries.amiss ??
      new AppError(
        'not-found',
        only === undefined
          ? 'This data folder has no library yet. Give it one with `segue import PATH`.'
          : `${only} is no library of this data folder. See them with \`segue library list\`.`,
      )
    )
  }
  // Another library may be a disk that is away just now.
  if (known.length > 1 && (withdrawMissing || acceptChanges)) {
    throw new AppError(
      'invalid-request',
      `--withdraw-missing and --accept-changes are said of one library: name it, \`segue library scan PATH\`. There are ${known.map(({ path }) => path).join(', ')}.`,
    )
  }
  const scans: LibraryScan[] = []
  for (const { path, label } of known) {
    try {
      scans.push(await scanLibrary(path, platform, outside, { withdrawMissing, acceptChanges }))
    } catch (thrown) {
      sayNotScanned(label, thrown, outside)
    }
  }
  if (options.json) outside.out(JSON.stringify(scans))
  else for (const scan of scans) printScan(scan, outside)
  const unread = known.length - scans.length
  if (unread > 0) {
    throw new AppError(
      'unreadable-library',
      `${count(unread)} of ${count(known.length)} libraries could not be scanned: see the lines above.`,
    )
  }
}
