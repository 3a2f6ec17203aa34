import { type ReadTape, readTape } from '#pipeline'
import { type DecisionHeader, decodeDecision } from './decision-record.ts'

/**
 * A decision read without the code that made it: what was asked, who answered, and each run with every number and word
 * in it. It needs no surface, recipe or catalogue, so it reads what a replay has to refuse.
 */
export interface ReadDecision extends DecisionHeader {
  /** What it was answered by; absent before format 3. */
  readonly recipeText?: string | undefined
  /** One for each run, in the order of the runs: of home, one for each shelf that was tried. */
  readonly runs: readonly ReadTape[]
}

/** Throws `corrupt-record`, also for a record of format 1, which names no stages: only a replay can read that. */
export const readDecision = (bytes: Uint8Array): ReadDecision => {
  const { tapes, layoutOf, ...header } = decodeDecision(bytes)
  return { ...header, runs: tapes.map((tape) => readTape(tape, layoutOf)) }
}
