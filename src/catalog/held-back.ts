import { counted, type Track, type TrackId } from '#domain'
import type { Catalog } from './catalog.ts'
import type { ImportRow, TrackSource } from './import-tracks.ts'
import type { NextTurn } from './in-slices.ts'
import { createTally, createVersions, fewEnough, figure, firstOf, type Lost } from './losses.ts'

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
  /** Read, and not taken: what is new may be without the names that the rest lost, or what is missing, under other ids. */
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

type TrackRow = ImportRow & { readonly track: Track }

export const holdBack = (
  source: Pick<TrackSource, 'kind' | 'rows' | 'doubts'>,
  options: {
    readonly catalog: Pick<Catalog, 'get' | 'keyOf' | 'tracks' | 'withdrawn'>
    readonly missing: () => Missing
    /** False while it is read for the first time: then nothing new can be something old. */
    readonly isKnown: boolean
    /** What a person says of this library alone; each word for what it names and for nothing else. */
    readonly isMeant: { readonly missing: boolean; readonly changes: boolean }
    /** By which callers name the library. */
    readonly libraryId: string
    readonly signal?: AbortSignal | undefined
    readonly nextTurn?: NextTurn | undefined
  },
): HoldingBack => {
  const { catalog, isMeant, signal } = options
  const isTable = source.kind === 'table'
  const tally = createTally()
  const versions = createVersions(catalog, source.doubts, options.nextTurn)
  let result: HeldBack = {
    gone: [],
    kept: new Set(),
    unchanged: new Set(),
    waiting: new Set(),
    why: undefined,
  }

  const settle = async function* (
    losing: readonly TrackRow[],
    fresh: readonly TrackRow[],
  ): AsyncGenerator<ImportRow> {
    const missing = options.missing()
    const hadArtists = missing.gone.some((id) => catalog.get(id)?.artists.length)
    const isNameless = isTable && options.isKnown && hadArtists && !tally.hasArtists()
    const isKept = !isMeant.missing && isUnlikely(missing, isNameless)
    const lost = isMeant.changes ? [] : tally.lost()
    const lostVersions = isMeant.changes ? undefined : await versions.lost(tally.known())
    const isHeld = (before: Track, after: Track) =>
      lost.some(({ isLostBy }) => isLostBy(before, after)) ||
      (lostVersions !== undefined && versions.leavesAlone(before, after))
    const unchanged = new Set<TrackId>()
    const waiting = new Set<TrackId>()
    for (const row of losing) {
      const before = catalog.get(row.track.id)
      if (before === undefined || !isHeld(before, row.track)) yield row
      else {
        unchanged.add(before.id)
        yield { ...row, track: before, isAsItWas: true }
      }
    }
    // What is new without the names that the others lost would be served to whoever blocks by them.
    const isLosing = lost.length > 0 || lostVersions !== undefined
    // Beside a disk that is away new music is new; a table without its ids, or a file without its tags, may be what is missing.
    const mayBeMissing = ({ artists }: Track) => isTable || (hadArtists && artists.length === 0)
    for (const { row, where, track } of fresh) {
      const mustWait = isLosing || (isKept && mayBeMissing(track))
      if (mustWait) waiting.add(track.id)
      yield mustWait
        ? { row, where, refused: 'new, and waiting for what is held back' }
        : { row, where, track }
    }
    const newOnes = counted(waiting.size, isTable ? 'new row' : 'new file')
    const newRows = waiting.size === 0 ? '' : ` and ${newOnes} not taken`
    const whyAll = [
      isKept && whyKept(source.kind, missing, newRows, alone(options.libraryId, missingWord)),
      whyUnchanged(
        source.kind,
        lostVersions ? [...lost, lostVersions] : lost,
        newRows,
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
        const before = row.isUnwritten ? row.track : catalog.get(row.track.id)
        const moves = versions.add(before, row.track)
        if (tally.add(before, row.track) || moves) losing.push(row)
        else if (before === undefined && options.isKnown) fresh.push(row)
        else yield row
      }
    }
    yield* settle(losing, fresh)
  }
  return { rows: rows(), outcome: () => result }
}

/** Not deleted by hand: everything, or most of it where it is a lot, or comes back without the artists it had. */
const isUnlikely = ({ gone, had, has }: Missing, isNameless: boolean): boolean =>
  gone.length > 0 && (has === 0 || (gone.length * 2 > had && (gone.length > fewEnough || isNameless)))

const missingWord = 'withdrawMissing (--withdraw-missing)'
const changesWord = 'acceptChanges (--accept-changes)'

const alone = (libraryId: string, word: string): string =>
  `scan this library alone (library ${libraryId}, or its path on the command line) with ${word}`

const whyKept = (
  kind: TrackSource['kind'],
  { gone, had }: Missing,
  newRows: string,
  scanAlone: string,
): string => {
  const some = `${figure(gone.length)} of ${counted(had, 'track')} ${gone.length === 1 ? 'was' : 'were'} not found`
  const confirm = `${scanAlone} if they are really gone`
  if (kind !== 'table') {
    return `${some}. That looks like a disk that is not mounted, so none was withdrawn${newRows}. Mount it and scan again, or ${confirm}.`
  }
  return `${some}: the table has no rows for ${firstOf(gone)}. That looks like a table that was cut short, or whose ids are other ones: their column, or what they are made of, came, went or changed. So none was withdrawn${newRows}. Put the rows or the columns back as they were and scan again, or ${confirm}.`
}

const whyUnchanged = (
  kind: TrackSource['kind'],
  lost: readonly Lost[],
  newRows: string,
  scanAlone: string,
): string | undefined => {
  if (lost.length === 0) return undefined
  const losses = lost.map(
    ({ had, lost, who, would }) => `${figure(lost)} of ${counted(had, 'track')} ${who} would ${would}`,
  )
  const [looksLike, undo] =
    kind === 'table'
      ? [
          'a column that was renamed, emptied, cut or exchanged, or names that were respelt',
          'Put the column back',
        ]
      : ['tags that were lost or cut, or names that were respelt', 'Put the tags back']
  return `${losses.join(', ')}. That looks like ${looksLike}, so these tracks stay as they were${newRows}, and blocks hold. ${undo} and scan again, or ${scanAlone} if it is meant.`
}
