import type { Codec, Partly } from './codec.ts'
import { type Batch, blankColumns, type Columns, fillMisses, join, type Numbers, pick } from './columns.ts'
import { type CandidateType, mergeFinds } from './merge.ts'
import {
  broken,
  expectLength,
  type Flow,
  note,
  type Passage,
  type Placed,
  skipped,
  whenThere,
} from './passage.ts'
import type { Awaitable, Filter, Hydrated, Hydrator, Scorer, Source } from './stages.ts'
import type { Answer } from './tape.ts'
import type { Fate, Outcome } from './trace.ts'

/**
 * The moves of the engine before selection, one function for each kind of stage. Everything that touches a candidate's
 * place is here and in `slate.ts`: stages are asked, their answers are checked for shape, and candidates go on or end
 * in the ledger.
 */

/** What candidates a pipeline begins with. Its sources are the first stages of its layout. */
export interface Beginning<Q, C extends Numbers> {
  readonly sources: readonly Source<Q, C>[]
  readonly type: CandidateType<C>
  readonly codec: Codec<Partly<C>>
}

/** Asks all sources at once; their finds are merged in the order in which the sources are declared. */
export const gather = <Q, C extends Numbers>(
  query: Q | undefined,
  { sources, type, codec }: Beginning<Q, C>,
  passage: Passage,
): Awaitable<Flow<C>> => {
  const counted = (columns: Columns<C>): Batch<C> => ({ count: columns[type.identity].length, columns })
  const ask = (source: Source<Q, C>, place: number) =>
    passage.tape.ask<Batch<C>>(place, {
      timeoutMs: source.timeoutMs,
      enabled: () => query !== undefined && (source.enabled?.(query) ?? true),
      waits: source.waits ?? false,
      codec,
      live: (signal) => {
        const found = query === undefined ? blankColumns(type.columns, 0) : source.find(query, signal)
        return found instanceof Promise ? found.then(counted) : counted(found)
      },
    })
  const asked = sources.map(ask)
  const answers = asked.some((answer) => answer instanceof Promise)
    ? Promise.all(asked)
    : asked.filter(isThere)
  return whenThere(answers, (found) => {
    const { batch, added } = mergeFinds(
      type,
      found.map(({ value }) => value),
    )
    sources.forEach((source, place) => {
      const answer = found[place] ?? skipped
      const entered = found[place]?.value?.count ?? 0
      note(passage, 'source', source, { entered, left: added[place] ?? 0 }, answer)
    })
    const slots = placesBefore(batch.count)
    passage.arrived = batch.count
    passage.ledger.saw(slots, batch.columns)
    return { batch, slots, scores: undefined }
  })
}

const isThere = <T>(answer: Awaitable<Answer<T>>): answer is Answer<T> => !(answer instanceof Promise)

export interface Hydration<Q, C extends Numbers, Added extends Numbers>
  extends Placed<Hydrator<Q, C, Added>> {
  readonly codec: Codec<Partly<Added>>
}

/** Adds columns; a miss takes `absent`, or drops the candidate when there is none. */
export const hydrateAll = <Q, C extends Numbers, Added extends Numbers>(
  query: Q | undefined,
  hydration: Hydration<Q, C, Added>,
  flow: Flow<C>,
  passage: Passage,
): Awaitable<Flow<C & Added>> => {
  const { stage, place, codec } = hydration
  const { batch } = flow
  const answer = passage.tape.ask<Partly<Added>>(place, {
    timeoutMs: stage.timeoutMs,
    enabled: () => query !== undefined && (stage.enabled?.(query) ?? true),
    waits: stage.waits ?? false,
    codec,
    live: (signal) => {
      if (query === undefined) return { count: 0, columns: blankColumns(stage.adds, 0) }
      const hydrated = stage.hydrate(query, batch, signal)
      const counted = ({ columns, known }: Hydrated<Added>) => ({ count: batch.count, columns, known })
      return hydrated instanceof Promise ? hydrated.then(counted) : counted(hydrated)
    },
  })
  return whenThere(answer, (there) => takeAnswer(stage, there, flow, passage))
}

const takeAnswer = <Q, C extends Numbers, Added extends Numbers>(
  stage: Hydrator<Q, C, Added>,
  answer: Answer<Partly<Added>>,
  flow: Flow<C>,
  passage: Passage,
): Flow<C & Added> => {
  const { batch, slots } = flow
  if (answer.value) expectLength(passage, stage.name, answer.value.count, batch.count)
  const known = answer.value ? answer.value.known : new Uint32Array(batch.count)
  const columns = answer.value?.columns ?? blankColumns(stage.adds, batch.count)
  if (known && stage.absent) fillMisses(columns, known, stage.absent)
  const hydrated = join(batch, columns)
  const keep =
    known && !stage.absent ? endMisses(passage, stage.name, known, slots, answer.outcome) : undefined
  const next = keepOnly({ ...flow, batch: hydrated }, keep)
  note(passage, 'hydrate', stage, { entered: batch.count, left: next.batch.count }, answer)
  passage.ledger.saw(slots, columns)
  return next
}

/** The places that go on; undefined where all do. */
const endMisses = (
  { ledger }: Passage,
  stage: string,
  known: Uint32Array,
  slots: readonly number[],
  outcome: Outcome,
): number[] | undefined => {
  const fate = {
    kind: 'dropped',
    stage,
    reason: outcome === 'ok' ? 'unknown here' : `stage ${outcome}`,
  } as const
  return keptOf(slots.length, (place) => {
    if (known[place] !== 0) return true
    ledger.end(slots[place] ?? 0, fate)
    return false
  })
}

/** The places that are kept, undefined for all: most stages drop nobody, and a list begins with the first who does not go on. */
const keptOf = (count: number, isKept: (place: number) => boolean): number[] | undefined => {
  let keep: number[] | undefined
  let kept = 0
  for (let place = 0; place < count; place++) {
    if (isKept(place)) {
      if (keep) keep[kept] = place
      kept++
    } else keep ??= placesBefore(kept, count)
  }
  if (keep) keep.length = kept
  return keep
}

/** With room for `most`: a list that grows is copied each time. */
const placesBefore = (end: number, most = end): number[] => {
  const places = new Array<number>(most)
  for (let place = 0; place < end; place++) places[place] = place
  return places
}

const keepOnly = <C extends Numbers>(flow: Flow<C>, places: readonly number[] | undefined): Flow<C> => {
  if (places === undefined) return flow
  const { batch, slots, scores } = flow
  return {
    batch: pick(batch, places),
    slots: places.map((place) => slots[place] ?? 0),
    scores: scores && Float64Array.from(places, (place) => scores[place] ?? 0),
  }
}

/** Drops what the filter gives a reason for. A filter that fails, fails the run: it may have been the safety. */
export const filterOut = <Kept, C extends Numbers>(
  query: Kept,
  { stage, place: at }: Placed<Filter<Kept, C>>,
  flow: Flow<C>,
  passage: Passage,
): Flow<C> => {
  const entered = flow.batch.count
  if (stage.enabled?.(query) === false) {
    note(passage, 'filter', stage, { entered, left: entered }, skipped)
    return flow
  }
  const answer = passage.tape.compute(at, () => stage.judge(query, flow.batch))
  if (answer.value === undefined)
    throw broken(passage, stage.name, `failed (${answer.detail}); nothing is served past it`)
  expectLength(passage, stage.name, answer.value.length, entered)
  const reasons = answer.value
  let fate: Extract<Fate, { readonly kind: 'dropped' }> | undefined
  const keep = keptOf(entered, (place) => {
    const reason = reasons[place]
    if (reason === undefined) return true
    // Many are dropped for one reason, one after another.
    if (fate?.reason !== reason) fate = { kind: 'dropped', stage: stage.name, reason }
    passage.ledger.end(flow.slots[place] ?? 0, fate)
    return false
  })
  passage.tape.went(at, { of: entered, places: keep })
  note(passage, 'filter', stage, { entered, left: keep?.length ?? entered }, answer)
  return keepOnly(flow, keep)
}

/** The first scorer that answers with finite numbers; when none does, all candidates score 0. */
export const scoreAll = <Kept, C extends Numbers>(
  query: Kept,
  stages: readonly Placed<Scorer<Kept, C>>[],
  flow: Flow<C>,
  passage: Passage,
): Flow<C> => {
  const { count } = flow.batch
  for (const { stage, place } of stages) {
    if (stage.enabled?.(query) === false) {
      note(passage, 'score', stage, { entered: count, left: count }, skipped)
      continue
    }
    const answer = passage.tape.compute(place, () => {
      const scores = stage.score(query, flow.batch)
      expectLength(passage, stage.name, scores.length, count)
      if (!areFinite(scores)) throw broken(passage, stage.name, 'a score is not a finite number')
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

const areFinite = (scores: Float64Array): boolean => {
  for (let place = 0; place < scores.length; place++) if (!Number.isFinite(scores[place])) return false
  return true
}
