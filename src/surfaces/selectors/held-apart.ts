import type { Batch, HeldBack } from '#pipeline'
import type { Found } from '../candidate.ts'
import { type Credits, recordingsOf } from '../hydrators/credits.ts'
import { openArtistRow } from './artist-row.ts'
import type { Bars } from './bars.ts'
import { type Bounds, nobody, strainOf } from './strain.ts'

/**
 * Which candidates were held back for their artist, and where first: ranks and scores alone look as if the lower one had
 * been taken for the better. Told only where a bound barred a candidate from a place that one of a lower score was given;
 * what chance decided has its propensity.
 */
export const heldApart = (
  bounds: Bounds,
  heard: readonly number[],
  { columns, count }: Batch<Found & Credits>,
  scores: Float64Array,
  selected: readonly number[],
  bars: Bars,
): readonly (HeldBack | undefined)[] => {
  const { artist: artists } = columns
  const { ago, had, push } = openArtistRow(artists, count, heard)
  const recordings = recordingsOf(columns, count)
  const shown = new Set<number | undefined>()
  const held = new Array<HeldBack | undefined>(count).fill(undefined)
  const isBarred = (i: number): boolean => bars.barred[i] === 1
  const strainAt = (i: number): number => strainOf(bounds, ago[i] ?? 0, had[i] ?? 0)
  for (const [rank, place] of selected.entries()) {
    const [score = 0, strain] = [scores[place], strainAt(place)]
    for (let i = 0; i < count; i++) {
      if (held[i] !== undefined || (scores[i] ?? 0) <= score || shown.has(recordings[i])) continue
      if (strainAt(i) > strain)
        held[i] = { rank, reason: strainAt(i) > bounds.gap ? artistShare : artistClose }
      else if (isBarred(i) && !isBarred(place)) held[i] = { rank, reason: bars.reason }
    }
    shown.add(recordings[place])
    push(artists[place] ?? nobody)
    bars.took(place)
  }
  return held
}

const artistClose = 'artist-close'
const artistShare = 'artist-share'
