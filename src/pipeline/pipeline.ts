import type { Codec } from './codec.ts'
import {
  type Flow,
  filterOut,
  gather,
  hydrateAll,
  type Identity,
  openPassage,
  type Passage,
  scoreAll,
  selectFrom,
} from './engine.ts'
import type { Filter, Hydrator, Scorer, Selector, Source } from './stages.ts'
import type { Tape } from './tape.ts'
import type { Trace } from './trace.ts'

/**
 * A pipeline is its stages in order, and its type is the type of its candidate, which grows as it is hydrated:
 * a scorer that reads `skipRate` does not compile before the hydrator that adds it.
 *
 * @example
 * pipeline('similar', tracks, [nearInSound, playedTogether])
 *   .hydrate(limits).filter(blocked)
 *   .score(closeness).select(spaced).present(facts)
 */
export interface Run<C> {
  /** In slate order, with the scores they were selected by. */
  readonly selected: readonly C[]
  readonly scores: readonly number[]
  readonly trace: Trace<object>
}

/** Before selection: any stage may follow. `Q` is the live query, `Kept` the part of it that is recorded. */
export interface Pipeline<Q extends Kept, Kept, C extends object> {
  readonly name: string
  hydrate<Added extends object>(stage: Hydrator<Q, C, Added>): Pipeline<Q, Kept, C & Added>
  filter(stage: Filter<Kept, C>): Pipeline<Q, Kept, C>
  /** The first is the scorer; the others stand in for it, in order, when it fails. */
  score(...stages: readonly [Scorer<Kept, C>, ...Scorer<Kept, C>[]]): Pipeline<Q, Kept, C>
  select(stage: Selector<Kept, C>): Selected<Q, Kept, C>
}

/** After selection: words may be added to the few that are left, and it can be run. */
export interface Selected<Q extends Kept, Kept, C extends object> {
  readonly name: string
  present<Added extends object>(stage: Hydrator<Q, C, Added>): Selected<Q, Kept, C & Added>
  /** Runs on the world, through a recording tape. Throws `broken-stage` when a filter or the law is broken. */
  run(query: Q, tape: Tape): Promise<Run<C>>
  /** Runs again from a tape; touches nothing but the record. Throws `replay-diverged`, `corrupt-record`. */
  replay(query: Kept, tape: Tape): Promise<Run<C>>
}

/** How a pipeline's candidates are told apart, merged and written down. */
export interface CandidateType<C> extends Identity<C> {
  readonly codec: Codec<C>
}

/** Both queries of a run; the live one is absent in a replay. */
interface Queries<Q, Kept> {
  readonly live: Q | undefined
  readonly kept: Kept
}
type Advance<Q, Kept, C> = (
  queries: Queries<Q, Kept>,
  passage: Passage,
) => Promise<{ readonly flow: Flow<C>; readonly arrived: readonly object[] }>

export const pipeline = <Q extends Kept, Kept, C extends object>(
  name: string,
  candidates: CandidateType<C>,
  sources: readonly Source<Q, C>[],
): Pipeline<Q, Kept, C> =>
  growing(name, ({ live }, passage) => gather(live, sources, candidates.codec, candidates, passage))

const growing = <Q extends Kept, Kept, C extends object>(
  name: string,
  advance: Advance<Q, Kept, C>,
): Pipeline<Q, Kept, C> => ({
  name,
  hydrate: (stage) =>
    growing(name, async (queries, passage) => {
      const { flow, arrived } = await advance(queries, passage)
      return { flow: await hydrateAll(queries.live, stage, flow, passage), arrived }
    }),
  filter: (stage) =>
    growing(name, async (queries, passage) => {
      const { flow, arrived } = await advance(queries, passage)
      return { flow: filterOut(queries.kept, stage, flow, passage), arrived }
    }),
  score: (...stages) =>
    growing(name, async (queries, passage) => {
      const { flow, arrived } = await advance(queries, passage)
      return { flow: scoreAll(queries.kept, stages, flow, passage), arrived }
    }),
  select: (stage) =>
    selected(name, async (queries, passage) => {
      const { flow, arrived } = await advance(queries, passage)
      return { flow: selectFrom(queries.kept, stage, flow, passage), arrived }
    }),
})

const selected = <Q extends Kept, Kept, C extends object>(
  name: string,
  advance: Advance<Q, Kept, C>,
): Selected<Q, Kept, C> => {
  const finish = async (queries: Queries<Q, Kept>, tape: Tape): Promise<Run<C>> => {
    const passage = openPassage(name, tape)
    const { flow, arrived } = await advance(queries, passage)
    for (const [rank, slot] of flow.slots.entries()) passage.ledger.end(slot, { kind: 'selected', rank })
    return {
      selected: flow.candidates,
      scores: flow.scores ?? [],
      trace: { stages: passage.stages, candidates: passage.ledger.close(arrived) },
    }
  }
  return {
    name,
    present: (stage) =>
      selected(name, async (queries, passage) => {
        const { flow, arrived } = await advance(queries, passage)
        return { flow: await hydrateAll(queries.live, stage, flow, passage, 'present'), arrived }
      }),
    run: (query, tape) => finish({ live: query, kept: query }, tape),
    replay: (query, tape) => finish({ live: undefined, kept: query }, tape),
  }
}
