import type { Instant, TrackKey } from '#domain'
import type { Feature, StateEntry } from '#features'
import { recordingOf, type TrackIndex } from '../track-index.ts'

/** What is known of a listener about each thing, read out of the states, and its orders; ties go by name. */
export interface Valued {
  readonly about: string
  readonly value: number
}
export interface ValuedTrack extends Valued {
  readonly key: TrackKey
  /** When the newest event behind the value happened; the last number of every state about a track. */
  readonly at: number
}

export const valuesOf = (states: readonly StateEntry[], feature: Feature, asOf: Instant): Valued[] =>
  states.map(({ about, state }) => ({ about, value: feature.value(state, asOf) }))

export const tracksOf = (
  states: readonly StateEntry[],
  feature: Feature,
  asOf: Instant,
  keyOf: (about: string) => TrackKey | undefined,
): ValuedTrack[] => {
  const tracks: ValuedTrack[] = []
  for (const { about, state } of states) {
    const key = keyOf(about)
    if (key !== undefined)
      tracks.push({ about, key, value: feature.value(state, asOf), at: state.at(-1) ?? 0 })
  }
  return tracks
}

/** Who comes back to what they skipped, and hears it in whatever version, has taken the skip back. */
export const notPlayedSince = (
  skips: readonly ValuedTrack[],
  plays: readonly ValuedTrack[],
  index: TrackIndex,
): ValuedTrack[] => {
  const playedAt = new Map<number, number>()
  for (const { key, at } of plays) {
    const recording = recordingOf(key, index)
    playedAt.set(recording, Math.max(at, playedAt.get(recording) ?? at))
  }
  return skips.filter(({ key, at }) => at >= (playedAt.get(recordingOf(key, index)) ?? at))
}

const byName = (a: Valued, b: Valued) => (a.about < b.about ? -1 : 1)

export const byNewest = (tracks: readonly ValuedTrack[]): ValuedTrack[] =>
  tracks.toSorted((a, b) => b.at - a.at || byName(a, b))

/** Positive values only, highest first. */
export const byValue = <T extends Valued>(values: readonly T[]): T[] =>
  values.filter(({ value }) => value > 0).sort((a, b) => b.value - a.value || byName(a, b))
