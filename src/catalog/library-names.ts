import type { Track, TrackId } from '#domain'
import { forEachInSlices, type NextTurn } from './in-slices.ts'
import type { LibraryFile, LibraryRecord } from './library-record.ts'
import { type FileLook, hasSameSound } from './same-track.ts'

/**
 * Which tracks a library's record knows under the ids that its source makes. The trap is an id that meant another track
 * once: a corrected row keeps the id that its old spelling makes, and the old spelling may come back in a new row. A
 * record has hundreds of thousands of files, or of rows in one: it is gone through in slices, for others are served meanwhile.
 */
export interface LibraryNames {
  /**
   * The id of a track that was in this file before, or is known from elsewhere; undefined for one that is new here, or
   * has to be compared: what lies where another file lay may be any song. `formerIds` are as good as the track's own,
   * where that means nothing.
   */
  settled(
    file: string,
    track: Track,
    look: FileLook | undefined,
    formerIds?: readonly TrackId[],
  ): TrackId | undefined
  /** What a track of this id, as the source makes it, may have been called. */
  former(made: TrackId): readonly TrackId[]
  has(id: TrackId): boolean
  /** All that the record has, in its order. */
  known(): Iterable<Known>
}

export interface Known {
  readonly id: TrackId
  /** Of its file. */
  readonly name: string
  readonly file: LibraryFile
  readonly track: Track | undefined
}

export type TrackOf = (id: TrackId) => Track | undefined

export const namesOf = async (
  record: LibraryRecord | undefined,
  records: readonly LibraryRecord[],
  trackOf: TrackOf,
  nextTurn: NextTurn,
): Promise<LibraryNames> => {
  const files = record?.files ?? {}
  const ofLibrary = new Set<TrackId>()
  await forEachInSlices(idsIn(files), nextTurn, (id) => ofLibrary.add(id))
  const meant = new Set<TrackId>()
  await forEachInSlices(carriedIn(files), nextTurn, ([, id]) => meant.add(id))
  const elsewhere = new Map<string, TrackId>()
  for (const other of records) {
    if (other === record) continue
    await forEachInSlices(carriedIn(other.files), nextTurn, ([made, id]) => elsewhere.set(made, id))
  }
  const isTable = Object.keys(files).length === 1
  const inFile = (name: string, made: TrackId): TrackId | undefined => {
    const file = files[name]
    if (file === undefined) return undefined
    if (file.carried && Object.hasOwn(file.carried, made)) return file.carried[made]
    // The one file of a table holds all there is, one of a folder a track or two.
    const isThere = isTable ? ofLibrary.has(made) : file.ids.includes(made)
    return isThere && !meant.has(made) ? made : undefined
  }
  const isStill = (before: Track | undefined, name: string, track: Track, look: FileLook | undefined) => {
    const file = files[name]
    if (look === undefined || file === undefined || before === undefined) return true
    return (
      isUntouched(file, look) ||
      hasSameSound({ track: before, file: { ...file, path: name } }, { track, file: look })
    )
  }
  return {
    settled(file, track, look, formerIds = []) {
      const { id, audioPath } = track
      const made = [id, ...formerIds]
      const own = made.map((one) => inFile(file, one)).find((one) => one !== undefined)
      const present = trackOf(own ?? id)
      if (own !== undefined || (audioPath !== undefined && present?.audioPath === audioPath))
        return isStill(present, file, track, look) ? (own ?? id) : undefined
      return made
        .filter((one) => !ofLibrary.has(one))
        .map((one) => elsewhere.get(one) ?? one)
        .find((other) => !ofLibrary.has(other) && trackOf(other) !== undefined)
    },
    former: (made) => [made, ...(elsewhere.has(made) ? [elsewhere.get(made) ?? made] : [])],
    has: (id) => ofLibrary.has(id),
    *known() {
      // Names alone: entries of as many files take long to make, in one turn.
      for (const name of Object.keys(files)) {
        const file = files[name]
        if (file) for (const id of file.ids) yield { id, name, file, track: trackOf(id) }
      }
    },
  }
}

const isUntouched = (one: LibraryFile, other: FileLook): boolean =>
  one.size === other.size && one.modifiedMs === other.modifiedMs

/** Tracks that no list names: those of a list that was lost. Their files are known by their paths alone. */
export const orphansOf = async (
  tracks: Iterable<Track>,
  records: readonly LibraryRecord[],
  mayBeGone: (file: string, track: Track) => boolean,
  nextTurn: NextTurn,
): Promise<readonly Known[]> => {
  const followed = new Set<TrackId>()
  for (const { files } of records) await forEachInSlices(idsIn(files), nextTurn, (id) => followed.add(id))
  const orphans: Known[] = []
  await forEachInSlices(tracks, nextTurn, (track) => {
    const { id, audioPath: name = '' } = track
    if (followed.has(id) || !mayBeGone(name, track)) return
    orphans.push({ id, name, file: { size: -1, modifiedMs: -1, ids: [id] }, track })
  })
  return orphans
}

function* idsIn(files: LibraryRecord['files']): Generator<TrackId> {
  for (const { ids } of Object.values(files)) yield* ids
}

function* carriedIn(files: LibraryRecord['files']): Generator<[string, TrackId]> {
  for (const { carried } of Object.values(files)) if (carried) yield* Object.entries(carried)
}
