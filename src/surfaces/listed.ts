import { z } from 'zod'
import type { StoredTrack } from '#catalog'
import { trackViewSchema } from './answers.ts'
import { songsOf } from './blocks-of.ts'
import { blockOn, isDisliked } from './hydrators/eligibility.ts'
import type { Reads } from './reads.ts'
import { viewOf } from './shown-tracks.ts'
import { recordingOf, type TrackIndex } from './track-index.ts'

/**
 * Tracks in a list that shows all there is, such as a release, for one listener: what they ruled out stands there and
 * says so, by the judgement that keeps it off every surface. The trap closed here: whoever plays such a list from
 * its start would hear what is blocked everywhere, and no program outside can judge spellings and versions.
 */
const ruledOutSchema = z
  .object({
    by: z.enum(['track-blocked', 'artist-blocked', 'tag-blocked', 'disliked']),
    /** Of a dislike: the tracks that it was said of. `track.unrated` of each of them takes it back. */
    trackIds: z.array(z.string()).optional(),
  })
  .meta({ id: 'RuledOut' })
type RuledOut = z.infer<typeof ruledOutSchema>

export const listedTrackSchema = trackViewSchema
  .extend({
    /** Blocked or disliked by the listener that the request names; pass it over unless it is asked for itself. */
    ruledOut: ruledOutSchema.optional(),
  })
  .meta({ id: 'ListedTrack' })
export type ListedTrack = z.infer<typeof listedTrackSchema>

type Judge = Pick<Reads, 'index' | 'listener'>

/** Without a listener nothing is ruled out. */
export const listedFor =
  (reads: Judge) =>
  (track: StoredTrack): ListedTrack => {
    const ruledOut = ruledOutFor(track.key, reads)
    return { ...viewOf(track), ...(ruledOut && { ruledOut }) }
  }

const ruledOutFor = (key: number, { index, listener }: Judge): RuledOut | undefined => {
  if (listener === undefined) return undefined
  const by = listener.blocks.size > 0 ? byBlock[blockOn(key, index, listener.blocks)] : undefined
  if (by !== undefined) return { by }
  if (!isDisliked(key, index, listener.histories)) return undefined
  return { by: 'disliked', trackIds: dislikedFor(key, index, listener.histories) }
}

/** By the value of `blockedBy`. */
const byBlock: readonly (RuledOut['by'] | undefined)[] = [
  undefined,
  'track-blocked',
  'artist-blocked',
  'artist-blocked',
  'tag-blocked',
]

/** One track of each recording whose dislike reaches this one. */
const dislikedFor = (
  key: number,
  index: TrackIndex,
  { places, rating }: NonNullable<Reads['listener']>['histories'],
): string[] => {
  const own = recordingOf(key, index)
  const songs = songsOf([own], index)
  const found: string[] = []
  for (const [recording, place] of places) {
    if ((rating[place] ?? 0) >= 0) continue
    const isSame = recording === own
    if (!isSame && ![...songsOf([recording], index)].some((song) => songs.has(song))) continue
    const id = index.ids[isSame ? key : (index.versions.get(recording)?.[0] ?? recording)]
    if (id !== undefined) found.push(id)
  }
  return found
}
