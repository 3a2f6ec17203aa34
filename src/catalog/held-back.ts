import { counted, creditsOf, type RecordingId, type Track, type TrackId } from '#domain'
import type { Catalog } from './catalog.ts'
import type { ImportRow, TrackSource } from './import-tracks.ts'

/**
 * What a scan would take from the catalogue that nobody takes by hand: most of a library, or that by which blocks
 * hold, names and recordings, from most of it. A file that was cut short or lost a column would end blocks without a word, so
 * such a change waits until it is undone or confirmed.
 */
export interface HoldingBack {
  /** To be read in place of the source's: what may have to wait comes last, or as the catalogue has it. */
  readonly rows: AsyncIterable<ImportRow>
  /** Once the rows were read to their end. */
  outcome(): HeldBack
}

export interface HeldBack {
  /** Of what is missing; none where it is held back. */
  readonly gone: readonly TrackId[]
  readonly kept: ReadonlySet<TrackId>
  /** Read, and left as they were. */
  readonly unchanged: ReadonlySet<TrackId>
  /** Read, and not taken: rows of a table may be those that are missing, under other ids. */
  readonly waiting: ReadonlySet<TrackId>
  readonly why: string | undefined
}

/** What a library held and no more has, once it was read to its end. */
export interface Missing {
  readonly gone: readonly TrackId[]
  readonly had: number
  /** How many it has, closed files and new rows among them. */
  readonly has: number
}

/** More than this many, and more than half of a library, are not changed one by one by a person. */
const fewEnough = 20
const shownIds = 3

/** Names that blocks hold by. A guest who is a main artist by now is blocked all the same: both are among the credits. */
interface NameKind {
  readonly what: string
  readonly of: (track: Track) => readonly string[]
  readonly among: (track: Track) => readonly string[]
}

const idsOf = (artists: Track['artists']): readonly string[] => artists.map(({ id }) => id)
const credits = (track: Track) => idsOf(creditsOf(track))
const nameKinds: readonly NameKind[] = [
  { what: 'artists', of: ({ artists }) => idsOf(artists), among: credits },
  { what: 'guests', of: ({ featured }) => idsOf(featured), among: credits },
  { what: 'tags', of: ({ tags }) => tags, among: ({ tags }) => tags },
]

const losesAll = ({ of, among }: NameKind, before: Track, after: Track): boolean => {
  const had = of(before)
  const has = among(after)
  return had.length > 0 && !had.some((name) => has.includes(name))
}

type TrackRow = ImportRow & { readonly track: Track }

export const holdBack = (
  source: Pick<TrackSource, 'kind' | 'rows'>,
  options: {
    readonly catalog: Pick<Catalog, 'get' | 'tracks' | 'withdrawn'>
    readonly missing: () => Missing
    /** False while it is read for the first time: then nothing new can be something old. */
    readonly isKnown: boolean
    /** What a person says of this library alone; each word for what it names and for nothing else. */
    readonly isMeant: { readonly missing: boolean; readonly changes: boolean }
    /** By which callers name the library. */
    readonly libraryId: string
    readonly signal?: AbortSignal | undefined
  },
): HoldingBack => {
  const { catalog, isMeant, signal } = options
  const mayRename = options.isKnown && source.kind === 'table'
  const tally = createTally()
  const versions = createVersions(catalog)
  let result: HeldBack = {
    gone: [],
    kept: new Set(),
    unchanged: new Set(),
    waiting: new Set(),
    why: undefined,
  }

  const settle = function* (losing: readonly TrackRow[], fresh: readonly TrackRow[]): Generator<ImportRow> {
    const missing = options.missing()
    const isNameless =
      mayRename && !tally.hasArtists() && missing.gone.some((id) => catalog.get(id)?.artists.length)
    const isKept = !isMeant.missing && isUnlikely(missing, isNameless)
    const lost = isMeant.changes ? [] : tally.lost()
    const lostVersions = isMeant.changes ? undefined : versions.lost(tally.known())
    const isHeld = (before: Track, after: Track) =>
      lost.some((kind) => losesAll(kind, before, after)) ||
      (lostVersions !== undefined && versions.leavesAlone(before, after))
    const unchanged = new Set<TrackId>()
    const waiting = new Set<TrackId>()
    for (const row of losing) {
      const before = catalog.get(row.track.id)
      if (before === undefined || !isHeld(before, row.track)) yield row
      else {
        unchanged.add(before.id)
        yield { ...row, track: before }
      }
    }
    for (const { row, where, track } of fresh) {
      if (isKept) waiting.add(track.id)
      yield isKept
        ? { row, where, refused: 'new, and held back with the rows that are missing' }
        : { row, where, track }
    }
    const whyAll = [
      isKept && whyKept(source.kind, missing, waiting.size, alone(options.libraryId, missingWord)),
      whyUnchanged(
        source.kind,
        lostVersions ? [...lost, lostVersions] : lost,
        alone(options.libraryId, changesWord),
      ),
    ]
    result = {
      gone: isKept ? [] : missing.gone,
      kept: new Set(isKept ? missing.gone : []),
      unchanged,
      waiting,
      why: whyAll.filter(Boolean).join(' ') || undefined,
    }
  }

  const rows = async function* (): AsyncGenerator<ImportRow> {
    const losing: TrackRow[] = []
    const fresh: TrackRow[] = []
    for await (const row of source.rows) {
      signal?.throwIfAborted()
      if (!('track' in row)) yield row
      else {
        const before = catalog.get(row.track.id)
        const isParted = before !== undefined && versions.add(before, row.track)
        if (tally.add(before, row.track) || isParted) losing.push(row)
        else if (before === undefined && mayRename) fresh.push(row)
        else yield row
      }
    }
    yield* settle(losing, fresh)
  }
  return { rows: rows(), outcome: () => result }
}

interface Lost {
  readonly what: string
  readonly had: number
  readonly lost: number
}

/** So many that no person did it: a large part that is many, or all that a small library of `known` tracks had. */
const isTooMuch = (lost: number, had: number, left: number, known: number): boolean =>
  lost * 2 > had && (lost > fewEnough || (left === 0 && lost * 2 > known))

/** Counts how many tracks had names of each kind, and have none of them any more. */
const createTally = () => {
  const kinds = nameKinds.map((kind) => ({ ...kind, had: 0, lost: 0, left: 0 }))
  let known = 0
  let hasArtists = false
  return {
    hasArtists: () => hasArtists,
    /** How many of the tracks were in the catalogue. */
    known: () => known,
    /** True for a track that would lose all names of a kind. */
    add(before: Track | undefined, after: Track): boolean {
      if (after.artists.length > 0) hasArtists = true
      if (before !== undefined) known += 1
      let loses = false
      for (const kind of kinds) {
        if (kind.of(after).length > 0) kind.left += 1
        if (before === undefined || kind.of(before).length === 0) continue
        kind.had += 1
        if (!losesAll(kind, before, after)) continue
        kind.lost += 1
        loses = true
      }
      return loses
    },
    /** The kinds that most tracks lose: many of them, or all that a small library has. */
    lost: (): readonly (Lost & NameKind)[] =>
      kinds.filter(({ had, lost, left }) => isTooMuch(lost, had, left, known)),
  }
}

/**
 * Counts the tracks that share a recording with others, by which a block of one holds for all, and those that would be
 * parted from all of them. That is known at the end: those that move together stay together, and one may be left behind.
 */
const createVersions = (catalog: Pick<Catalog, 'tracks' | 'withdrawn'>) => {
  let sizes: ReadonlyMap<RecordingId, number> | undefined
  /** Recording before → recording after → those that were read. */
  const shared = new Map<RecordingId, Map<RecordingId, Set<TrackId>>>()
  return {
    /** True for a track that would leave a recording it shares. */
    add(before: Track, after: Track): boolean {
      // Counted before the first row is taken: what is taken later is the catalogue's by then.
      sizes ??= sizesOf(catalog)
      if ((sizes.get(before.recordingId) ?? 0) < 2) return false
      const parts = shared.get(before.recordingId) ?? new Map<RecordingId, Set<TrackId>>()
      shared.set(before.recordingId, parts)
      parts.set(after.recordingId, (parts.get(after.recordingId) ?? new Set()).add(before.id))
      return before.recordingId !== after.recordingId
    },
    leavesAlone: (before: Track, after: Track): boolean =>
      before.recordingId !== after.recordingId &&
      shared.get(before.recordingId)?.get(after.recordingId)?.size === 1,
    lost(known: number): Lost | undefined {
      let had = 0
      let lost = 0
      for (const [recording, parts] of shared) {
        const read = [...parts.values()].reduce((sum, { size }) => sum + size, 0)
        const notRead = (sizes?.get(recording) ?? read) - read
        had += read
        for (const [after, { size }] of parts) if (size + (after === recording ? notRead : 0) === 1) lost += 1
      }
      return isTooMuch(lost, had, had - lost, known) ? { what: 'other versions', had, lost } : undefined
    },
  }
}

/** A withdrawn version counts: what was said of it holds for the others. */
const sizesOf = (catalog: Pick<Catalog, 'tracks' | 'withdrawn'>): ReadonlyMap<RecordingId, number> => {
  const sizes = new Map<RecordingId, number>()
  for (const tracks of [catalog.tracks(), catalog.withdrawn()])
    for (const { recordingId } of tracks) sizes.set(recordingId, (sizes.get(recordingId) ?? 0) + 1)
  return sizes
}

/** Not deleted by hand: everything, or most of it where it is a lot, or comes back without the artists it had. */
const isUnlikely = ({ gone, had, has }: Missing, isNameless: boolean): boolean =>
  gone.length > 0 && (has === 0 || (gone.length * 2 > had && (gone.length > fewEnough || isNameless)))

const figure = (count: number): string => count.toLocaleString('en-US')

const missingWord = 'withdrawMissing (--withdraw-missing)'
const changesWord = 'acceptChanges (--accept-changes)'

const alone = (libraryId: string, word: string): string =>
  `scan this library alone (library ${libraryId}, or its path on the command line) with ${word}`

const whyKept = (
  kind: TrackSource['kind'],
  { gone, had }: Missing,
  waiting: number,
  scanAlone: string,
): string => {
  const some = `${figure(gone.length)} of ${counted(had, 'track')} ${gone.length === 1 ? 'was' : 'were'} not found`
  const confirm = `${scanAlone} if they are really gone`
  if (kind !== 'table') {
    return `${some}. That looks like a disk that is not mounted, so none was withdrawn. Mount it and scan again, or ${confirm}.`
  }
  const others = waiting === 0 ? '' : ` and ${counted(waiting, 'new row')} not taken`
  return `${some}: the table has no rows for ${shown(gone)}. That looks like a table that was cut short, or lost the column of its ids or what they are made of, so none was withdrawn${others}. Put the rows or the column back and scan again, or ${confirm}.`
}

const shown = (ids: readonly TrackId[]): string =>
  `${ids.slice(0, shownIds).join(', ')}${ids.length > shownIds ? ` and ${figure(ids.length - shownIds)} more` : ''}`

const whyUnchanged = (
  kind: TrackSource['kind'],
  lost: readonly Lost[],
  scanAlone: string,
): string | undefined => {
  if (lost.length === 0) return undefined
  const losses = lost.map(
    ({ what, had, lost }) =>
      `${figure(lost)} of ${counted(had, 'track')} with ${what} would lose all the ${what} they had`,
  )
  const [looksLike, undo] =
    kind === 'table'
      ? ['a column that was renamed, emptied or exchanged, or names that were respelt', 'Put the column back']
      : ['tags that were lost, or names that were respelt', 'Put the tags back']
  return `${losses.join(', ')}. That looks like ${looksLike}, so these tracks stay as they were and blocks hold. ${undo} and scan again, or ${scanAlone} if it is meant.`
}
