import { AppError } from '#domain'
import type { Feature } from './feature.ts'

/**
 * One integer for (feature, about), number of the name × features + place of the feature, so that tables hash
 * integers and a name is kept once however many owners have a state about it. Numbers mean nothing outside of
 * the process.
 *
 * The trap closed here: anyone may send events about tracks that are nowhere, and a name kept for ever would
 * fill the memory. So a name is kept while a state in process has it (`hold`, `release`), and its number goes
 * to the next new name. Hence no key may be used after the owner it was made for has left.
 */
export interface StateKeys {
  /** The place of a feature in the list. Throws `internal` for a feature that isn't folded. */
  indexOf(feature: Feature): number
  /** The key of a feature about a name; −1 when no state in process is about the name. */
  find(feature: number, about: string): number
  /** As `find`, but a new name gets a number; to be held at once. */
  make(feature: number, about: string): number
  /** One more state has the key. */
  hold(key: number): void
  /** One state less; the last one of a name frees its number. */
  release(key: number): void
  /** How many names are kept. */
  readonly size: number
  featureOf(key: number): number
  aboutOf(key: number): string
}

export const createStateKeys = (features: readonly Feature[]): StateKeys => {
  const indexes = new Map(features.map((feature, index) => [feature, index]))
  const numbers = new Map<string, number>()
  const names: string[] = []
  const holders: number[] = []
  const freed: number[] = []
  const most = Math.floor(2 ** 31 / features.length) - 1
  // Several features in a row are read about the same track: the second look-up on costs nothing.
  let lastName = ''
  let lastNumber: number | undefined

  const numberOf = (about: string): number | undefined => {
    if (about === lastName && lastNumber !== undefined) return lastNumber
    const number = numbers.get(about)
    if (number === undefined) return undefined
    lastName = about
    lastNumber = number
    return number
  }

  const newNumber = (about: string): number => {
    const number = freed.pop() ?? names.length
    if (number > most) throw new AppError('internal', 'More names than state keys: split the features.')
    names[number] = about
    holders[number] = 0
    numbers.set(about, number)
    return number
  }

  return {
    indexOf: (feature) => {
      const index = indexes.get(feature)
      if (index === undefined) {
        throw new AppError(
          'internal',
          `The feature ${feature.id} is read but not folded: add it to the list.`,
        )
      }
      return index
    },
    find: (feature, about) => {
      const number = numberOf(about)
      return number === undefined ? -1 : number * features.length + feature
    },
    make: (feature, about) => {
      const number = numberOf(about) ?? newNumber(about)
      return number * features.length + feature
    },
    hold: (key) => {
      const number = Math.floor(key / features.length)
      holders[number] = (holders[number] ?? 0) + 1
    },
    release: (key) => {
      const number = Math.floor(key / features.length)
      const left = (holders[number] ?? 0) - 1
      holders[number] = left
      if (left > 0) return
      if (number === lastNumber) lastNumber = undefined
      numbers.delete(names[number] ?? '')
      names[number] = ''
      freed.push(number)
    },
    get size() {
      return numbers.size
    },
    featureOf: (key) => key % features.length,
    aboutOf: (key) => names[Math.floor(key / features.length)] ?? '',
  }
}
