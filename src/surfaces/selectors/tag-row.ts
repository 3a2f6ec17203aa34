import { z } from 'zod'
import type { Columns } from '#pipeline'
import { type Calibration, mostHeard } from '../calibration.ts'
import { type TellingTags, tagNumber } from '../hydrators/telling-tags.ts'
import type { Bars } from './bars.ts'

export const perTag = z.strictObject({
  /** How many places of the row are looked at. */
  places: z
    .number()
    .int()
    .min(2)
    .max(mostHeard + 1),
  /** By how much of them a tag may be more than its share of what the listener plays. */
  beyond: z.number().min(0).max(1),
})
type TagBounds = z.infer<typeof perTag>

/**
 * Bars whoever has a tag that has had more of the last places than the listener's share of it allows. The share is counted over what
 * was heard and what was taken alike, so one answer of fifty and fifty answers of one come to the same.
 */
export const openTagBars = (
  { places, beyond }: TagBounds,
  { shares, heardTags }: Calibration,
  { tag1, tag2, tag3 }: Columns<TellingTags>,
  count: number,
): Bars => {
  const shareOf = new Map(shares.map(([tag, share]) => [tagNumber(tag), share]))
  const row: (readonly number[])[] = []
  const had = new Map<number, number>()
  const full = new Set<number>()
  let changed = false
  const barred = new Uint8Array(count)
  const add = (tag: number, by: 1 | -1): void => {
    const times = (had.get(tag) ?? 0) + by
    had.set(tag, times)
    const isFull = times >= Math.ceil(places * Math.min(1, (shareOf.get(tag) ?? 0) + beyond))
    if (isFull === full.has(tag)) return
    changed = true
    if (isFull) full.add(tag)
    else full.delete(tag)
  }
  const push = (tags: readonly number[]): void => {
    for (const tag of row[row.length - places + 1] ?? []) add(tag, -1)
    for (const tag of tags) add(tag, 1)
    row.push(tags)
  }
  const bar = (): void => {
    if (!changed) return
    changed = false
    for (let i = 0; i < count; i++) {
      const isFull = full.has(tag1[i] ?? 0) || full.has(tag2[i] ?? 0) || full.has(tag3[i] ?? 0)
      barred[i] = isFull ? 1 : 0
    }
  }
  for (const tags of heardTags.slice(0, places - 1).toReversed()) push(tags.map(tagNumber))
  bar()
  return {
    barred,
    firm: false,
    reason: 'tag-share',
    toldGaveWay: 'a tag went beyond its share, for there was too little else',
    took(place) {
      push([tag1[place] ?? 0, tag2[place] ?? 0, tag3[place] ?? 0].filter((tag) => tag > 0))
      bar()
    },
  }
}
