import type { Track, TrackId } from '#domain'
import { idsOf, type LibraryFile, type LibraryRecord } from './library-record.ts'

/**
 * Which tracks a library's record knows under the ids that its source makes. The trap is an id that meant another track
 * once: a corrected row keeps the id that its old spelling makes, and the old spelling may come back in a new row.
 */
export interface LibraryNames {
  /** The id of a track that was in this file before, or is known from elsewhere; undefined for one that is new here. */
  settled(file: string, track: Track): TrackId | undefined
  /** What a track of this id, as the source makes it, may have been called. */
  former(made: TrackId): readonly TrackId[]
  has(id: TrackId): boolean
  /** All that the record has, in its order. */
  known(): readonly Known[]
}

export interface Known {
  readonly id: TrackId
  /** Of its file. */
  readonly name: string
  readonly file: LibraryFile
  readonly track: Track | undefined
}

export type TrackOf = (id: TrackId) => Track | undefined

export const namesOf = (
  record: LibraryRecord | undefined,
  records: readonly LibraryRecord[],
  trackOf: TrackOf,
): LibraryNames => {
  const files = record?.files ?? {}
  const ofLibrary = new Set(Object.values(files).flatMap(({ ids }) => ids))
  const inFile = createLookup(files)
  const elsewhere = new Map(
    records
      .filter((other) => other !== record)
      .flatMap(({ files }) => Object.values(files).flatMap((file) => [...carriedOf(file)])),
  )
  return {
    settled(file, { id, audioPath }) {
      const own = inFile(file, id)
      if (own !== undefined) return own
      const present = trackOf(id)
      if (audioPath !== undefined && present?.audioPath === audioPath) return id
      const other = elsewhere.get(id) ?? id
      return ofLibrary.has(id) || ofLibrary.has(other) || trackOf(other) === undefined ? undefined : other
    },
    former: (made) => [made, ...(elsewhere.has(made) ? [elsewhere.get(made) ?? made] : [])],
    has: (id) => ofLibrary.has(id),
    known: () =>
      Object.entries(files).flatMap(([name, file]) =>
        file.ids.map((id) => ({ id, name, file, track: trackOf(id) })),
      ),
  }
}

/** Tracks that no list names: those of a list that was lost. Their files are known by their paths alone. */
export const orphansOf = (tracks: Iterable<Track>, records: readonly LibraryRecord[]): readonly Known[] => {
  const followed = new Set(records.flatMap(idsOf))
  return [...tracks].flatMap((track): readonly Known[] => {
    const { id, audioPath: name = '' } = track
    return followed.has(id) ? [] : [{ id, name, file: { size: -1, modifiedMs: -1, ids: [id] }, track }]
  })
}

const carriedOf = ({ carried = {} }: LibraryFile): ReadonlyMap<string, TrackId> =>
  new Map(Object.entries(carried))

/** Looked up for every row: made once for each file. */
const createLookup = (files: LibraryRecord['files']) => {
  const lookups = new Map<string, (made: TrackId) => TrackId | undefined>()
  const lookup = (file: LibraryFile) => {
    const carried = carriedOf(file)
    const meant = new Set(carried.values())
    const ids = new Set(file.ids)
    return (made: TrackId) => carried.get(made) ?? (ids.has(made) && !meant.has(made) ? made : undefined)
  }
  return (name: string, made: TrackId): TrackId | undefined => {
    const file = files[name]
    if (file === undefined) return undefined
    const known = lookups.get(name) ?? lookup(file)
    lookups.set(name, known)
    return known(made)
  }
}
