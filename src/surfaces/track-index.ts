import { type TrackId, type TrackKey, trackKey } from '#domain'
import type { CommonQuery } from './query.ts'
import type { Reach } from './reach.ts'
import type { Numbered } from './recording-numbers.ts'
import type { ReleaseRows } from './release-rows.ts'

/**
 * The catalogue by integers, for stages that ask five hundred tracks the same question: which recording, whose,
 * with which tags. Strings in maps were a third of a request's time. A recording's number is the smallest
 * key among its tracks; artists and tags have numbers of their own, in order of arrival. It is shared by all requests and
 * never changes: what the catalogue changes is in the next one, from the next request on.
 *
 * The trap closed here: a track that was withdrawn is served nowhere, but its recording may live on in another
 * version, and a block, a dislike or a hearing of the one holds for the other. So withdrawn tracks have their
 * place in everything below, and only `present` tells them from the others.
 */
export interface TrackIndex extends ReleaseRows, Numbered {
  readonly revision: number
  /** One more than the largest key. */
  readonly slots: number
  /** By key: 1 for a track of the catalogue, 0 for one that was withdrawn and for a key without a track. */
  readonly present: Uint8Array
  /** By key, of withdrawn tracks too; undefined for a key without a track. */
  readonly ids: readonly (TrackId | undefined)[]
  /** Likewise where all recordings of a song are taken for one: see `song-numbers.ts`. */
  readonly songs: Numbered
  /** By key: the main artist's number, or `noTrack` for a track without credits. */
  readonly artists: Uint32Array
  /** Everybody on the track: `credits[creditStarts[key] … creditStarts[key + 1])`. */
  readonly creditStarts: Uint32Array
  readonly credits: Uint32Array
  /** Likewise, in the track's own order of tags. */
  readonly tagStarts: Uint32Array
  readonly trackTags: Uint32Array
  readonly tags: readonly string[]
  /** By tag number: how much it tells about taste, 0 for what is on nearly everything or names a format. */
  readonly tagWeights: Float32Array
  /** These two go on growing with those of later changes: numbers that nothing here has. */
  readonly tagNumbers: ReadonlyMap<string, number>
  readonly artistNumbers: ReadonlyMap<string, number>
  readonly reach: Reach
}

export const noTrack = 0xffff_ffff

/** The track itself where it is there, else the first other version of its recording that is. */
export const versionThere = (key: TrackKey | undefined, index: TrackIndex): TrackKey | undefined => {
  if (key === undefined || index.present[key] === 1) return key
  const there = index.versions.get(recordingOf(key, index))?.find((other) => index.present[other] === 1)
  return there === undefined ? undefined : trackKey(there)
}

/** A key that the index does not have yet is a recording of its own until the index is made again. */
export const recordingOf = (key: number | undefined, { recordings }: Pick<Numbered, 'recordings'>): number =>
  key === undefined ? noTrack : (recordings[key] ?? key)

/**
 * By what a slate holds each once: recordings, or songs where its recipe says so. Whatever judges what is there already numbers tracks
 * by this, or two of its stages would not mean the same by one.
 */
export const distinctIn = (index: TrackIndex, { distinctBy }: Distinct): Numbered =>
  distinctBy === 'song' ? index.songs : index

type Distinct = Pick<CommonQuery, 'distinctBy'>
