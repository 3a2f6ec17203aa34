import { expect } from 'vitest'
import { type Feature, type FeatureState, lastFolded, type StateStore } from '#features'
import type { Recorded } from '#log'

/** What laws of folds compare with: the fold as the definition says it, without any of the machinery. */
export type States = Map<string, FeatureState>

export const nameOf = (owner: string, feature: string, about: string): string =>
  JSON.stringify([owner, feature, about])

/** What none of the features reads leaves nothing. */
export const plainFold = (features: readonly Feature[], log: readonly Recorded[]): States => {
  const states: States = new Map()
  for (const { sequence, event } of log) {
    const isRead = features.some((feature) => feature !== lastFolded && feature.keys(event).length > 0)
    for (const feature of isRead ? features : []) {
      for (const key of feature.keys(event)) {
        const name = nameOf(key.owner, feature.id, key.about)
        states.set(name, feature.fold(states.get(name), event, key, sequence))
      }
    }
  }
  return states
}

export const ownersOf = (features: readonly Feature[], log: readonly Recorded[]): readonly string[] => [
  ...new Set(
    log.flatMap(({ event }) => features.flatMap((feature) => feature.keys(event).map((key) => key.owner))),
  ),
]

export const storedStates = (store: StateStore, owners: readonly string[]): States =>
  new Map(
    owners.flatMap((owner) =>
      store.loadNow(owner).map((row) => [nameOf(row.owner, row.feature, row.about), row.state] as const),
    ),
  )

const bits = (states: States): readonly string[] =>
  [...states].map(
    ([name, state]) => `${name} ${Buffer.from(Float64Array.from(state).buffer).toString('hex')}`,
  )

export const expectSame = (actual: States, expected: States): void => {
  expect(bits(actual).toSorted()).toEqual(bits(expected).toSorted())
}
