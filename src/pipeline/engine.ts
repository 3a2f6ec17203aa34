import { AppError } from '#domain'
import type { Codec } from './codec.ts'
import type { Filter, Hydrator, Scorer, Selector, Source } from './stages.ts'
import type { Tape } from './tape.ts'
import { createLedger, type Ledger, type Outcome, type StageKind, type StageTrace } from './trace.ts'

/**
 * The moves of the engine, one function for each kind of stage. Everything that touches a candidate's place
 * is here: stages are asked, their answers are checked for shape, and candidates go on or end in the ledger.
 */

/** Candidates under way, each with its slot (place in order of arrival). */
export interface Flow<C> {
  readonly candidates: readonly C[]
  readonly slots: readonly number[]
  readonly scores?: readonly number[]
}

/** What one run carries from stage to stage. */
export interface Passage {
  readonly pipeline: string
  readonly tape: Tape
  readonly ledger: Ledger
  readonly stages: StageTrace[]
}

export interface Identity<C> {
  /** Candidates of equal identity are one candidate. */
  identify(candidate: C): number | string
  /** What stays of two sources' finds of the same candidate. */
  merge(first: C, again: C): C
}

const note = (
  passage: Passage,
  kind: StageKind,
  stage: { readonly name: string },
  counts: { readonly entered: number; readonly left: number },
  mark: { readonly outcome: Outcome; readonly tookMs: number; readonly detail?: string },
) => {
  const { outcome, tookMs, detail } = mark
  const base = { name: stage.name, kind, ...counts, tookMs, outcome }
  passage.stages.push(detail === undefined ? base : { ...base, detail })
}

const expectLength = (pipeline: string, stage: string, got: number, wanted: number) => {
  if (got === wanted) return
  throw new AppError('broken-stage', `${pipeline}/${stage} answered ${got} times for ${wanted} candidates`)
}

/** Asks all sources at once; their finds are merged in the order in which the sources are declared. */
export const gather = async <Q, C>(
  query: Q | undefined,
  sources: readonly Source<Q, C>[],
  codec: Codec<C>,
  identity: Identity<C>,
  passage: Passage,
): Promise<{ readonly flow: Flow<C>; readonly arrived: C[] }> => {
  const ask = (source: Source<Q, C>) =>
    passage.tape.ask({
      name: source.name,
      timeoutMs: source.timeoutMs,
      enabled: () => query !== undefined && (source.enabled?.(query) ?? true),
      codec,
      live: (signal) => (query === undefined ? [] : source.find(query, signal)),
    })
  const answers = await Promise.all(sources.map(ask))
  const arrived = new Map<number | string, C>()
  for (const [index, source] of sources.entries()) {
    const answer = answers[index]
    if (answer === undefined) continue
    const before = arrived.size
    for (const candidate of answer.values) {
      if (candidate === undefined) continue
      const id = identity.identify(candidate)
      const known = arrived.get(id)
      arrived.set(id, known === undefined ? candidate : identity.merge(known, candidate))
    }
    note(passage, 'source', source, { entered: answer.values.length, left: arrived.size - before }, answer)
  }
  const candidates = [...arrived.values()]
  return { flow: { candidates, slots: candidates.map((_, slot) => slot) }, arrived: candidates }
}

/** Adds to each candidate; a miss takes `absent`, or drops the candidate when there is none. */
export const hydrateAll = async <Q, C extends object, Added extends object>(
  query: Q | undefined,
  stage: Hydrator<Q, C, Added>,
  flow: Flow<C>,
  passage: Passage,
  kind: 'hydrate' | 'present' = 'hydrate',
): Promise<Flow<C & Added>> => {
  const { candidates } = flow
  const answer = await passage.tape.ask({
    name: stage.name,
    timeoutMs: stage.timeoutMs,
    enabled: () => query !== undefined && (stage.enabled?.(query) ?? true),
    codec: stage.codec,
    live: (signal) => {
      const checked = (values: readonly (Added | undefined)[]) => {
        expectLength(passage.pipeline, stage.name, values.length, candidates.length)
        return values
      }
      const values = query === undefined ? [] : stage.hydrate(query, candidates, signal)
      return values instanceof Promise ? values.then(checked) : checked(values)
    },
  })
  if (answer.outcome === 'ok') {
    expectLength(passage.pipeline, stage.name, answer.values.length, candidates.length)
  }
  const hydrated: (C & Added)[] = []
  const slots: number[] = []
  const scores: number[] = []
  for (const [index, candidate] of candidates.entries()) {
    const slot = flow.slots[index] ?? 0
    const added = answer.values[index] ?? stage.absent
    if (added === undefined) {
      const reason = answer.outcome === 'ok' ? 'unknown here' : `stage ${answer.outcome}`
      passage.ledger.end(slot, { kind: 'dropped', stage: stage.name, reason })
      continue
    }
    // In place: the candidate belongs to this run, and copying it at every stage was the engine's main cost.
    hydrated.push(Object.assign(candidate, added))
    slots.push(slot)
    if (flow.scores) scores.push(flow.scores[index] ?? 0)
  }
  note(passage, kind, stage, { entered: candidates.length, left: hydrated.length }, answer)
  return flow.scores ? { candidates: hydrated, slots, scores } : { candidates: hydrated, slots }
}

/** Drops what the filter gives a reason for. A filter that fails, fails the run: it may have been the safety. */
export const filterOut = <Kept, C>(
  query: Kept,
  stage: Filter<Kept, C>,
  flow: Flow<C>,
  passage: Passage,
): Flow<C> => {
  const { candidates } = flow
  if (stage.enabled?.(query) === false) return skipped(passage, 'filter', stage, flow)
  const answer = passage.tape.compute(stage.name, stage.timeoutMs, () => stage.judge(query, candidates))
  if (answer.value === undefined) {
    throw new AppError(
      'broken-stage',
      `${passage.pipeline}/${stage.name} failed (${answer.detail}): nothing is served past it`,
    )
  }
  expectLength(passage.pipeline, stage.name, answer.value.length, candidates.length)
  const kept: C[] = []
  const slots: number[] = []
  for (const [index, candidate] of candidates.entries()) {
    const reason = answer.value[index]
    const slot = flow.slots[index] ?? 0
    if (reason === undefined) {
      kept.push(candidate)
      slots.push(slot)
    } else passage.ledger.end(slot, { kind: 'dropped', stage: stage.name, reason })
  }
  note(passage, 'filter', stage, { entered: candidates.length, left: kept.length }, answer)
  return { candidates: kept, slots }
}

/** The first scorer that answers with finite numbers; when none does, all candidates score 0. */
export const scoreAll = <Kept, C>(
  query: Kept,
  stages: readonly Scorer<Kept, C>[],
  flow: Flow<C>,
  passage: Passage,
): Flow<C> => {
  const { candidates } = flow
  const counts = { entered: candidates.length, left: candidates.length }
  for (const stage of stages) {
    if (stage.enabled?.(query) === false) {
      skipped(passage, 'score', stage, flow)
      continue
    }
    const answer = passage.tape.compute(stage.name, stage.timeoutMs, () => {
      const scores = stage.score(query, candidates)
      expectLength(passage.pipeline, stage.name, scores.length, candidates.length)
      if (!scores.every(Number.isFinite)) throw new AppError('broken-stage', 'a score is not a finite number')
      return scores
    })
    note(passage, 'score', stage, counts, answer)
    if (answer.value === undefined) continue
    for (const [index, score] of answer.value.entries()) passage.ledger.score(flow.slots[index] ?? 0, score)
    return { ...flow, scores: answer.value }
  }
  return { ...flow, scores: candidates.map(() => 0) }
}

/** Keeps the selected, in slate order; the rest end as `not-selected`. A failed selector falls back to score order. */
export const selectFrom = <Kept, C>(
  query: Kept,
  stage: Selector<Kept, C>,
  flow: Flow<C>,
  passage: Passage,
): Flow<C> => {
  const { candidates } = flow
  const scores = flow.scores ?? candidates.map(() => 0)
  const answer = passage.tape.compute(stage.name, stage.timeoutMs, () => {
    const indexes = stage.select(query, candidates, scores)
    const valid = indexes.every((index) => Number.isInteger(index) && index >= 0 && index < candidates.length)
    if (!valid || new Set(indexes).size !== indexes.length) {
      throw new AppError('broken-stage', 'the selected indexes are not distinct places of candidates')
    }
    return indexes
  })
  if (answer.value === undefined) {
    throw new AppError('broken-stage', `${passage.pipeline}/${stage.name} failed (${answer.detail})`)
  }
  const chosen: C[] = []
  const slots: number[] = []
  const chosenScores: number[] = []
  const taken = new Set(answer.value)
  for (const index of answer.value) {
    const candidate = candidates[index]
    if (candidate === undefined) continue
    chosen.push(candidate)
    slots.push(flow.slots[index] ?? 0)
    chosenScores.push(scores[index] ?? 0)
  }
  for (const index of candidates.keys()) {
    if (!taken.has(index)) passage.ledger.end(flow.slots[index] ?? 0, { kind: 'not-selected' })
  }
  note(passage, 'select', stage, { entered: candidates.length, left: chosen.length }, answer)
  return { candidates: chosen, slots, scores: chosenScores }
}

const skipped = <C>(
  passage: Passage,
  kind: StageKind,
  stage: { readonly name: string },
  flow: Flow<C>,
): Flow<C> => {
  const count = flow.candidates.length
  note(passage, kind, stage, { entered: count, left: count }, { outcome: 'skipped', tookMs: 0 })
  return flow
}

export const openPassage = (pipeline: string, tape: Tape): Passage => ({
  pipeline,
  tape,
  ledger: createLedger(pipeline),
  stages: [],
})
