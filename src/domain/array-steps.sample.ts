/**
 * How many elements of arrays a piece of work looks at, by spreading, walking and searching them: what grows with the
 * square of a list shows in this number on any machine, where a clock shows only whose machine it is.
 */
const searches = [
  'filter',
  'flatMap',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'map',
  'some',
  'every',
] as const

export const arraySteps = async (work: () => unknown): Promise<number> => {
  let steps = 0
  const replaced = new Map<PropertyKey, PropertyDescriptor>()
  const replace = (name: PropertyKey, value: unknown) => {
    const own = Object.getOwnPropertyDescriptor(Array.prototype, name)
    if (own === undefined) throw new Error(`Arrays have no ${String(name)}.`)
    replaced.set(name, own)
    Object.defineProperty(Array.prototype, name, { ...own, value })
  }
  replace(Symbol.iterator, function* (this: unknown[]) {
    for (let at = 0; at < this.length; at++) {
      steps++
      yield this[at]
    }
  })
  for (const name of searches) {
    const { [name]: search } = Array.prototype
    replace(name, function (this: unknown[], judge: (...seen: unknown[]) => unknown) {
      const counted = (...seen: unknown[]) => {
        steps++
        return judge(...seen)
      }
      return Reflect.apply(search, this, [counted])
    })
  }
  try {
    await work()
  } finally {
    for (const [name, own] of replaced) Object.defineProperty(Array.prototype, name, own)
  }
  return steps
}
