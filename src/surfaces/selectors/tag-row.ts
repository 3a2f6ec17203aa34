import type { Columns } from '#pipeline'
import type { Calibration } from '../calibration.ts'
import type { TellingTags } from '../hydrators/telling-tags.ts'
import type { Bars } from './bars.ts'

export interface TagBounds {
  /** How many places of the row are looked at. */
  readonly places: number
  /** By how much of them a tag may be more than its share of what the listener plays. */
  readonly beyond: number
}

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
  const shareOf = new Map(shares)
  const row: (readonly number[])[] = []
  const had = new Map<number, number>()
  let largest = 0
  for (let i = 0; i < count; i++) largest = Math.max(largest, tag1[i] ?? 0, tag2[i] ?? 0, tag3[i] ?? 0)
  /** By tag: whether it has had its share; of those that no candidate has, nobody asks. */
  const full = new Uint8Array(largest + 1)
  let changed = false
  const barred = new Uint8Array(count)
  const add = (tag: number, by: 1 | -1): void => {
    const times = (had.get(tag) ?? 0) + by
    had.set(tag, times)
    const most = Math.ceil(places * Math.min(1, (shareOf.get(tag) ?? 0) + beyond))
    const isFull = times >= most ? 1 : 0
    changed ||= (full[tag] ?? isFull) !== isFull
    full[tag] = isFull
  }
  const push = (tags: readonly number[]): void => {
    for (const tag of row[row.length - places + 1] ?? []) add(tag, -1)
    for (const tag of tags) add(tag, 1)
    row.push(tags)
  }
  const bar = (): void => {
    if (!changed) return
    changed = false
    for (let i = 0; i < count; i++)
      barred[i] = (full[tag1[i] ?? 0] ?? 0) | (full[tag2[i] ?? 0] ?? 0) | (full[tag3[i] ?? 0] ?? 0)
  }
  for (const tags of heardTags.slice(0, places - 1).toReversed()) push(tags)
  bar()
  return {
    barred,
    firm: false,
    reason: 'tag-share',
    took(place) {
      push([tag1[place] ?? 0, tag2[place] ?? 0, tag3[place] ?? 0].filter((tag) => tag > 0))
      bar()
    },
  }
}
