import type { Instant } from '#domain'
import type { AppEvent, SequenceNumber } from '#log'

/**
 * One definition of a feature, folded live and replayed: the online value and the training value are the same
 * function of the same events. `owner` is whose state it is (a listener, a track, a session), `about` what it
 * is about ('' when the owner itself): an owner's states are stored and loaded together. Names come from
 * `entity`.
 */
export interface EntityKey {
  readonly owner: string
  readonly about: string
}

/** A small fixed tuple of numbers, so that states pack without a schema. Never changed in place. */
export type FeatureState = readonly number[]

export interface Feature<State extends FeatureState = FeatureState> {
  /** Name and version, 'artist-affinity@1'; a changed fold is a new version. */
  readonly id: `${string}@${number}`
  /** How many numbers a state has. */
  readonly width: number
  /** Whose state an event touches, each key once; empty for events the feature does not read. */
  keys(event: AppEvent): readonly EntityKey[]
  /**
   * Pure: live update = replay. Called only with the keys of the event, and with its place among those of its
   * listener. The same state back = unchanged.
   */
  fold(state: State | undefined, event: AppEvent, key: EntityKey, sequence: SequenceNumber): State
  value(state: State | undefined, asOf: Instant): number
}
