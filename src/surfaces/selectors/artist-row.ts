import type { Columns } from '#pipeline'
import type { Credits } from '../hydrators/credits.ts'
import { nobody, placesInARow } from './strain.ts'

/**
 * Where the artist of each candidate stood in the row, by places of the batch and kept in step as the row grows: what may
 * come next changes with every track that is taken, and is asked of every candidate each time.
 */
export interface ArtistRow {
  /** How many places before the next one the artist's last track is; 0 where the row has none of theirs. */
  readonly ago: Uint8Array
  /** How many places of the row are theirs. */
  readonly had: Uint8Array
  push(artist: number): void
}

/** Begins with the artists of what was heard, newest first. */
export const openArtistRow = (
  artists: Columns<Credits>['artist'],
  count: number,
  heard: readonly number[],
): ArtistRow => {
  const ago = new Uint8Array(count)
  const had = new Uint8Array(count)
  const row: number[] = []
  const push = (artist: number): void => {
    const leaving = row[row.length - placesInARow + 1] ?? nobody
    row.push(artist)
    for (let i = 0; i < count; i++) {
      const before = ago[i] ?? 0
      const is = artists[i]
      if (before > 0) ago[i] = before + 1 < placesInARow ? before + 1 : 0
      if (is === nobody) continue
      if (is === leaving) had[i] = (had[i] ?? 0) - 1
      if (is === artist) {
        had[i] = (had[i] ?? 0) + 1
        ago[i] = 1
      }
    }
  }
  for (let place = Math.min(placesInARow - 1, heard.length) - 1; place >= 0; place--)
    push(heard[place] ?? nobody)
  return { ago, had, push }
}
