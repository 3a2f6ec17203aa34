import { AppError } from '#domain'
import type { Batch, Numbers } from './columns.ts'
import type { NamedLayout } from './layout.ts'
import type { Awaitable } from './stages.ts'
import type { Tape } from './tape.ts'
import { createLedger, type Ledger, type Outcome, type StageKind, type StageTrace } from './trace.ts'

/** What goes through the engine in one run, and how a stage is noted or found to be broken. */

/** A stage and its place in the layout of its pipeline, by which tapes know it. */
export interface Placed<Stage> {
  readonly stage: Stage
  readonly place: number
}

/** Candidates under way, each with its slot (place in order of arrival). */
export interface Flow<C extends Numbers> {
  readonly batch: Batch<C>
  readonly slots: readonly number[]
  /** Absent until a scorer has answered. */
  readonly scores: Float64Array | undefined
}

/** What one run carries from stage to stage. */
export interface Passage {
  readonly pipeline: string
  readonly tape: Tape
  readonly ledger: Ledger
  readonly stages: StageTrace[]
  /** How many candidates entered. */
  arrived: number
}

/** Throws `replay-diverged` where other stages than those of the layout wrote the tape. */
export const openPassage = (layout: NamedLayout, tape: Tape): Passage => {
  tape.open(layout)
  const { pipeline } = layout
  return { pipeline, tape, ledger: createLedger(pipeline), stages: [], arrived: 0 }
}

/** Goes on at once where there is nothing to wait for: most stages answer so, and a promise for each of twenty costs more than some of them. */
export const whenThere = <A, B>(there: Awaitable<A>, goOn: (answer: A) => Awaitable<B>): Awaitable<B> =>
  there instanceof Promise ? there.then(goOn) : goOn(there)

export const note = (
  passage: Passage,
  kind: StageKind,
  { name }: { readonly name: string },
  { entered, left }: { readonly entered: number; readonly left: number },
  {
    outcome,
    tookMs,
    detail,
  }: { readonly outcome: Outcome; readonly tookMs: number; readonly detail?: string },
) => {
  const base = { name, kind, entered, left, tookMs, outcome }
  passage.stages.push(detail === undefined ? base : { ...base, detail })
}

export const broken = (passage: Passage, stage: string, what: string) =>
  new AppError('broken-stage', `${passage.pipeline}/${stage}: ${what}`)

export const expectLength = (passage: Passage, stage: string, got: number, wanted: number) => {
  if (got !== wanted) throw broken(passage, stage, `${got} answers for ${wanted} candidates`)
}

export const skipped = { outcome: 'skipped', tookMs: 0 } as const
