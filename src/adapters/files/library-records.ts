import { copyFileSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { LibraryRecord, LibraryRecords } from '#catalog'
import { AppError, trackId } from '#domain'

/**
 * Which libraries a data folder is filled from and what they held, as `libraries.json` in it. Written whole and
 * renamed into place. One that can't be read is said, once: nobody would miss a new file in a library that is no
 * longer followed. The tracks are there all the same, and an import of the library follows it again.
 */
const names = z.array(z.string()).exactOptional()
const tagsSchema = z.object({
  slashed: names,
  whole: names,
  isReleaseOpen: z.literal(true).exactOptional(),
  told: z.object({ parted: names, releaseBy: z.string().exactOptional() }).exactOptional(),
})

const recordsSchema = z.array(
  z.object({
    id: z.string().exactOptional(),
    path: z.string(),
    label: z.string(),
    audioBelow: z.string().exactOptional(),
    files: z.record(
      z.string(),
      z.object({
        size: z.number(),
        modifiedMs: z.number(),
        ids: z.array(z.string().transform(trackId)),
        carried: z.record(z.string(), z.string().transform(trackId)).exactOptional(),
        sound: z.string().exactOptional(),
        tags: tagsSchema.exactOptional(),
      }),
    ),
  }),
)

export const createLibraryRecords = (folder: string, onFault: (error: AppError) => void): LibraryRecords => {
  const path = join(folder, 'libraries.json')
  let amiss: AppError | undefined
  /** What was read of the file as it is: it names every file of every library, and is asked for at each request. */
  let known: { readonly of: string; readonly records: readonly LibraryRecord[] } | undefined
  const look = (): readonly LibraryRecord[] => {
    const of = stampOf(path)
    if (of === undefined) return []
    if (known?.of === of) return known.records
    const records = recordsSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    known = { of, records }
    amiss = undefined
    return records
  }
  /** Undefined where there is a list that can't be read, or not even looked at. */
  const read = (): readonly LibraryRecord[] | undefined => {
    // Tried each time where it fails: a disk may be slow to answer once, and a sound list is no damaged one.
    try {
      return look()
    } catch (cause) {
      if (amiss === undefined) {
        amiss = unreadable(cause)
        onFault(amiss)
      }
      return undefined
    }
  }
  return {
    get amiss() {
      return amiss
    },
    read: () => read() ?? [],
    write(records) {
      writeFileSync(`${path}.half`, JSON.stringify(records), { flush: true })
      // It may be the only list of what was followed. Whoever only reads, beside a server, moves nothing.
      if (read() === undefined) keepAside(path)
      renameSync(`${path}.half`, path)
      known = { of: stampOf(path) ?? '', records }
    },
  }
}

/** A copy, so that there is a list at any moment; what can't be copied, on a bad sector, can be renamed all the same. */
const keepAside = (path: string): void => {
  const aside = `${path}.damaged`
  try {
    copyFileSync(path, aside)
  } catch {
    renameSync(path, aside)
  }
}

/** Another one for every other file at the path; undefined where there is none. */
const stampOf = (path: string): string | undefined => {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found && `${found.ino}/${found.size}/${found.mtimeNs}`
}

/** For who only wants to see them. Throws what is wrong with the list, which is not that there are none. */
export const readLibraryRecords = (folder: string): readonly LibraryRecord[] =>
  createLibraryRecords(folder, (error) => {
    throw error
  }).read()

const unreadable = (cause: unknown): AppError =>
  new AppError(
    'storage-failed',
    'The list of libraries (libraries.json) is damaged, so none in it is followed: their tracks stay, changed files are not seen. Run `segue import PATH` for each library again, or put a backup of the file in its place and restart. The first import keeps it as libraries.json.damaged.',
    { cause },
  )
