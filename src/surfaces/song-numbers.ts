import { createRecordingNumbers, type Numbered } from './recording-numbers.ts'
import { noTrack } from './track-index.ts'

/** Recordings, and what a track's song is by `Reach`, by key. */
interface Sung extends Numbered {
  readonly sung: Float64Array
}

/**
 * Numbers of songs, as `Reach` tells them apart, each the smallest key among the tracks of its recordings. The trap closed here:
 * one recording may be called two songs. It is of the one that its first version is called, so whatever holds songs apart holds
 * recordings apart as well.
 */
export const createSongNumbers = () => {
  const number = createRecordingNumbers<number>()
  return (numbered: Numbered, before: Sung, now: Sung, changed: readonly { readonly key: number }[]) =>
    number(
      numbered,
      keysWithVersions(changed, [before, now]).flatMap((key) => {
        const to = songOf(key, now)
        return to === undefined ? [] : [{ key, from: songOf(key, before), to }]
      }),
    )
}

/** Each once; a recording is gone through once, however many of its versions changed. */
const keysWithVersions = (
  changed: readonly { readonly key: number }[],
  indexes: readonly Numbered[],
): number[] => {
  const keys = new Set<number>()
  for (const { recordings, versions } of indexes) {
    const lists = new Set<readonly number[]>()
    for (const { key } of changed) {
      const list = versions.get(recordings[key] ?? noTrack)
      if (list === undefined) keys.add(key)
      else lists.add(list)
    }
    for (const list of lists) for (const key of list) keys.add(key)
  }
  return [...keys]
}

/** What tells nothing of a song is one of its own; undefined for a key without a track. */
const songOf = (key: number, { recordings, sung }: Sung): number | undefined => {
  const first = recordings[key] ?? noTrack
  if (first === noTrack) return undefined
  return sung[first] || -1 - first
}
