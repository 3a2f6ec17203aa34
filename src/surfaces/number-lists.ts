/** By key: `numbers[starts[key] … starts[key + 1])`. */
export interface NumberLists {
  readonly starts: Uint32Array
  readonly numbers: Uint32Array
}

export const noLists: NumberLists = { starts: new Uint32Array(1), numbers: new Uint32Array(0) }

/** Other lists for some keys, and room for so many keys; what lies between is copied in one piece. */
export const spliced = (
  lists: NumberLists,
  slots: number,
  rows: ReadonlyMap<number, readonly number[]>,
): NumberLists => {
  const { starts, numbers } = lists
  const slotsBefore = starts.length - 1
  if (rows.size === 0 && slots === slotsBefore) return lists
  const startOf = (key: number): number => starts[Math.min(key, slotsBefore)] ?? 0
  let length = numbers.length
  for (const [key, row] of rows) length += row.length - (startOf(key + 1) - startOf(key))
  const made = { starts: new Uint32Array(slots + 1), numbers: new Uint32Array(length) }
  let [from, place] = [0, 0]
  const keepUntil = (end: number): void => {
    const [first, last] = [startOf(from), startOf(end)]
    for (let key = from; key < end; key++) made.starts[key] = startOf(key) - first + place
    made.numbers.set(numbers.subarray(first, last), place)
    place += last - first
  }
  for (const key of [...rows.keys()].sort((a, b) => a - b)) {
    keepUntil(key)
    const row = rows.get(key) ?? []
    made.starts[key] = place
    made.numbers.set(row, place)
    place += row.length
    from = key + 1
  }
  keepUntil(slots)
  made.starts[slots] = place
  return made
}
