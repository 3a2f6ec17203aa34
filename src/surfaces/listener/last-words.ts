import type { TrackKey } from '#domain'
import type { StateEntry } from '#features'
import { recordingOf, type TrackIndex } from '../track-index.ts'
import type { ValuedTrack } from './valued.ts'

/** The last word on a recording, of the version that it was said of; `at` is when something was last said anew, for show. */
interface Word extends ValuedTrack {
  readonly said: number
}

/**
 * By recording, what a listener said last of any of its versions: the order of the listener's events decides, for the clock of a
 * device decides nothing. The trap closed here: a version counts as soon as it is known to be one, also where it became one
 * after it was rated, and however many there are.
 */
export const lastWords = (
  ratings: Iterable<StateEntry>,
  keyOf: (about: string) => TrackKey | undefined,
  index: TrackIndex,
): ReadonlyMap<number, Word> => {
  const words = new Map<number, Word>()
  for (const { about, state } of ratings) {
    const key = keyOf(about)
    if (key === undefined) continue
    const [value = 0, said = 0, at = 0] = state
    const word = { about, key, value, said, at }
    const other = words.get(recordingOf(key, index)) ?? word
    const last = other.said > said ? other : word
    words.set(recordingOf(key, index), { ...last, at: Math.max(at, other.at) })
  }
  return words
}
