import { setImmediate } from 'node:timers/promises'
import { creditsOf, type RecordingId, type Track, type TrackId } from '#domain'
import { foldedName, foldedTitle } from './alike.ts'
import type { Catalog } from './catalog.ts'
import { forEachInSlices, type NextTurn } from './in-slices.ts'
import type { RecordingDoubts } from './recording-doubts.ts'

/** What the tracks of a library would lose of that by which blocks hold: names, and other versions. */
export interface Lost {
  readonly had: number
  readonly lost: number
  /** Which tracks had it: "with artists". */
  readonly who: string
  /** What they would do: "lose all the artists they had". */
  readonly would: string
}

/** More than this many, and more than half of a library, are not changed one by one by a person. */
export const fewEnough = 20
export const figure = (count: number): string => count.toLocaleString('en-US')

const shownNames = 3

/** The first few of a list, and how many more there are. */
export const firstOf = (names: readonly string[]): string => {
  const more = names.length - shownNames
  return `${names.slice(0, shownNames).join(', ')}${more > 0 ? ` and ${figure(more)} more` : ''}`
}

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

/**
 * A track loses all names of a kind, however many others it has by then, or some, and has fewer. A list that is cut is told
 * by its length: which names are gone from the library altogether says little, for a tag that is cut off one track is the
 * first of another. A track with as many names as before was respelt in part or corrected: that is daily work, and not held back.
 */
const losesAll = ({ of, among }: NameKind, before: Track, after: Track): boolean => {
  const had = of(before)
  const has = among(after)
  return had.length > 0 && !had.some((name) => has.includes(name))
}

const losesSome = (kind: NameKind, before: Track, after: Track): boolean =>
  kind.of(after).length < kind.of(before).length &&
  kind.of(before).length > 1 &&
  cutOff(kind, before, after).length > 0

const cutOff = ({ of, among }: NameKind, before: Track, after: Track): readonly string[] => {
  const has = among(after)
  return of(before).filter((name) => !has.includes(name))
}

const nameOf = (track: Track, name: string): string =>
  creditsOf(track).find(({ id }) => id === name)?.name ?? name

/** So many that no person did it: a large part that is many, or all that a small library of `known` tracks had. */
const isTooMuch = (lost: number, had: number, left: number, known: number): boolean =>
  lost * 2 > had && (lost > fewEnough || (left === 0 && lost * 2 > known))

export interface LostNames extends Lost {
  readonly isLostBy: (before: Track, after: Track) => boolean
}

/** Counts how many tracks had names of each kind and have none of them any more, or fewer. */
export const createTally = () => {
  const kinds = nameKinds.map((kind) => ({
    kind,
    all: { had: 0, lost: 0, left: 0 },
    some: { had: 0, lost: 0, cut: new Map<string, number>() },
  }))
  let known = 0
  let hasArtists = false
  return {
    hasArtists: () => hasArtists,
    /** How many of the tracks were in the catalogue. */
    known: () => known,
    /** True for a track that would lose names. */
    add(before: Track | undefined, after: Track): boolean {
      if (after.artists.length > 0) hasArtists = true
      if (before !== undefined) known += 1
      let loses = false
      for (const { kind, all, some } of kinds) {
        if (kind.of(after).length > 0) all.left += 1
        const names = before === undefined ? 0 : kind.of(before).length
        if (before === undefined || names === 0) continue
        all.had += 1
        if (names > 1) some.had += 1
        const isAll = losesAll(kind, before, after)
        const isSome = losesSome(kind, before, after)
        if (isAll) all.lost += 1
        if (isSome) {
          some.lost += 1
          for (const name of cutOff(kind, before, after).map((one) => nameOf(before, one)))
            some.cut.set(name, (some.cut.get(name) ?? 0) + 1)
        }
        loses ||= isAll || isSome
      }
      return loses
    },
    /** The kinds that most tracks lose: many of them, or all that a small library has; in part, many alone. */
    lost: (): readonly LostNames[] =>
      kinds.flatMap(({ kind, all, some }): readonly LostNames[] => {
        const { what } = kind
        if (isTooMuch(all.lost, all.had, all.left, known)) {
          const isLostBy = (before: Track, after: Track) =>
            losesAll(kind, before, after) || (isCut(some) && losesSome(kind, before, after))
          return [{ ...all, who: `with ${what}`, would: `lose all the ${what} they had`, isLostBy }]
        }
        if (!isCut(some)) return []
        const cut = [...some.cut].sort((a, b) => b[1] - a[1]).map(([name]) => name)
        const isLostBy = (before: Track, after: Track) => losesSome(kind, before, after)
        return [
          {
            ...some,
            who: `with several ${what}`,
            would: `keep fewer of them, without ${firstOf(cut)}`,
            isLostBy,
          },
        ]
      }),
  }
}

const isCut = ({ had, lost }: { readonly had: number; readonly lost: number }): boolean =>
  lost * 2 > had && lost > fewEnough

/** As limits compare songs. */
const songOf = ({ artists: [main], title }: Track): string =>
  `${foldedName(main?.name ?? '')}\n${foldedTitle(title)}`

type Versioned = Pick<Catalog, 'keyOf' | 'tracks' | 'withdrawn'>

/**
 * Counts the tracks that share a recording with others, by which a block of one holds for all, and those that would be
 * parted from all of them. That is known at the end: those that move together stay together, and one may be left behind.
 * The catalogue is looked through where tracks would move, and by then: none of those that would has been taken.
 * What leaves a recording that is doubted and is called as before loses nothing: a block on it holds for its song, and
 * the others there are other songs. One that is called otherwise as well may have been a version of them.
 */
export const createVersions = (
  catalog: Versioned,
  doubts: Pick<RecordingDoubts, 'has'> = { has: () => false },
  nextTurn: NextTurn = setImmediate,
) => {
  let sizes: ReadonlyMap<RecordingId, number> = new Map()
  const read = new Map<RecordingId, number>()
  /** Recording before → recording after → those that would move. */
  const moving = new Map<RecordingId, Map<RecordingId, Set<TrackId>>>()
  const arrived = new Set<TrackId>()
  const isShared = (recording: RecordingId): boolean => (sizes.get(recording) ?? 0) > 1
  return {
    /** True for a track that would move to another recording. */
    add(before: Track | undefined, after: Track): boolean {
      if (before === undefined) {
        if (catalog.keyOf(after.id) === undefined) arrived.add(after.id)
        return false
      }
      read.set(before.recordingId, (read.get(before.recordingId) ?? 0) + 1)
      if (before.recordingId === after.recordingId) return false
      if (doubts.has(before.recordingId) && songOf(before) === songOf(after)) return false
      const parts = moving.get(before.recordingId) ?? new Map<RecordingId, Set<TrackId>>()
      moving.set(before.recordingId, parts)
      parts.set(after.recordingId, (parts.get(after.recordingId) ?? new Set()).add(before.id))
      return true
    },
    /** Once `lost` was asked. */
    leavesAlone: (before: Track, after: Track): boolean =>
      isShared(before.recordingId) && moving.get(before.recordingId)?.get(after.recordingId)?.size === 1,
    /** Of `known` tracks of the library. */
    async lost(known: number): Promise<Lost | undefined> {
      if (moving.size === 0) return undefined
      sizes = await sizesOf(catalog, arrived, nextTurn)
      let had = 0
      let lost = 0
      await forEachInSlices(read, nextTurn, ([recording, tracks]) => {
        if (!isShared(recording)) return
        had += tracks
        let left = sizes.get(recording) ?? 0
        let stay = tracks
        for (const { size } of moving.get(recording)?.values() ?? []) {
          if (size === 1) lost += 1
          left -= size
          stay -= size
        }
        if (stay === 1 && left === 1) lost += 1
      })
      const [who, would] = ['with other versions', 'lose all the other versions they had']
      return isTooMuch(lost, had, had - lost, known) ? { had, lost, who, would } : undefined
    },
  }
}

/** Without those that the scan has brought. A withdrawn version counts: what was said of it holds for the others. */
const sizesOf = async (
  catalog: Versioned,
  arrived: ReadonlySet<TrackId>,
  nextTurn: NextTurn,
): Promise<ReadonlyMap<RecordingId, number>> => {
  const sizes = new Map<RecordingId, number>()
  for (const tracks of [catalog.tracks(), catalog.withdrawn()])
    await forEachInSlices(tracks, nextTurn, ({ id, recordingId }) => {
      if (!arrived.has(id)) sizes.set(recordingId, (sizes.get(recordingId) ?? 0) + 1)
    })
  return sizes
}
