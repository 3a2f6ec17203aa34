import type { Selector } from '#pipeline'
import type { Found } from '../candidate.ts'
import { type Credits, recordingOf } from '../hydrators/credits.ts'
import type { KeptQuery } from '../query.ts'

/**
 * The best first, but no recording twice and no artist again within `gap` places, as long as others are left.
 * `perArtist` bounds an artist's share of the slate; when only such candidates remain, the bounds give way in
 * the order gap, share, so that a one-artist catalogue still gets a slate.
 */
export const spaced = (gap: number, perArtist: number): Selector<KeptQuery, Found & Credits> => ({
  name: 'spaced',
  timeoutMs: 20,
  select({ limit }, { columns, count }, scores) {
    const order = Array.from({ length: count }, (_, place) => place)
    order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    const chosen: number[] = []
    const recordings = new Set<number>()
    const artists = new Map<number, { places: number; last: number }>()
    const recording = (place: number) => recordingOf(columns.key[place] ?? 0, columns.version[place] ?? 0)
    const isApart = (artist: number) => chosen.length - (artists.get(artist)?.last ?? -1 - gap) > gap
    const withinShare = (artist: number) => (artists.get(artist)?.places ?? 0) < perArtist
    const best = (fits: (artist: number) => boolean): number | undefined => {
      const rank = order.findIndex(
        (place) => !recordings.has(recording(place)) && fits(columns.artist[place] ?? 0),
      )
      return rank < 0 ? undefined : rank
    }
    while (chosen.length < limit) {
      const rank =
        best((artist) => withinShare(artist) && isApart(artist)) ?? best(withinShare) ?? best(() => true)
      const [place] = rank === undefined ? [] : order.splice(rank, 1)
      if (place === undefined) break
      const artist = columns.artist[place] ?? 0
      recordings.add(recording(place))
      artists.set(artist, { places: (artists.get(artist)?.places ?? 0) + 1, last: chosen.length })
      chosen.push(place)
    }
    return chosen
  },
})
