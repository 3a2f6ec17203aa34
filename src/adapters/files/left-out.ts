/**
 * How many tracks lack a fact that their rows have, because it could not be read. The trap is a column in another
 * unit, such as stars where a rating is from 0 to 1: every song comes in, and nobody learns that none is rated.
 */
export const createLeftOutAccount = () => {
  const counts = new Map<string, number>()
  let tracks = 0
  return {
    /** What is left out of one track, each with what it has to be: "rating: must be between 0 and 1". */
    add(leftOut: readonly string[]): void {
      tracks += 1
      for (const fault of new Set(leftOut)) counts.set(fault, (counts.get(fault) ?? 0) + 1)
    },
    /** Of the rows so far, the most frequent first. */
    warnings: (): readonly string[] =>
      [...counts]
        .sort(([, one], [, other]) => other - one)
        .map(
          ([fault, count]) =>
            `${count} of ${tracks} tracks are taken without a value that can't be read: ${fault}.`,
        ),
  }
}
