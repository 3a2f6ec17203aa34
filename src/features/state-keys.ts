import { AppError } from '#domain'
import type { Feature } from './feature.ts'

/**
 * One integer for (feature, about), number of the name × features + place of the feature, so that tables hash integers and a name is kept once however many owners
 * have a state about it. Numbers are given in order of arrival and mean nothing outside of the process. They
 * are never given back: what states are about is bounded by the catalogue and the listeners.
 */
export interface StateKeys {
  /** The place of a feature in the list. Throws `internal` for a feature that isn't folded. */
  indexOf(feature: Feature): number
  /** The key of a feature about a name; −1 when nothing was ever folded about the name. */
  find(feature: number, about: string): number
  /** As `find`, but a new name gets a number. */
  make(feature: number, about: string): number
  featureOf(key: number): number
  aboutOf(key: number): string
}

export const createStateKeys = (features: readonly Feature[]): StateKeys => {
  const indexes = new Map(features.map((feature, index) => [feature, index]))
  const numbers = new Map<string, number>()
  const names: string[] = []
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
      let number = numberOf(about)
      if (number === undefined) {
        number = names.length
        if (number > most) throw new AppError('internal', 'More names than state keys: split the features.')
        names.push(about)
        numbers.set(about, number)
      }
      return number * features.length + feature
    },
    featureOf: (key) => key % features.length,
    aboutOf: (key) => names[Math.floor(key / features.length)] ?? '',
  }
}
