import { z } from 'zod'
import type { TrackKey } from '#domain'
import { broadTags } from './hydrators/telling-tags.ts'
import type { ListenerReads, Reads } from './reads.ts'
import type { TrackIndex } from './track-index.ts'

/**
 * What a row of tracks is calibrated to: which share each tag has of what the listener plays (Steck, Calibrated
 * recommendations, 2018), and the tags of what was heard before, newest first. Read once, for what is near to what plays is near to
 * what came before it too: every answer may be near enough and the row of them all one scene. By the names of tags, whose numbers are
 * those of one process.
 */
export const calibrationSchema = z.object({
  /** A tag and its share of all plays; what is not listed has next to none. */
  shares: z.array(z.tuple([z.string(), z.number()])),
  heardTags: z.array(z.array(z.string())),
})
export type Calibration = z.infer<typeof calibrationSchema>

/**
 * Of fewer plays, shares are chance: nothing is calibrated to them. Plays are halved every thirty days, but that makes no
 * chance of what they tell, so tracks count as well, each once however long ago it was played.
 */
const fewestPlays = 20
/** With less of them left, shares would be of what the plays of the row have decayed by since: a tenth of a play, of forty. */
const leastLeft = 1
const mostShares = 32

/** Beyond the row that artists are spaced in: a scene hardens more slowly than an artist comes back. */
export const mostHeard = 40

/** `heard` was heard or skipped or is only reported; `played` is what of the same time was counted as a play. */
export const calibrationOf = (
  { index, listener }: Reads,
  heard: readonly TrackKey[],
  played: readonly TrackKey[],
): Calibration | undefined => {
  if (listener === undefined) return undefined
  // What the row itself has added says nothing of before it: a scene would earn its share by being played. It plays a
  // track once; who puts one on repeat plays the others themselves.
  const plays = listener.playsThere - played.length
  const isEnough = plays >= fewestPlays || tracksBefore(listener, played, index) >= fewestPlays
  if (!isEnough || plays < leastLeft) return undefined
  return {
    shares: sharesOf(listener, plays, played, index),
    heardTags: heard.map((key) => broadTags(key, index)),
  }
}

/** How many tracks that are there were played before the row, those of the row too that were; no more than are asked about. */
const tracksBefore = (
  { histories: { places, plays }, lastPlayedKeys }: ListenerReads,
  played: readonly TrackKey[],
  { recordings }: Pick<TrackIndex, 'recordings'>,
): number => {
  const playsOf = (key: TrackKey) => plays[places.get(recordings[key] ?? key) ?? plays.length] ?? 0
  // A single play is no more than 1.
  const onlyInRow = played.filter((key) => playsOf(key) <= 1)
  return lastPlayedKeys(played.length + fewestPlays).length - onlyInRow.length
}

const sharesOf = (
  { tagPlays }: ListenerReads,
  plays: number,
  played: readonly TrackKey[],
  { tags, tagWeights, tagStarts, trackTags }: TrackIndex,
): Calibration['shares'] => {
  const inRow = new Map<number, number>()
  for (const key of played)
    for (const tag of trackTags.subarray(tagStarts[key] ?? 0, tagStarts[key + 1] ?? 0))
      inRow.set(tag, (inRow.get(tag) ?? 0) + 1)
  const shares: [number, number][] = []
  for (let tag = 0; tag < tagPlays.length; tag++) {
    const before = (tagPlays[tag] ?? 0) - (inRow.get(tag) ?? 0)
    const share = Math.round((1000 * before) / plays) / 1000
    if (share > 0 && (tagWeights[tag] ?? 0) > 0) shares.push([tag, share])
  }
  shares.sort(([a, one], [b, other]) => other - one || a - b)
  return shares.slice(0, mostShares).map(([tag, share]) => [tags[tag] ?? '', share])
}
