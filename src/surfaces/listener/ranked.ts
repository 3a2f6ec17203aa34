/**
 * The highest of many by a number, in order, kept in order as numbers change: sorting them anew after each event was
 * most of what an event cost. Among equals their names decide, so that an order does not tell how it came about.
 */
export interface Ranked<Id> {
  /** Takes the place that its number gives it, whatever it had before. */
  put(id: Id, number: number): void
  remove(id: Id): void
  /** The highest, with numbers of `least` or more. */
  first(count: number, least?: number): readonly Id[]
}

/** Of every list only its beginning is kept: a laid-out listener takes tens of kilobytes, not hundreds. */
const mostRanked = 500

/** What is in order already, and how an entry of it is read. */
export interface Sorted<Entry, Id> {
  readonly entries: readonly Entry[]
  readonly idOf: (entry: Entry) => Id
  readonly numberOf: (entry: Entry) => number
}

/** From what is in order already, the first of each. Names are strings in the order of `<`. */
export const createRanked = <Entry, Id>(
  { entries, idOf, numberOf }: Sorted<Entry, Id>,
  nameOf: (id: Id) => string,
): Ranked<Id> => {
  const ids: Id[] = []
  const numbers: number[] = []
  const known = new Set<Id>()
  for (let place = 0; place < entries.length && ids.length < mostRanked; place++) {
    const entry = entries[place]
    if (entry === undefined) continue
    const id = idOf(entry)
    if (known.has(id)) continue
    known.add(id)
    ids.push(id)
    numbers.push(numberOf(entry))
  }
  const remove = (id: Id): void => {
    const place = ids.indexOf(id)
    if (place < 0) return
    ids.splice(place, 1)
    numbers.splice(place, 1)
  }
  return {
    remove,
    put(id, number) {
      remove(id)
      const precedes = (other: number, otherId: Id) =>
        other > number || (other === number && nameOf(otherId) < nameOf(id))
      let place = ids.findIndex((other, at) => !precedes(numbers[at] ?? 0, other))
      if (place < 0) place = ids.length
      if (place === mostRanked) return
      ids.splice(place, 0, id)
      numbers.splice(place, 0, number)
      if (ids.length > mostRanked) {
        ids.pop()
        numbers.pop()
      }
    },
    first(count, least = Number.NEGATIVE_INFINITY) {
      let end = Math.min(count, ids.length)
      while (end > 0 && (numbers[end - 1] ?? 0) < least) end--
      return ids.slice(0, end)
    },
  }
}
