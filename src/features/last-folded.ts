import type { AppEvent, SequenceNumber } from '#log'
import { entity } from './entity.ts'
import type { Feature } from './feature.ts'

export const ownerOfLast = ({ listenerId }: AppEvent) => ({
  owner: entity('listener', listenerId),
  about: '',
})

/**
 * The number of the last event of a listener that was folded. Owner `listener:<id>`, about '' (the listener). It is saved
 * with all that was folded until there, and what comes again is passed over by it: a log delivers at least once.
 * `createFeatures` folds it itself, behind the others, for every event that any of them reads.
 */
export const lastFolded: Feature<readonly [sequence: SequenceNumber]> = {
  id: 'last-folded@1',
  width: 1,
  keys: (event) => [ownerOfLast(event)],
  fold: (_state, _event, _key, sequence) => [sequence],
  value: (state) => state?.[0] ?? 0,
}
