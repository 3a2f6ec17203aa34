import { AppError } from '#domain'
import { columnsCodec, jsonCodec } from './codec.ts'
import { type Batch, blankColumns, type Columns, join, type Numbers, pick, rowAt } from './columns.ts'
import { type CandidateType, mergeFinds } from './merge.ts'
import type { Filter, Hydrator, Presenter, Scorer, Selector, Source } from './stages.ts'
import type { Tape } from './tape.ts'
import { createLedger, type Ledger, type Outcome, type StageKind, type StageTrace } from './trace.ts'

/**
 * The moves of the engine, one function for each kind of stage. Everything that touches a candidate's place
 * is here: stages are asked, their answers are checked for shape, and candidates go on or end in the ledger.
 */

/** Candidates under way, each with its slot (place in order of arrival). */
export interface Flow<C extends Numbers> {
  readonly batch: Batch<C>
  readonly slots: readonly number[]
  /** Absent until a scorer has answered. */
  readonly scores: Float64Array | undefined
}

/** The few that were selected, in slate order, as objects. */
export interface Slate<C> {
  readonly selected: readonly C[]
  readonly slots: readonly number[]
  readonly scores: readonly number[]
}

/** What one run carries from stage to stage. */
export interface Passage {
  readonly pipeline: string
  readonly tape: Tape
  readonly ledger: Ledger
  readonly stages: StageTrace[]
}

export const openPassage = (pipeline: string, tape: Tape): Passage => ({
  pipeline,
  tape,
  ledger: createLedger(pipeline),
  stages: [],
})

const note = (
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

const broken = (passage: Passage, stage: string, what: string) =>
  new AppError('broken-stage', `${passage.pipeline}/${stage}: ${what}`)

const expectLength = (passage: Passage, stage: string, got: number, wanted: number) => {
  if (got !== wanted) throw broken(passage, stage, `${got} answers for ${wanted} candidates`)
}

/** Asks all sources at once; their finds are merged in the order in which the sources are declared. */
export const gather = async <Q, C extends Numbers>(
  query: Q | undefined,
  sources: readonly Source<Q, C>[],
  type: CandidateType<C>,
  passage: Passage,
): Promise<Flow<C>> => {
  const codec = columnsCodec(type.columns)
  const ask = async (source: Source<Q, C>) => {
    const counted = (columns: Columns<C>): Batch<C> => ({ count: columns[type.identity].length, columns })
    const answer = await passage.tape.ask<Batch<C>>({
      name: source.name,
      timeoutMs: source.timeoutMs,
      enabled: () => query !== undefined && (source.enabled?.(query) ?? true),
      waits: source.waits ?? false,
      codec,
      live: (signal) => {
        const found = query === undefined ? blankColumns(type.columns, 0) : source.find(query, signal)
        return found instanceof Promise ? found.then(counted) : counted(found)
      },
    })
    return { source, answer }
  }
  const answers = await Promise.all(sources.map(ask))
  const { batch, added } = mergeFinds(
    type,
    answers.map(({ answer }) => answer.value),
  )
  for (const [place, { source, answer }] of answers.entries()) {
    note(passage, 'source', source, { entered: answer.value?.count ?? 0, left: added[place] ?? 0 }, answer)
  }
  const slots = Array.from({ length: batch.count }, (_, slot) => slot)
  passage.ledger.saw(slots, batch.columns)
  return { batch, slots, scores: undefined }
}

/** Adds columns; a miss takes `absent`, or drops the candidate when there is none. */
export const hydrateAll = async <Q, C extends Numbers, Added extends Numbers>(
  query: Q | undefined,
  stage: Hydrator<Q, C, Added>,
  flow: Flow<C>,
  passage: Passage,
): Promise<Flow<C & Added>> => {
  const { batch, slots } = flow
  const answer = await passage.tape.ask({
    name: stage.name,
    timeoutMs: stage.timeoutMs,
    enabled: () => query !== undefined && (stage.enabled?.(query) ?? true),
    waits: stage.waits ?? false,
    codec: columnsCodec(stage.adds),
    live: (signal) => {
      if (query === undefined) return { count: 0, columns: blankColumns(stage.adds, 0) }
      const hydrated = stage.hydrate(query, batch, signal)
      const counted = <T extends object>(columns: T) => ({ ...columns, count: batch.count })
      return hydrated instanceof Promise ? hydrated.then(counted) : counted(hydrated)
    },
  })
  if (answer.value) expectLength(passage, stage.name, answer.value.count, batch.count)
  const known = answer.value ? answer.value.known : new Uint32Array(batch.count)
  const columns = answer.value?.columns ?? blankColumns(stage.adds, batch.count)
  if (known && stage.absent) fillMisses(columns, known, stage.absent)
  const hydrated = join(batch, columns)
  const keep =
    known && !stage.absent ? endMisses(passage, stage.name, known, slots, answer.outcome) : undefined
  const next = keep ? keepOnly({ ...flow, batch: hydrated }, keep) : { ...flow, batch: hydrated }
  note(passage, 'hydrate', stage, { entered: batch.count, left: next.batch.count }, answer)
  passage.ledger.saw(slots, columns)
  return next
}

const fillMisses = <Added extends Numbers>(columns: Columns<Added>, known: Uint32Array, absent: Added) => {
  for (const name in columns) {
    const column = columns[name]
    for (let i = 0; i < known.length; i++) if (known[i] === 0) column[i] = absent[name] ?? 0
  }
}

const endMisses = (
  { ledger }: Passage,
  stage: string,
  known: Uint32Array,
  slots: readonly number[],
  outcome: Outcome,
): number[] => {
  const reason = outcome === 'ok' ? 'unknown here' : `stage ${outcome}`
  const keep: number[] = []
  for (const [place, slot] of slots.entries()) {
    if (known[place] === 0) ledger.end(slot, { kind: 'dropped', stage, reason })
    else keep.push(place)
  }
  return keep
}

const keepOnly = <C extends Numbers>(
  { batch, slots, scores }: Flow<C>,
  places: readonly number[],
): Flow<C> =>
  places.length === slots.length
    ? { batch, slots, scores }
    : {
        batch: pick(batch, places),
        slots: places.map((place) => slots[place] ?? 0),
        scores: scores && Float64Array.from(places, (place) => scores[place] ?? 0),
      }

/** Drops what the filter gives a reason for. A filter that fails, fails the run: it may have been the safety. */
export const filterOut = <Kept, C extends Numbers>(
  query: Kept,
  stage: Filter<Kept, C>,
  flow: Flow<C>,
  passage: Passage,
): Flow<C> => {
  const entered = flow.batch.count
  if (stage.enabled?.(query) === false) {
    note(passage, 'filter', stage, { entered, left: entered }, skipped)
    return flow
  }
  const answer = passage.tape.compute(stage.name, () => stage.judge(query, flow.batch))
  if (answer.value === undefined)
    throw broken(passage, stage.name, `failed (${answer.detail}); nothing is served past it`)
  expectLength(passage, stage.name, answer.value.length, entered)
  const keep: number[] = []
  for (const [place, reason] of answer.value.entries()) {
    if (reason === undefined) keep.push(place)
    else passage.ledger.end(flow.slots[place] ?? 0, { kind: 'dropped', stage: stage.name, reason })
  }
  note(passage, 'filter', stage, { entered, left: keep.length }, answer)
  return keepOnly(flow, keep)
}

/** The first scorer that answers with finite numbers; when none does, all candidates score 0. */
export const scoreAll = <Kept, C extends Numbers>(
  query: Kept,
  stages: readonly Scorer<Kept, C>[],
  flow: Flow<C>,
  passage: Passage,
): Flow<C> => {
  const { count } = flow.batch
  for (const stage of stages) {
    if (stage.enabled?.(query) === false) {
      note(passage, 'score', stage, { entered: count, left: count }, skipped)
      continue
    }
    const answer = passage.tape.compute(stage.name, () => {
      const scores = stage.score(query, flow.batch)
      expectLength(passage, stage.name, scores.length, count)
      if (!scores.every(Number.isFinite)) throw broken(passage, stage.name, 'a score is not a finite number')
      return scores
    })
    note(passage, 'score', stage, { entered: count, left: count }, answer)
    if (answer.value === undefined) continue
    const { batch } = flow
    passage.ledger.scored(flow.slots, answer.value, () => stage.explain?.(query, batch))
    return { ...flow, scores: answer.value }
  }
  return { ...flow, scores: new Float64Array(count) }
}

/** Keeps the selected, in slate order; the rest end as `not-selected`. */
export const selectFrom = <Kept, C extends Numbers>(
  query: Kept,
  stage: Selector<Kept, C>,
  flow: Flow<C>,
  passage: Passage,
): Slate<C> => {
  const { batch, slots } = flow
  const scores = flow.scores ?? new Float64Array(batch.count)
  const answer = passage.tape.compute(stage.name, () => stage.select(query, batch, scores))
  if (answer.value === undefined) throw broken(passage, stage.name, `failed (${answer.detail})`)
  const taken = new Set(answer.value)
  const valid = answer.value.every((place) => Number.isInteger(place) && place >= 0 && place < batch.count)
  if (!valid || taken.size !== answer.value.length) {
    throw broken(passage, stage.name, 'the selected places are not distinct places of candidates')
  }
  for (const [place, slot] of slots.entries()) if (!taken.has(place)) passage.ledger.end(slot, notSelected)
  const remark = stage.remark?.(query, batch, answer.value)
  const told = remark === undefined ? answer : { ...answer, detail: remark }
  note(passage, 'select', stage, { entered: batch.count, left: taken.size }, told)
  return {
    selected: answer.value.map((place) => rowAt(batch, place)),
    slots: answer.value.map((place) => slots[place] ?? 0),
    scores: answer.value.map((place) => scores[place] ?? 0),
  }
}

const notSelected = { kind: 'not-selected' } as const
const skipped = { outcome: 'skipped', tookMs: 0 } as const

/** Adds words to the selected; one that words can't be had for is dropped. */
export const presentAll = async <Q, C extends object, Facts extends object>(
  query: Q | undefined,
  stage: Presenter<Q, C, Facts>,
  slate: Slate<C>,
  passage: Passage,
): Promise<Slate<C & Facts>> => {
  const answer = await passage.tape.ask({
    name: stage.name,
    timeoutMs: stage.timeoutMs,
    enabled: () => query !== undefined && (stage.enabled?.(query) ?? true),
    waits: stage.waits ?? false,
    codec: jsonCodec((value) => stage.parse(value)),
    live: (signal) => (query === undefined ? [] : stage.present(query, slate.selected, signal)),
  })
  if (answer.value) expectLength(passage, stage.name, answer.value.length, slate.selected.length)
  const selected: (C & Facts)[] = []
  const slots: number[] = []
  const scores: number[] = []
  for (const [place, candidate] of slate.selected.entries()) {
    const words = answer.value?.[place]
    const slot = slate.slots[place] ?? 0
    if (words === undefined) {
      const reason = answer.outcome === 'ok' ? 'unknown here' : `stage ${answer.outcome}`
      passage.ledger.end(slot, { kind: 'dropped', stage: stage.name, reason })
      continue
    }
    selected.push({ ...candidate, ...words })
    slots.push(slot)
    scores.push(slate.scores[place] ?? 0)
  }
  note(passage, 'present', stage, { entered: slate.selected.length, left: selected.length }, answer)
  return { selected, slots, scores }
}
