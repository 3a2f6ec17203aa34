import { isRuledOut } from '../hydrators/eligibility.ts'
import type { CommonQuery } from '../query.ts'
import type { Reads } from '../reads.ts'
import { distinctIn, noTrack, recordingOf } from '../track-index.ts'

/**
 * How many tracks of one artist may stand on a page of so many places: `least`, and where that leaves places empty as many more as
 * fill them. Counted is what this listener may be served here and now, by main artist, from the most popular on and only until the
 * page is full. The trap closed here: names that are numbered say nothing of who is there, for guests, artists taken down and those
 * of other markets are numbered as well.
 */
export const pageShare = (
  places: number,
  least: number,
  query: Pick<CommonQuery, 'market' | 'asOf' | 'distinctBy'>,
  reads: Reads,
): number => {
  const { index, models } = reads
  const tracksOf = new Map<number, number>()
  const numbered = distinctIn(index, query)
  const recordings = new Set<number>()
  let [full, looked] = [0, 0]
  const look = (key: number): void => {
    const recording = recordingOf(key, numbered)
    if (recordings.has(recording) || isRuledOut(key, reads)) return
    recordings.add(recording)
    const artist = index.artists[key] ?? noTrack
    const tracks = (tracksOf.get(artist) ?? 0) + 1
    tracksOf.set(artist, tracks)
    // Tracks without credits are by nobody in particular: no share is theirs.
    if (tracks <= least || artist === noTrack) full++
  }
  for (let count = 4 * places; full < places && count <= mostLooked * places; count *= 4) {
    const keys = models.popularWhere(count, query)
    for (; looked < keys.length && full < places; looked++) look(keys[looked] ?? noTrack)
    if (keys.length < count) break
  }
  if (full >= places) return least
  const nobodys = tracksOf.get(noTrack) ?? 0
  tracksOf.delete(noTrack)
  return fillingShare(places - nobodys, least, [...tracksOf.values()])
}

/** So many for each place are looked at: who comes after fills no shelf, and a library of one artist may have a million. */
const mostLooked = 64

/** The first from `least` on with which so many tracks of each artist fill the places, or are all that there are. */
const fillingShare = (places: number, least: number, tracks: readonly number[]): number => {
  const all = Math.max(least, ...tracks)
  for (let most = least; most < Math.min(all, places); most++)
    if (tracks.reduce((sum, some) => sum + Math.min(some, most), 0) >= places) return most
  return Math.min(all, places)
}
