/**
 * How far apart two spellings of a word are, and how far they may be. Short words are told apart by one letter
 * ("Day", "Dry"), so a typo is believed in long ones only.
 */
const shortestMended = 4
const shortestMendedTwice = 8

/** Errors that a word of a length may have: one from four letters, two from eight. */
export const typosIn = (length: number): number =>
  length >= shortestMendedTwice ? 2 : length >= shortestMended ? 1 : 0

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment); undefined above `most`. */
export const distanceWithin = (a: string, b: string, most: number): number | undefined => {
  if (Math.abs(a.length - b.length) > most) return undefined
  let twoAbove: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    let smallest = row
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let value = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      )
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        value = Math.min(value, (twoAbove[column - 2] ?? 0) + 1)
      }
      current.push(value)
      smallest = Math.min(smallest, value)
    }
    if (smallest > most) return undefined
    twoAbove = above
    above = current
  }
  const distance = above[b.length] ?? most + 1
  return distance <= most ? distance : undefined
}
