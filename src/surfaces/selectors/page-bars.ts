import type { ArtistsOnPage } from '../query.ts'
import type { Bars } from './bars.ts'
import { nobody } from './strain.ts'

/** Bars an artist who has had their share of a page: what stands on its earlier shelves and what was taken here. */
export const openPageBars = (
  { artists: shown, most }: ArtistsOnPage,
  artists: ArrayLike<number>,
  count: number,
): Bars => {
  const had = new Map<number, number>()
  const barred = new Uint8Array(count)
  const add = (artist: number): void => {
    if (artist === nobody) return
    const times = (had.get(artist) ?? 0) + 1
    had.set(artist, times)
    if (times !== most) return
    for (let i = 0; i < count; i++) if (artists[i] === artist) barred[i] = 1
  }
  for (const artist of shown) add(artist)
  return { barred, firm: true, reason: 'artist-on-page', took: (place) => add(artists[place] ?? nobody) }
}
