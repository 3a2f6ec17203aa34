/**
 * How far the tracks of an artist must be apart in a row of tracks, and how many of them may be theirs. The row is what is
 * heard, not one answer: it begins with what plays and what was heard before it.
 */
export interface Bounds {
  readonly gap: number
  readonly perArtist: number
}

/** An artist's share is counted over so many places that follow on one another: about an hour of listening. */
export const placesInARow = 15

/** Tracks without credits are by nobody in particular, and so never by the same. */
export const nobody = 0

/**
 * How far the bounds must give way for an artist whose last track was `ago` places before (0 where the row has none) and
 * who has had `had` places of it: 0 not at all, up to `gap` by so many places, more when the share must give way as well.
 */
export const strainOf = ({ gap, perArtist }: Bounds, ago: number, had: number): number => {
  if (ago === 0) return 0
  const tooNear = Math.max(0, gap + 1 - ago)
  const tooMany = Math.max(0, had + 1 - perArtist)
  return tooMany * (gap + 1) + tooNear
}

/** Whether the bounds gave way for any of these artists, one after another behind what was heard, newest first. */
export const gaveWay = (bounds: Bounds, heard: readonly number[], selected: readonly number[]): boolean => {
  const row = heard.toReversed()
  return selected.some((artist) => {
    const before = row.slice(1 - placesInARow)
    row.push(artist)
    const last = artist === nobody ? -1 : before.lastIndexOf(artist)
    if (last < 0) return false
    const had = before.filter((other) => other === artist).length
    return strainOf(bounds, before.length - last, had) > 0
  })
}

export const toldGaveWay = 'gave way, for there were too few other artists'
