import type { Selector } from '#pipeline'
import type { Found } from '../candidate.ts'
import { type Credits, recordingOf } from '../hydrators/credits.ts'
import type { KeptQuery } from '../query.ts'

/** Tracks without credits are by nobody in particular, and so never by the same. */
const nobody = 0

/**
 * The best first, but no recording twice and no artist again within `gap` places, as long as others are left.
 * `perArtist` bounds an artist's share of the slate; when only such candidates remain, the bounds give way in
 * the order gap, share, so that a one-artist catalogue still gets a slate, and the answer says so. A `firm` share
 * never gives way: the slate gets shorter instead.
 */
export const spaced = (
  gap: number,
  perArtist: number,
  { firm = false } = {},
): Selector<KeptQuery, Found & Credits> => ({
  name: 'spaced',
  timeoutMs: 20,
  select({ limit }, { columns, count }, scores) {
    const { artist: artists } = columns
    const recordings = new Uint32Array(count)
    for (let i = 0; i < count; i++) recordings[i] = recordingOf(columns.key[i] ?? 0, columns.version[i] ?? 0)
    const chosen: number[] = []
    const shown = new Set<number>()
    const share = new Map<number, { places: number; last: number }>()
    /** How far a bound must give way for an artist: 0 not at all, 1 the gap, 2 the share as well. */
    const strain = (artist: number): number => {
      if (artist === nobody) return 0
      const had = share.get(artist)
      if (had === undefined) return 0
      if (had.places >= perArtist) return 2
      return chosen.length - had.last > gap ? 0 : 1
    }
    // One pass per place beats sorting: slates are short, and what fits changes with every pick.
    const best = (): number => {
      let found = -1
      let least = 3
      for (let i = 0; i < count; i++) {
        if (shown.has(recordings[i] ?? 0)) continue
        const score = scores[i] ?? 0
        if (least === 0 && score <= (scores[found] ?? 0)) continue
        const given = strain(artists[i] ?? 0)
        if (firm && given > 1) continue
        if (given > least || (given === least && score <= (scores[found] ?? 0))) continue
        found = i
        least = given
      }
      return found
    }
    while (chosen.length < limit) {
      const place = best()
      if (place < 0) break
      const artist = artists[place] ?? 0
      shown.add(recordings[place] ?? 0)
      share.set(artist, { places: (share.get(artist)?.places ?? 0) + 1, last: chosen.length })
      chosen.push(place)
    }
    return chosen
  },
  remark(_query, { columns }, selected) {
    // A shelf is looked at and not heard in order: there the share is the promise, and it has been kept.
    if (firm) return undefined
    const artists = selected.map((place) => columns.artist[place] ?? nobody)
    const gaveWay = artists.some((artist, place) => {
      if (artist === nobody) return false
      const before = artists.slice(0, place)
      const had = before.filter((other) => other === artist).length
      return had >= perArtist || before.slice(-gap).includes(artist)
    })
    return gaveWay ? 'gave way, for there were too few other artists' : undefined
  },
})
