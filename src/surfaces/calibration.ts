import { z } from 'zod'
import type { TrackKey } from '#domain'
import { broadTags } from './hydrators/telling-tags.ts'
import type { ListenerReads, Reads } from './reads.ts'

/**
 * What a row of tracks is calibrated to: which share each tag has of what the listener plays (Steck, Calibrated
 * recommendations, 2018), and the tags of what was heard before, newest first. Read once, for what is near to what plays is near to
 * what came before it too: every answer may be near enough and the row of them all one scene.
 */
export const calibrationSchema = z.object({
  /** A tag, as `TellingTags` numbers them, and its share of all plays; what is not listed has next to none. */
  shares: z.array(z.tuple([z.number().int(), z.number()])),
  heardTags: z.array(z.array(z.number().int())),
})
export type Calibration = z.infer<typeof calibrationSchema>

/** Of fewer, shares are chance: nothing is calibrated to them. */
const fewestPlays = 20
const mostShares = 32

/** Beyond the row that artists are spaced in: a scene hardens more slowly than an artist comes back. */
export const mostHeard = 40

export const calibrationOf = (reads: Reads, heard: readonly TrackKey[]): Calibration | undefined => {
  const { index, listener } = reads
  let plays = 0
  for (const some of listener?.histories.plays ?? []) plays += some
  // What the row itself has added says nothing of before it: a scene would earn its share by being played.
  plays -= heard.length
  if (listener === undefined || plays < fewestPlays) return undefined
  const heardTags = heard.map((key) => broadTags(key, index))
  return { shares: sharesOf(listener, plays, heardTags, index.tagWeights), heardTags }
}

const sharesOf = (
  { tagPlays }: ListenerReads,
  plays: number,
  heardTags: Calibration['heardTags'],
  tagWeights: Float32Array,
): Calibration['shares'] => {
  const inRow = new Map<number, number>()
  for (const tag of heardTags.flat()) inRow.set(tag, (inRow.get(tag) ?? 0) + 1)
  const shares: [number, number][] = []
  for (let tag = 0; tag < tagPlays.length; tag++) {
    const before = (tagPlays[tag] ?? 0) - (inRow.get(tag + 1) ?? 0)
    const share = Math.round((1000 * before) / plays) / 1000
    if (share > 0 && (tagWeights[tag] ?? 0) > 0) shares.push([tag + 1, share])
  }
  return shares.sort(([a, one], [b, other]) => other - one || a - b).slice(0, mostShares)
}
