import type { Selector } from '#pipeline'
import type { Credits } from '../hydrators/credits.ts'
import type { KeptQuery } from '../query.ts'

/**
 * The best first, but no recording twice and no artist again within `gap` places, as long as others are left.
 * `perArtist` bounds an artist's share of the slate; when only such candidates remain, the bounds give way in
 * the order gap, share, so that a one-artist catalogue still gets a slate.
 */
export const spaced = (gap: number, perArtist: number): Selector<KeptQuery, Credits> => ({
  name: 'spaced',
  timeoutMs: 20,
  select({ limit }, candidates, scores) {
    const order = [...candidates.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    const chosen: number[] = []
    const artists: number[] = []
    const recordings = new Set<number>()
    const share = new Map<number, number>()
    const takeBest = (fits: (artist: number) => boolean): boolean => {
      for (const [place, index] of order.entries()) {
        const candidate = candidates[index]
        if (candidate === undefined || recordings.has(candidate.recording) || !fits(candidate.artist))
          continue
        order.splice(place, 1)
        chosen.push(index)
        artists.push(candidate.artist)
        recordings.add(candidate.recording)
        share.set(candidate.artist, (share.get(candidate.artist) ?? 0) + 1)
        return true
      }
      return false
    }
    const withinShare = (artist: number) => (share.get(artist) ?? 0) < perArtist
    const apart = (artist: number) => !artists.slice(-gap).includes(artist)
    while (chosen.length < limit) {
      const took =
        takeBest((a) => withinShare(a) && apart(a)) || takeBest(withinShare) || takeBest(() => true)
      if (!took) break
    }
    return chosen
  },
})
