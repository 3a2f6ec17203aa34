import type { Track, TrackId } from '#domain'
import type { HeldBack } from './held-back.ts'

/**
 * What is remembered of a library between two scans. The traps: what is held back must look changed to the next scan,
 * or it would never be settled, and what callers see must tell nothing of where the library lies.
 */
export interface LibraryFile {
  readonly size: number
  /** Of the file whose `ids` these are; that of no file where a scan held something of it back. */
  readonly modifiedMs: number
  /** The tracks it holds: one for an audio file, every row of a table. */
  readonly ids: readonly TrackId[]
  /** Of a table: the id that its source makes of a row → the id that the row had before it was corrected. */
  readonly carried?: Readonly<Record<string, TrackId>>
  /**
   * Of an audio file: a checksum of its sound, which stays when tags are edited; empty for silence, and where it is not
   * known where the sound begins. Absent where an older Segue wrote the record, or where there are tracks of two files.
   */
  readonly sound?: string
  /**
   * Of an audio file: what its tags leave open, and what the other files told. Absent where an older Segue wrote the record:
   * such a file is read again, by the rules of today.
   */
  readonly tags?: FileTags
}

/** What the tags of one audio file leave to the others of its folder; see `folder-tags.ts`. */
export interface OpenTags {
  /** Names with a slash, from tags that part artists by one. */
  readonly slashed?: readonly string[]
  /** Album artists with a slash: each is one. */
  readonly whole?: readonly string[]
  /** They name a release, and not whose it is. */
  readonly isReleaseOpen?: true
}

export interface ToldTags {
  /** Of `slashed`, those that are several artists. */
  readonly parted?: readonly string[]
  /** Whose the release is; absent where it is the track's own main artist's. */
  readonly releaseBy?: string
}

export interface FileTags extends OpenTags {
  readonly told?: ToldTags
}

/** What a library held when it was last read to its end. */
export interface LibraryRecord {
  /** Absent where an older Segue wrote the record, until one that may write has read it. */
  readonly id?: string
  /** Absolute; never leaves the server. */
  readonly path: string
  readonly label: string
  /** What the paths of its audio files begin with, links resolved; absent where an older Segue wrote the record. */
  readonly audioBelow?: string
  /** By the path below the library folder, or the name of the table. */
  readonly files: Readonly<Record<string, LibraryFile>>
}

/** By its id callers name a library, as long as it is followed: labels may be the same, and the path stays here. */
export interface FollowedLibrary extends LibraryRecord {
  readonly id: string
}

export const isNamed = (record: LibraryRecord): record is FollowedLibrary => record.id !== undefined

/** A library as callers may see it; without an id where none was given yet. */
export const libraryFor = <Id extends string | undefined>(record: LibraryRecord & { readonly id?: Id }) => ({
  id: record.id,
  label: record.label,
  tracks: countTracks(record),
})

const counts = new WeakMap<LibraryRecord, number>()

/** Counted once: it is asked for with each list, of hundreds of thousands of files. */
const countTracks = (record: LibraryRecord): number => {
  const known = counts.get(record)
  if (known !== undefined) return known
  const count = new Set(idsOf(record)).size
  counts.set(record, count)
  return count
}

/** The time of no file: what is remembered with it is read again by the next scan. */
const neverReadMs = -1

export const idsOf = (record: LibraryRecord): readonly TrackId[] =>
  Object.values(record.files).flatMap(({ ids }) => ids)

export const without = (some: readonly TrackId[], all: readonly TrackId[]): ReadonlySet<TrackId> => {
  const left = new Set(all)
  for (const id of some) left.delete(id)
  return left
}

/** The same record where it holds none of them; otherwise their files look changed. */
export const readAgainFor = (ids: ReadonlySet<TrackId>, record: FollowedLibrary): FollowedLibrary => {
  const files = Object.entries(record.files)
  if (!files.some(([, file]) => file.ids.some((id) => ids.has(id)))) return record
  const read = files.map(([name, file]): [string, LibraryFile] => [
    name,
    file.ids.some((id) => ids.has(id)) ? { ...file, modifiedMs: neverReadMs } : file,
  ])
  return { ...record, files: Object.fromEntries(read) }
}

export const holdsAudioOf = ({ audioBelow, path }: LibraryRecord, track: Track | undefined): boolean =>
  track?.audioPath?.startsWith(audioBelow ?? `${path}/`) === true

/** What was found, and what is held back of what was there before: its files look changed until that is settled. */
export const remembering = (
  found: LibraryRecord,
  before: LibraryRecord | undefined,
  { kept, unchanged, waiting }: HeldBack,
): LibraryRecord => {
  const files = new Map(Object.entries(found.files))
  for (const [name, file] of files) {
    const ids = file.ids.filter((id) => !waiting.has(id))
    if (ids.length < file.ids.length || ids.some((id) => unchanged.has(id)))
      files.set(name, { ...file, modifiedMs: neverReadMs, ids })
  }
  for (const [name, file] of Object.entries(before?.files ?? {})) {
    const ids = file.ids.filter((id) => kept.has(id))
    if (ids.length === 0) continue
    const there = files.get(name)
    if (there === undefined) files.set(name, { ...file, ids })
    else {
      // Its sound is not that of the file that is missing.
      const { sound: _, ...unheard } = there
      files.set(name, { ...unheard, modifiedMs: neverReadMs, ids: [...there.ids, ...ids] })
    }
  }
  return { ...found, files: Object.fromEntries(files) }
}
