import { columnsCodec, jsonCodec, propensityColumns } from './codec.ts'
import { type Batch, blankColumns, join, type Numbers, pick, rowAt } from './columns.ts'
import { filterOut, gather, hydrateAll, scoreAll } from './engine.ts'
import { type Layout, type NamedLayout, nameLayout, type StageLayout } from './layout.ts'
import type { CandidateType } from './merge.ts'
import { type Flow, openPassage, type Passage, whenThere } from './passage.ts'
import { presentAll, type Slate, selectFrom } from './slate.ts'
import type { Awaitable, Filter, Hydrator, Presenter, Scorer, Selector, Source } from './stages.ts'
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
  /** Of each, as in `Selection`; absent where the selector does not tell them. */
  readonly propensities?: readonly number[] | undefined
  readonly trace: Trace
}

/** Before selection: any stage may follow. `Q` is the live query, `Kept` the part of it that is recorded. */
export interface Pipeline<Q extends Kept, Kept, C extends Numbers> {
  readonly name: string
  hydrate<Added extends Numbers>(stage: Hydrator<Q, C, Added>): Pipeline<Q, Kept, C & Added>
  filter(stage: Filter<Kept, C>): Pipeline<Q, Kept, C>
  /** The first is the scorer; the others stand in for it, in order, when it fails. */
  score(...stages: readonly [Scorer<Kept, C>, ...Scorer<Kept, C>[]]): Pipeline<Q, Kept, C>
  select(stage: Selector<Kept, C>): Selected<Q, Kept, C>
}

/** After selection: words may be added to the few that are left, and it can be run. */
export interface Selected<Q extends Kept, Kept, C extends object> {
  readonly name: string
  /** Held, not read: see `Shapes`. */
  readonly shapes: readonly object[]
  present<Facts extends object>(stage: Presenter<Q, C, Facts>): Selected<Q, Kept, C & Facts>
  /** Runs on the world, through a recording tape. Throws `broken-stage` when a filter or the law is broken. */
  readonly run: (query: Q, tape: Tape) => Promise<Run<C>>
  /** Runs again from a tape; touches nothing but the record. Throws `replay-diverged`, `corrupt-record`. */
  readonly replay: (query: Kept, tape: Tape) => Promise<Run<C>>
}

/**
 * One of every kind of object that a run makes of its columns, held for as long as the pipeline. The trap closed
 * here: the engine's shapes live only as long as some object has them, so a collection between two requests
 * threw away every function compiled for them, and the next half second of requests ran uncompiled.
 */
interface Shapes<C extends Numbers> {
  readonly batch: Batch<C>
  readonly held: readonly object[]
}

const shapesOf = <C extends Numbers>(batch: Batch<C>, before: readonly object[]): Shapes<C> => ({
  batch,
  held: [...before, batch, pick(batch, [0]), rowAt(batch, 0)],
})

/** Both queries of a run; the live one is absent in a replay. */
interface Queries<Q, Kept> {
  readonly live: Q | undefined
  readonly kept: Kept
}
type Advance<Q, Kept, Reached> = (queries: Queries<Q, Kept>, passage: Passage) => Awaitable<Reached>

/** What a pipeline is made of so far, beside its types. */
interface Made<Q, Kept, Reached> {
  readonly layout: Layout
  readonly advance: Advance<Q, Kept, Reached>
}

const grown = (layout: Layout, ...stages: readonly StageLayout[]): Layout => ({
  ...layout,
  stages: [...layout.stages, ...stages],
})

export const pipeline = <Q extends Kept, Kept, C extends Numbers>(
  name: string,
  candidates: CandidateType<C>,
  sources: readonly Source<Q, C>[],
): Pipeline<Q, Kept, C> => {
  const { columns, identity } = candidates
  const beginning = { sources, type: candidates, codec: columnsCodec(columns) }
  return growing(
    {
      layout: {
        pipeline: name,
        candidate: { identity, columns },
        stages: sources.map((source) => ({ name: source.name, kind: 'source' })),
      },
      advance: ({ live }, passage) => gather(live, beginning, passage),
    },
    shapesOf({ count: 1, columns: blankColumns(columns, 1) }, []),
  )
}

const growing = <Q extends Kept, Kept, C extends Numbers>(
  { layout, advance }: Made<Q, Kept, Flow<C>>,
  shapes: Shapes<C>,
): Pipeline<Q, Kept, C> => {
  const place = layout.stages.length
  return {
    name: layout.pipeline,
    hydrate(stage) {
      const { name, adds, absent } = stage
      const added = blankColumns(adds, 1)
      const hydration = { stage, place, codec: columnsCodec(adds) }
      return growing(
        {
          layout: grown(layout, { name, kind: 'hydrate', columns: adds, ...(absent && { absent }) }),
          advance: (queries, passage) =>
            whenThere(advance(queries, passage), (reached) =>
              hydrateAll(queries.live, hydration, reached, passage),
            ),
        },
        shapesOf(join(shapes.batch, added), [...shapes.held, added]),
      )
    },
    filter: (stage) =>
      growing(
        {
          layout: grown(layout, { name: stage.name, kind: 'filter' }),
          advance: (queries, passage) =>
            whenThere(advance(queries, passage), (reached) =>
              filterOut(queries.kept, { stage, place }, reached, passage),
            ),
        },
        shapes,
      ),
    score(...stages) {
      const placed = stages.map((stage, index) => ({ stage, place: place + index }))
      return growing(
        {
          layout: grown(layout, ...stages.map(({ name }) => ({ name, kind: 'score' as const }))),
          advance: (queries, passage) =>
            whenThere(advance(queries, passage), (reached) =>
              scoreAll(queries.kept, placed, reached, passage),
            ),
        },
        shapes,
      )
    },
    select: (stage) =>
      selected(
        {
          layout: grown(layout, {
            name: stage.name,
            kind: 'select',
            ...(stage.tellsPropensities && { columns: propensityColumns }),
          }),
          advance: (queries, passage) =>
            whenThere(advance(queries, passage), (reached) =>
              selectFrom(queries.kept, { stage, place }, reached, passage),
            ),
        },
        shapes.held,
      ),
  }
}

const selected = <Q extends Kept, Kept, C extends object>(
  { layout, advance }: Made<Q, Kept, Slate<C>>,
  shapes: readonly object[],
): Selected<Q, Kept, C> => {
  let named: NamedLayout | undefined
  const finish = async (queries: Queries<Q, Kept>, tape: Tape): Promise<Run<C>> => {
    named ??= nameLayout(layout)
    const passage = openPassage(named, tape)
    const reached = await advance(queries, passage)
    for (const [rank, slot] of reached.slots.entries()) passage.ledger.end(slot, { kind: 'selected', rank })
    return {
      selected: reached.selected,
      scores: reached.scores,
      propensities: reached.propensities,
      trace: { stages: passage.stages, ...passage.ledger.close(passage.arrived) },
    }
  }
  return {
    name: layout.pipeline,
    shapes,
    present(stage) {
      const place = layout.stages.length
      const presentation = { stage, place, codec: jsonCodec((value) => stage.parse(value), stage.text) }
      return selected(
        {
          layout: grown(layout, { name: stage.name, kind: 'present' }),
          advance: (queries, passage) =>
            whenThere(advance(queries, passage), (reached) =>
              presentAll(queries.live, presentation, reached, passage),
            ),
        },
        shapes,
      )
    },
    run: (query, tape) => finish({ live: query, kept: query }, tape),
    replay: (query, tape) => finish({ live: undefined, kept: query }, tape),
  }
}
