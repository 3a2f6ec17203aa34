import { AppError } from '#domain'

/**
 * What happened in a run: each stage with its time and outcome, and where each candidate ended. The law kept
 * here is conservation: a candidate that entered has exactly one fate, or the run is a bug and says so.
 */
export type StageKind = 'source' | 'hydrate' | 'filter' | 'score' | 'select' | 'present'
export type Outcome = 'ok' | 'timeout' | 'failed' | 'skipped'

export interface StageTrace {
  readonly name: string
  readonly kind: StageKind
  readonly entered: number
  readonly left: number
  readonly tookMs: number
  readonly outcome: Outcome
  /** What went wrong, or what stood in. */
  readonly detail?: string
}

export type Fate =
  | { readonly kind: 'selected'; readonly rank: number }
  | { readonly kind: 'not-selected' }
  | { readonly kind: 'dropped'; readonly stage: string; readonly reason: string }

export interface Ended<C> {
  /** The candidate with all that was added to it before it ended. */
  readonly candidate: C
  readonly score?: number
  readonly fate: Fate
}

export interface Trace<C> {
  readonly stages: readonly StageTrace[]
  /** In order of arrival; one for every candidate that entered. */
  readonly candidates: readonly Ended<C>[]
}

/** Books every candidate's end, once. A slot is a candidate's place in order of arrival. */
export interface Ledger {
  end(slot: number, fate: Fate): void
  score(slot: number, score: number): void
  close<C>(arrived: readonly C[]): readonly Ended<C>[]
}

export const createLedger = (pipeline: string): Ledger => {
  const fates = new Map<number, Fate>()
  const scores = new Map<number, number>()
  return {
    end(slot, fate) {
      if (fates.has(slot)) throw new AppError('broken-stage', `${pipeline}: candidate ${slot} ended twice`)
      fates.set(slot, fate)
    },
    score: (slot, score) => void scores.set(slot, score),
    close(arrived) {
      if (fates.size !== arrived.length) {
        throw new AppError(
          'broken-stage',
          `${pipeline}: ${arrived.length} candidates entered, ${fates.size} ended`,
        )
      }
      return arrived.map((candidate, slot) => {
        const fate = fates.get(slot)
        if (fate === undefined)
          throw new AppError('broken-stage', `${pipeline}: candidate ${slot} never ended`)
        const score = scores.get(slot)
        return score === undefined ? { candidate, fate } : { candidate, score, fate }
      })
    },
  }
}
