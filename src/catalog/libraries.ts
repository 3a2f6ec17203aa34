import { createHash } from 'node:crypto'
import { AppError, createTurns, type Track, type TrackId, toAppError } from '#domain'
import type { Catalog } from './catalog.ts'
import { type HeldBack, holdBack, type Missing } from './held-back.ts'
import { type ImportOptions, type ImportReport, importTracks, type TrackSource } from './import-tracks.ts'

/**
 * The folders and tables a catalogue is filled from, read again whenever asked: what is new is added, what
 * changed is updated, what vanished is withdrawn. The traps: a scan that fails half way has seen only half, and
 * a disk that is not mounted looks like a library in which everything was deleted. Neither withdraws anything, nor
 * ends blocks (`held-back.ts`), and no library is forgotten over it: a folder that was moved and a disk that is unplugged look the same. Its record
 * keeps what it held, also of files that are another library's by now, and is held to it when it is back.
 */
export interface LibraryFile {
  readonly size: number
  /** Of the file whose `ids` these are; that of no file where a scan held something of it back. */
  readonly modifiedMs: number
  /** The tracks it holds: one for an audio file, every row of a table. */
  readonly ids: readonly TrackId[]
}

/** What a library held when it was last read to its end. */
export interface LibraryRecord {
  /** Absent where an older Segue wrote the record, until it is read again. */
  readonly id?: string
  /** Absolute; never leaves the server. */
  readonly path: string
  readonly label: string
  /** What the paths of its audio files begin with, links resolved; absent where an older Segue wrote the record. */
  readonly audioBelow?: string
  /** By the path below the library folder, or the name of the table. */
  readonly files: Readonly<Record<string, LibraryFile>>
}

/** Kept beside the catalogue. Lost, it costs a full reading and what tables have dropped since. */
export interface LibraryRecords {
  read(): readonly LibraryRecord[]
  write(records: readonly LibraryRecord[]): void
  /** Why libraries that were followed are not, since this was opened. */
  readonly amiss?: AppError | undefined
}

/** What a reader may know already: files that look the same need not be opened again. */
export interface LibraryMemory {
  /** Of the library that is read; one of `records`. */
  readonly record: LibraryRecord | undefined
  /** Of all libraries, in order of their first reading. */
  readonly records: readonly LibraryRecord[]
  trackOf(id: TrackId): Track | undefined
  /** All that the catalogue has or had, in key order: what a recording is called by now, it stays called. */
  tracksEver(): Iterable<Track>
  /** Which track has its audio in this file. */
  trackAt(audioPath: string): TrackId | undefined
}

export interface LibrarySource extends TrackSource {
  /** What was there; complete once the rows were read to their end. */
  record(): LibraryRecord
}

export interface LibraryScan extends ImportReport {
  /** See `libraryIdOf`. */
  readonly id: string
  readonly label: string
  readonly withdrawn: number
  /** Why tracks that were not found are still in the catalogue, and others as they were; said until it is settled. */
  readonly heldBack?: string
}

export interface ScanOptions extends ImportOptions {
  /** Withdraws what is not there any more, however much of the library it is. */
  readonly withdrawMissing?: boolean | undefined
  /** Takes tracks without the artists, guests, tags or other versions they had, however many. */
  readonly acceptChanges?: boolean | undefined
}

export interface Libraries {
  /** Those read before, in order of their first reading. */
  known(): readonly LibraryRecord[]
  /** Reads one, new or known. Scans run one after another. Rejects with what the reader rejects with. */
  scan(path: string, options?: ScanOptions): Promise<LibraryScan>
  /**
   * Follows one no more and withdraws what no other has, or only has heard of: what plays from here, and from no
   * other. What another has as well is read again from that one, whose names it has from now on. Answers how many
   * tracks were withdrawn. Rejects with `not-found`.
   */
  remove(path: string): Promise<number>
  /** Says by their labels which could not be read when last tried, and of which something is held back; and what is amiss with the records. */
  readonly amiss: AppError | undefined
}

/** The time of no file: what is remembered with it is read again by the next scan. */
const neverReadMs = -1

export const createLibraries = (outside: {
  readonly catalog: Catalog
  readonly records: LibraryRecords
  /** Rejects with `unreadable-library` or `invalid-table`. */
  readonly open: (path: string, memory: LibraryMemory) => Promise<LibrarySource>
  /** Never the same, and not to be guessed. */
  readonly newId: () => string
  /** Told of every scan that came to its end, whoever asked for it. */
  readonly onScan?: (scan: LibraryScan) => void
}): Libraries => {
  const { catalog, records, open, newId, onScan } = outside
  /** Each reads the records and writes them when it is done. */
  const inTurn = createTurns()
  /** What is to be said of each, by path. */
  const notes = new Map<string, string>()

  const scanNow = async (path: string, options: ScanOptions): Promise<LibraryScan> => {
    const all = records.read()
    const before = all.find((record) => record.path === path)
    const id = before?.id ?? shortened(newId())
    const source = await open(path, remember(catalog, all, before))
    const holding = holdBack(source, {
      catalog,
      missing: () => missingOf(source.record(), before, all),
      isKnown: before !== undefined,
      isMeant: { missing: options.withdrawMissing === true, changes: options.acceptChanges === true },
      libraryId: id,
      signal: options.signal,
    })
    const report = await importTracks(catalog, { ...source, rows: holding.rows }, options)
    const heldBack = holding.outcome()
    const withdrawn = await catalog.withdraw(heldBack.gone)
    const record = { ...remembering(source.record(), before, heldBack), id }
    // The scan took its time: somebody may have put a backup of the list in place meanwhile.
    const now = records.read()
    const place = now.findIndex((one) => one.path === path)
    records.write(place < 0 ? [...now, record] : now.with(place, record))
    const { why } = heldBack
    return { ...report, id, label: source.label, withdrawn, ...(why !== undefined && { heldBack: why }) }
  }

  const missingOf = (
    found: LibraryRecord,
    before: LibraryRecord | undefined,
    all: readonly LibraryRecord[],
  ): Missing => {
    const wasHere = (id: TrackId) => holdsAudioOf(found, catalog.get(id))
    // Without a record an older Segue imported it.
    const had = before ? idsOf(before) : [...catalog.tracks()].map(({ id }) => id).filter(wasHere)
    const there = new Set(idsOf(found))
    const elsewhere = new Set(all.filter((record) => record !== before).flatMap(idsOf))
    // Of two libraries that share a track, one may lose it; not its file, of which the other has only heard.
    const gone = had.filter((id) => !there.has(id) && (!elsewhere.has(id) || wasHere(id)))
    return { gone, had: had.length, has: there.size }
  }

  const removeNow = async (path: string) => {
    const all = records.read()
    const record = all.find((one) => one.path === path)
    if (record === undefined) throw all.length === 0 && records.amiss ? records.amiss : notFollowed(path, all)
    const others = all.filter((one) => one !== record)
    const elsewhere = others.map((other) => ({ other, ids: new Set(idsOf(other)) }))
    const gone = idsOf(record).filter((id) => {
      const track = catalog.get(id)
      const isHere = holdsAudioOf(record, track)
      return !elsewhere.some(({ other, ids }) => ids.has(id) && (!isHere || holdsAudioOf(other, track)))
    })
    const withdrawn = await catalog.withdraw(gone)
    const left = without(gone, idsOf(record))
    const after = others.map((other) => readAgainFor(left, other))
    // Kept before they are read: who is stopped in between reads them at the next start.
    records.write(after)
    return { withdrawn, changed: after.filter((other) => !others.includes(other)) }
  }

  const scan = async (path: string, options: ScanOptions): Promise<LibraryScan> => {
    try {
      const done = await scanNow(path, options)
      if (done.heldBack === undefined) notes.delete(path)
      else notes.set(path, `${done.label}: ${done.heldBack}`)
      onScan?.(done)
      return done
    } catch (thrown) {
      const followed = records.read().find((record) => record.path === path)
      if (followed !== undefined && toAppError(thrown).category === 'caller')
        notes.set(path, notRead(followed.label))
      throw thrown
    }
  }

  return {
    known: () => records.read(),
    scan: (path, options = {}) => inTurn(() => scan(path, options)),
    remove: (path) =>
      inTurn(async () => {
        const { withdrawn, changed } = await removeNow(path)
        notes.delete(path)
        for (const { path: other } of changed) {
          // One that can't be read now is noted, and is read when it is back.
          await scan(other, {}).catch((thrown: unknown) => {
            if (toAppError(thrown).category !== 'caller') throw thrown
          })
        }
        return withdrawn
      }),
    get amiss() {
      if (notes.size === 0) return records.amiss
      const all = [...(records.amiss ? [records.amiss.message] : []), ...notes.values()]
      return new AppError('unreadable-library', all.join(' '))
    },
  }
}

/**
 * By which callers name a library, as long as it is followed: labels may be the same, and the path stays here. Made of nothing
 * that it is or has, or who guesses a path could tell that it is right.
 */
export const libraryIdOf = ({ id, path }: LibraryRecord): string => id ?? shortened(path)

const shortened = (long: string): string => createHash('sha256').update(long).digest('hex').slice(0, 12)

/** A library as callers may see it. */
export const libraryFor = (record: LibraryRecord) => ({
  id: libraryIdOf(record),
  label: record.label,
  tracks: new Set(idsOf(record)).size,
})

const notRead = (label: string): string =>
  `Not to be read now: ${label}. The tracks stay as they were, and what is back is read again by itself; a scan says what is wrong.`

const notFollowed = (path: string, all: readonly LibraryRecord[]): AppError =>
  new AppError(
    'not-found',
    `${path} is no library of this data folder. ${all.length === 0 ? 'It has none.' : `Name one of: ${all.map((one) => one.path).join(', ')}.`}`,
  )

const idsOf = (record: LibraryRecord): readonly TrackId[] =>
  Object.values(record.files).flatMap(({ ids }) => ids)

const without = (some: readonly TrackId[], all: readonly TrackId[]): ReadonlySet<TrackId> => {
  const left = new Set(all)
  for (const id of some) left.delete(id)
  return left
}

/** The same record where it holds none of them; otherwise their files look changed. */
const readAgainFor = (ids: ReadonlySet<TrackId>, record: LibraryRecord): LibraryRecord => {
  const files = Object.entries(record.files)
  if (!files.some(([, file]) => file.ids.some((id) => ids.has(id)))) return record
  const read = files.map(([name, file]): [string, LibraryFile] => [
    name,
    file.ids.some((id) => ids.has(id)) ? { ...file, modifiedMs: neverReadMs } : file,
  ])
  return { ...record, files: Object.fromEntries(read) }
}

const remember = (
  catalog: Catalog,
  records: readonly LibraryRecord[],
  record: LibraryRecord | undefined,
): LibraryMemory => {
  let byPath: ReadonlyMap<string, TrackId> | undefined
  return {
    record,
    records,
    trackOf: (id) => catalog.get(id),
    tracksEver: () => [...catalog.tracks(), ...catalog.withdrawn()].sort((a, b) => a.key - b.key),
    trackAt: (audioPath) => {
      byPath ??= new Map(
        [...catalog.tracks()].flatMap(({ id, audioPath: at }): [string, TrackId][] =>
          at === undefined ? [] : [[at, id]],
        ),
      )
      return byPath.get(audioPath)
    },
  }
}

const holdsAudioOf = ({ audioBelow, path }: LibraryRecord, track: Track | undefined): boolean =>
  track?.audioPath?.startsWith(audioBelow ?? `${path}/`) === true

/** What was found, and what is held back of what was there before: its files look changed until that is settled. */
const remembering = (
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
    const there = files.get(name)
    if (ids.length === 0) continue
    files.set(
      name,
      there ? { ...there, modifiedMs: neverReadMs, ids: [...there.ids, ...ids] } : { ...file, ids },
    )
  }
  return { ...found, files: Object.fromEntries(files) }
}
