/**
 * Numbers for names, from 0 in the order in which they were first met. What a model observes stands under these and not
 * under the keys of a catalogue, so that it holds whatever tracks come, leave or come back.
 */
export interface Numbering {
  readonly size: number
  /** A new name gets the next number. */
  numberOf(name: string): number
  /** Undefined for a name that was never met. */
  known(name: string): number | undefined
  /** In the order of their numbers. */
  names(): string[]
}

export const createNumbering = (names: readonly string[] = []): Numbering => {
  const numbers = new Map(names.map((name, number) => [name, number]))
  return {
    get size() {
      return numbers.size
    },
    numberOf(name) {
      const number = numbers.get(name) ?? numbers.size
      numbers.set(name, number)
      return number
    },
    known: (name) => numbers.get(name),
    names: () => [...numbers.keys()],
  }
}

/** A column by number that is long enough for this one: itself, or a longer copy. */
export const withRoomFor = (column: Float64Array, number: number): Float64Array => {
  if (number < column.length) return column
  const longer = new Float64Array(Math.max(number + 1, column.length * 2))
  longer.set(column)
  return longer
}
