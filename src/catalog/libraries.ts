import { createHash } from 'node:crypto'
import { AppError, counted, createTurns, type Track, type TrackId, toAppError } from '#domain'
import { type Carry, createCarrying } from './carry-ids.ts'
import type { Catalog } from './catalog.ts'
import { holdBack, type Missing } from './held-back.ts'
import { type ImportOptions, type ImportReport, importTracks, type TrackSource } from './import-tracks.ts'
import {
  type FollowedLibrary,
  holdsAudioOf,
  idsOf,
  isNamed,
  type LibraryRecord,
  readAgainFor,
  remembering,
  without,
} from './library-record.ts'

/**
 * The folders and tables a catalogue is filled from, read again whenever asked: what is new is added, what
 * changed is updated, what vanished is withdrawn. The traps: a scan that fails half way has seen only half, and
 * a disk that is not mounted looks like a library in which everything was deleted. Neither withdraws anything, nor
 * ends blocks (`held-back.ts`), and no library is forgotten over it: a folder that was moved and a disk that is unplugged look the same. Its record
 * keeps what it held, also of files that are another library's by now, and is held to it when it is back.
 */

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
  /** What is read passes through it before it has recordings: see `carry-ids.ts`. */
  readonly carry: Carry
}

export interface LibrarySource extends TrackSource {
  /** What was there; complete once the rows were read to their end. */
  record(): LibraryRecord
}

export interface LibraryScan extends ImportReport {
  /** As in `known`. */
  readonly id: string
  readonly label: string
  readonly withdrawn: number
  /** Tracks that were corrected or moved and are those they were, with what was said of them. */
  readonly renamed: number
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
  known(): readonly FollowedLibrary[]
  /**
   * Reads one, new or known. Scans run one after another; who asks the same as somebody whose scan has not begun is
   * answered with that one, unless there is progress to be told or a signal to stop it. Rejects with what the reader rejects with.
   */
  scan(path: string, options?: ScanOptions): Promise<LibraryScan>
  /**
   * Follows one no more and withdraws what no other has, or only has heard of: what plays from here, and from no
   * other. What another has as well is read again from that one, whose names it has from now on. Answers how many
   * tracks were withdrawn. Rejects with `not-found`; after all is done, with why one of the others could not be read again.
   */
  remove(path: string): Promise<number>
  /** Says by their labels which could not be read when last tried, and of which something is held back; and what is amiss with the records. */
  readonly amiss: AppError | undefined
}

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
  const { asSent } = catalog
  /** Each reads the records and writes them when it is done. */
  const inTurn = createTurns()
  /** What is to be said of each, by path. */
  const notes = new Map<string, string>()

  /** By path, to libraries that an older Segue followed. */
  const given = new Map<string, string>()
  const named = (record: LibraryRecord): FollowedLibrary => {
    if (isNamed(record)) return record
    const id = given.get(record.path) ?? createId(newId)
    given.set(record.path, id)
    return { ...record, id }
  }
  const followed = (): readonly FollowedLibrary[] => {
    const all = records.read()
    if (all.every(isNamed)) return all
    const isNew = all.some((record) => !isNamed(record) && !given.has(record.path))
    const now = all.map(named)
    try {
      // At once, for whoever was told an id names the library by it, also after a restart.
      if (isNew) records.write(now)
    } catch {
      // A list is read on a full disk too. They are kept with the next scan, which says what is wrong with the disk.
    }
    return now
  }

  const scanNow = async (path: string, options: ScanOptions): Promise<LibraryScan> => {
    const all = followed()
    const before = all.find((record) => record.path === path)
    const id = before?.id ?? createId(newId)
    const carrying = createCarrying({ record: before, records: all, catalog: asSent, signal: options.signal })
    const source = await open(path, { ...remember(asSent, all, before), carry: carrying.carry })
    const holding = holdBack(source, {
      catalog: asSent,
      missing: () => missingOf(source.record(), before, all),
      // A list that was lost or damaged has forgotten it, and the catalogue has its tracks all the same.
      isKnown: before !== undefined || records.amiss !== undefined || plays(source.record()),
      isMeant: { missing: options.withdrawMissing === true, changes: options.acceptChanges === true },
      libraryId: id,
      signal: options.signal,
    })
    const report = await importTracks(catalog, { ...source, rows: holding.rows }, options)
    const heldBack = holding.outcome()
    const withdrawn = await catalog.withdraw(heldBack.gone)
    const record = { ...remembering(source.record(), before, heldBack), id }
    // The scan took its time: somebody may have put a backup of the list in place meanwhile.
    const now = followed()
    const place = now.findIndex((one) => one.path === path)
    records.write(place < 0 ? [...now, record] : now.with(place, record))
    const { why, unchanged, waiting } = heldBack
    const isTaken = (one: TrackId) => !unchanged.has(one) && !waiting.has(one)
    const counts = { withdrawn, renamed: [...carrying.renamed()].filter(isTaken).length }
    return { ...report, id, label: source.label, ...counts, ...(why !== undefined && { heldBack: why }) }
  }

  const plays = (found: LibraryRecord): boolean =>
    [...asSent.tracks()].some((track) => holdsAudioOf(found, track))

  const missingOf = (
    found: LibraryRecord,
    before: LibraryRecord | undefined,
    all: readonly LibraryRecord[],
  ): Missing => {
    const wasHere = (id: TrackId) => holdsAudioOf(found, asSent.get(id))
    // Without a record an older Segue imported it.
    const had = before ? idsOf(before) : [...asSent.tracks()].map(({ id }) => id).filter(wasHere)
    const there = new Set(idsOf(found))
    const elsewhere = new Set(all.filter((record) => record !== before).flatMap(idsOf))
    // Of two libraries that share a track, one may lose it; not its file, of which the other has only heard.
    const gone = had.filter((id) => !there.has(id) && (!elsewhere.has(id) || wasHere(id)))
    return { gone, had: had.length, has: there.size }
  }

  const removeNow = async (path: string) => {
    const all = followed()
    const record = all.find((one) => one.path === path)
    if (record === undefined) throw all.length === 0 && records.amiss ? records.amiss : notFollowed(path, all)
    const elsewhere = all
      .filter((one) => one !== record)
      .map((other) => ({ other, ids: new Set(idsOf(other)) }))
    const gone = idsOf(record).filter((id) => {
      const track = asSent.get(id)
      const isHere = holdsAudioOf(record, track)
      return !elsewhere.some(({ other, ids }) => ids.has(id) && (!isHere || holdsAudioOf(other, track)))
    })
    const withdrawn = await catalog.withdraw(gone)
    const left = without(gone, idsOf(record))
    // As after a scan: the list may be another by now.
    const others = followed().filter((one) => one.path !== path)
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
      const known = followed().find((record) => record.path === path)
      if (known !== undefined && toAppError(thrown).category === 'caller')
        notes.set(path, notRead(known.label))
      throw thrown
    }
  }

  /** By what was asked. Not the one that runs: it may have read past what the next who asks has changed. */
  const waiting = new Map<string, Promise<LibraryScan>>()
  const scanTogether = (path: string, options: ScanOptions): Promise<LibraryScan> => {
    if (options.signal || options.onProgress) return inTurn(() => scan(path, options))
    const asked = JSON.stringify([path, options.withdrawMissing === true, options.acceptChanges === true])
    const others = waiting.get(asked)
    if (others) return others
    const own = inTurn(() => {
      if (waiting.get(asked) === own) waiting.delete(asked)
      return scan(path, options)
    })
    waiting.set(asked, own)
    return own
  }

  return {
    known: followed,
    scan: (path, options = {}) => scanTogether(path, options),
    remove(path) {
      // Who asks from now on wants to see what is there after it.
      waiting.clear()
      return inTurn(async () => {
        const { withdrawn, changed } = await removeNow(path)
        notes.delete(path)
        const failed: AppError[] = []
        for (const { path: other } of changed) {
          await scan(other, {}).catch((thrown: unknown) => {
            const error = toAppError(thrown)
            // One that can't be read now is noted, and is read when it is back.
            if (error.category !== 'caller') failed.push(error)
          })
        }
        if (failed[0]) throw notReadAgain(path, withdrawn, failed[0])
        return withdrawn
      })
    },
    get amiss() {
      if (notes.size === 0) return records.amiss
      const all = [...(records.amiss ? [records.amiss.message] : []), ...notes.values()]
      return new AppError('unreadable-library', all.join(' '))
    },
  }
}

/** Made of nothing that a library is or has, or who guesses a path could tell that it is right. */
const createId = (newId: () => string): string =>
  createHash('sha256').update(newId()).digest('hex').slice(0, 12)

const notRead = (label: string): string =>
  `Not to be read now: ${label}. The tracks stay as they were, and what is back is read again by itself; a scan says what is wrong.`

const notReadAgain = (path: string, withdrawn: number, first: AppError): AppError =>
  new AppError(
    first.code,
    `${path} is read no more, ${counted(withdrawn, 'track')} withdrawn. What other libraries have of it was to be read again from them, and that failed: ${first.message} The next scan of them makes up for it.`,
    { cause: first },
  )

const notFollowed = (path: string, all: readonly LibraryRecord[]): AppError =>
  new AppError(
    'not-found',
    `${path} is no library of this data folder. ${all.length === 0 ? 'It has none.' : `Name one of: ${all.map((one) => one.path).join(', ')}.`}`,
  )

const remember = (
  catalog: Catalog['asSent'],
  records: readonly LibraryRecord[],
  record: LibraryRecord | undefined,
): Omit<LibraryMemory, 'carry'> => {
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
