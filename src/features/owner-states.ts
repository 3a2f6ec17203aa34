import type { Instant } from '#domain'
import type { Feature, FeatureState } from './feature.ts'
import type { Owner } from './resident-owners.ts'
import type { StateKeys } from './state-keys.ts'
import { keysLeaving, readState } from './state-table.ts'

export interface StateEntry {
  readonly about: string
  readonly state: FeatureState
}

/** What the table of an owner says, feature by feature. Each look is made anew: a table changes under its readers. */
export const createOwnerStates = (features: readonly Feature[], keys: StateKeys) => {
  const stateOf = (owner: Owner, feature: Feature, key: number): FeatureState | undefined =>
    key < 0 ? undefined : readState(owner, key, feature.width)

  const stateFrom = (owner: Owner, feature: Feature, about: string): FeatureState | undefined =>
    stateOf(owner, feature, keys.find(keys.indexOf(feature), about))

  const valueFrom = (owner: Owner, feature: Feature, about: string, asOf: Instant): number =>
    feature.value(stateFrom(owner, feature, about), asOf)

  const entriesFrom = (owner: Owner, feature: Feature): readonly StateEntry[] => {
    const entries: StateEntry[] = []
    for (const key of keysLeaving(owner, keys.indexOf(feature), features.length)) {
      const state = stateOf(owner, feature, key)
      if (state) entries.push({ about: keys.aboutOf(key), state })
    }
    return entries
  }

  const groupedFrom = (owner: Owner): ReadonlyMap<Feature, readonly StateEntry[]> => {
    const groups = features.map((feature): [Feature, StateEntry[]] => [feature, []])
    for (const key of keysLeaving(owner, 0, 1)) {
      const group = groups[keys.featureOf(key)]
      const state = group && stateOf(owner, group[0], key)
      if (state) group[1].push({ about: keys.aboutOf(key), state })
    }
    return new Map(groups)
  }

  return { stateOf, stateFrom, valueFrom, entriesFrom, groupedFrom }
}
