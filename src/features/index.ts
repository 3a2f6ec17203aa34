export {
  type AggregateSums,
  type Aggregates,
  aggregateFeatures,
  openAggregates,
} from './aggregates.ts'
export { artistAffinity } from './artist-affinity.ts'
export { blocked, blocksIn } from './blocked.ts'
export {
  createFeatures,
  type Features,
  type FeaturesOptions,
  type OwnerReader,
} from './create-features.ts'
export { type Entity, type EntityKind, entity, listenerInSession, parseEntity } from './entity.ts'
export type { EntityKey, Feature, FeatureState } from './feature.ts'
export { features } from './features.ts'
export type { Follower } from './follower.ts'
export { type Forgotten, isNamedBy } from './forgotten.ts'
export { lastFolded } from './last-folded.ts'
export { lastHeard, neverHeardDays } from './last-heard.ts'
export { listenerPlays } from './listener-plays.ts'
export { listenerSkips } from './listener-skips.ts'
export { type OpenedFeatures, type OpenFeaturesOptions, openFeatures } from './open-features.ts'
export type { StateEntry } from './owner-states.ts'
export { ownersOf } from './owners-of.ts'
export { rating } from './rating.ts'
export { type ReplayOptions, replay } from './replay.ts'
export { type Followers, runFollowers } from './run-followers.ts'
export { sessionHeard } from './session-heard.ts'
export { sessionListener } from './session-listener.ts'
export { sessionSeed } from './session-seed.ts'
export { sessionSkipped } from './session-skipped.ts'
export type { StateRow, StateStore, WhyFoldedAgain } from './state-store.ts'
export { tagAffinity } from './tag-affinity.ts'
export { trackPlays } from './track-plays.ts'
export { trackSkips } from './track-skips.ts'
