import type { Instant, ListenerId, SessionId, TrackKey } from '#domain'
import { type HeldOut, nextStepsIn } from './held-out-listening.ts'

/** A moment of a stretch at which somebody chose what to hear after a track, in the order of the log. */
export interface Choosing {
  /** So many events of the future had happened. */
  readonly before: number
  readonly listener: ListenerId
  readonly session: SessionId
  readonly from: TrackKey
  readonly askedAt: Instant
  readonly wanted: TrackKey
  /** Never heard before. */
  readonly isNew: boolean
}

export const choicesIn = (heldOut: HeldOut, keyOf: Parameters<typeof nextStepsIn>[1]): readonly Choosing[] =>
  nextStepsIn(heldOut, keyOf)
    .map(({ to: wanted, ...step }) => ({ ...step, wanted }))
    .sort((a, b) => a.before - b.before)
