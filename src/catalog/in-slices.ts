/**
 * Work over a whole catalogue, a slice of it in each turn of the event loop. The trap closed here is a sort: of
 * twenty thousand titles it takes half a second, and while it runs nobody is answered.
 */

/** Lets other work run in between. */
export type NextTurn = () => Promise<void>

/** Comparisons, or entries looked at, in one turn: a few milliseconds. */
const mostPerTurn = 2_048
const runLength = 256

/** Hands over entries one slice after another; fewer in each where a look takes longer. */
export const forEachInSlices = async <Entry>(
  entries: Iterable<Entry>,
  nextTurn: NextTurn,
  look: (entry: Entry) => void,
  perTurn = mostPerTurn,
): Promise<void> => {
  let looked = 0
  for (const entry of entries) {
    look(entry)
    looked += 1
    if (looked % perTurn === 0) await nextTurn()
  }
}

/**
 * A new list in order; entries that compare equal stay as they stood. What is nearly in order already takes little
 * more than one look at each entry.
 */
export const sortInSlices = async <Entry extends object>(
  entries: readonly Entry[],
  compare: (a: Entry, b: Entry) => number,
  nextTurn: NextTurn,
): Promise<readonly Entry[]> => {
  // Counted over all runs and merges: many small ones take as long as a large one.
  let compared = 0
  const counted = (a: Entry, b: Entry): number => {
    compared += 1
    return compare(a, b)
  }
  const isDue = (): boolean => {
    if (compared < mostPerTurn) return false
    compared = 0
    return true
  }

  const merge = async (left: readonly Entry[], right: readonly Entry[]): Promise<readonly Entry[]> => {
    const [end, start] = [left.at(-1), right[0]]
    if (end === undefined || start === undefined || counted(end, start) <= 0) return left.concat(right)
    const all: Entry[] = []
    let [fromLeft, fromRight] = [0, 0]
    for (;;) {
      const [one, other] = [left[fromLeft], right[fromRight]]
      if (one === undefined || other === undefined) break
      if (counted(one, other) <= 0) {
        all.push(one)
        fromLeft += 1
      } else {
        all.push(other)
        fromRight += 1
      }
      if (isDue()) await nextTurn()
    }
    return all.concat(left.slice(fromLeft), right.slice(fromRight))
  }

  let runs: (readonly Entry[])[] = []
  for (let start = 0; start < entries.length; start += runLength) {
    runs.push(entries.slice(start, start + runLength).sort(counted))
    if (isDue()) await nextTurn()
  }
  while (runs.length > 1) {
    const merged: (readonly Entry[])[] = []
    for (let pair = 0; pair < runs.length; pair += 2) {
      merged.push(await merge(runs[pair] ?? [], runs[pair + 1] ?? []))
      if (isDue()) await nextTurn()
    }
    runs = merged
  }
  return runs[0] ?? []
}
