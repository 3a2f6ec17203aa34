import type { Figure } from './claim.ts'
import type { Machine } from './machine.ts'

/** One claim as it was measured. */
export interface Result {
  readonly claim: string
  readonly describe: string
  readonly meaning: string
  readonly pace: 'full' | 'quick'
  readonly startedAt: string
  /** Of Segue; figures that were measured before this was written down have none. */
  readonly revision?: string | undefined
  readonly tookSeconds: number
  /** Of the machine, when the claim began. */
  readonly loadAverage: number
  readonly machine: Machine
  readonly figures: readonly Figure[]
}
