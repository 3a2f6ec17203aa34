import type { Filter } from '#pipeline'
import type { Eligibility } from '../hydrators/eligibility.ts'
import { judgeEach } from './judge-each.ts'

/** A block holds on every surface and in every tier, featured artists included. It never fails open. */
export const blocked: Filter<unknown, Eligibility> = {
  name: 'blocked',
  timeoutMs: 5,
  judge: (_query, { columns: { blockedBy }, count }) =>
    judgeEach(count, (place) => reasons[blockedBy[place] ?? 0]),
}

/** By the value of `blockedBy`; 0 means that nothing blocks. */
const reasons = [
  undefined,
  'listener blocked this track',
  'listener blocked this artist',
  'listener blocked an artist on it',
  'listener blocked a tag',
]
