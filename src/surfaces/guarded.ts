import {
  type Filter,
  type Hydrator,
  type Numbers,
  type Pipeline,
  type Presenter,
  pipeline,
  type Run,
  type Scorer,
  type Selected,
  type Selector,
  type Source,
  type Tape,
} from '#pipeline'
import { type Found, trackCandidates } from './candidate.ts'
import { blocked } from './filters/blocked.ts'
import { disliked } from './filters/disliked.ts'
import { excluded } from './filters/excluded.ts'
import { type Credits, credits } from './hydrators/credits.ts'
import { type History, history } from './hydrators/history.ts'
import { type Limits, limits } from './hydrators/limits.ts'
import type { Barring, CommonQuery, Leading, Live } from './query.ts'

/**
 * The one place where a pipeline becomes servable: only what `guarded` begins can be run by a surface, in whatever
 * tier, and the stages that keep limits are listed here alone. The trap closed is a new surface or tier that lists its
 * stages by hand and forgets one of these: it compiled, and served what somebody had blocked.
 *
 * The three classes have a private field and are exported as types only, so nothing is one of them that was not made
 * in this file: neither an object of the same shape nor a copy compiles as one.
 */
type Guardable = CommonQuery & Barring & Pick<Leading, 'session'>

class Guarding<Q extends Guardable, C extends Numbers> {
  readonly #line: Pipeline<Q & Live, Q, C>
  constructor(line: Pipeline<Q & Live, Q, C>) {
    this.#line = line
  }
  hydrate<Added extends Numbers>(stage: Hydrator<Q & Live, C, Added>): Guarding<Q, C & Added> {
    return new Guarding(this.#line.hydrate(stage))
  }
  filter(stage: Filter<Q, C>): Guarding<Q, C> {
    return new Guarding(this.#line.filter(stage))
  }
  static lineOf<Q extends Guardable, C extends Numbers>(guarding: Guarding<Q, C>): Pipeline<Q & Live, Q, C> {
    return guarding.#line
  }
}

/** Past every limit: what may be served, not yet selected. */
class Guarded<Q extends Guardable, C extends Numbers> {
  readonly #line: Pipeline<Q & Live, Q, C>
  constructor(line: Pipeline<Q & Live, Q, C>) {
    this.#line = line
  }
  hydrate<Added extends Numbers>(stage: Hydrator<Q & Live, C, Added>): Guarded<Q, C & Added> {
    return new Guarded(this.#line.hydrate(stage))
  }
  filter(stage: Filter<Q, C>): Guarded<Q, C> {
    return new Guarded(this.#line.filter(stage))
  }
  score(...stages: readonly [Scorer<Q, C>, ...Scorer<Q, C>[]]): Guarded<Q, C> {
    return new Guarded(this.#line.score(...stages))
  }
  select(stage: Selector<Q, C>): Servable<Q, C> {
    return new Servable(this.#line.select(stage))
  }
}

/** What `RunPipeline` takes. */
class Servable<Q, C extends object> {
  readonly #selected: Selected<Q & Live, Q, C>
  constructor(selected: Selected<Q & Live, Q, C>) {
    this.#selected = selected
  }
  get name(): string {
    return this.#selected.name
  }
  present<Facts extends object>(stage: Presenter<Q & Live, C, Facts>): Servable<Q, C & Facts> {
    return new Servable(this.#selected.present(stage))
  }
  /** As of `Selected`. */
  run(query: Q & Live, tape: Tape): Promise<Run<C>> {
    return this.#selected.run(query, tape)
  }
  /** As of `Selected`. */
  replay(query: Q, tape: Tape): Promise<Run<C>> {
    return this.#selected.replay(query, tape)
  }
}

export type { Guarded, Guarding, Servable }

/** What a surface keeps out of its own (`(line) => line` for nothing), after what the listener has ruled out and before what is there already. */
type KeepsOut<Q extends Guardable, Own extends Numbers> = (
  line: Guarding<Q, Found & Limits & History>,
) => Guarding<Q, Own>

/**
 * Begins pipelines for one kind of query with the limits: blocks, dislikes, then what is there already, each behind the
 * columns that it judges by. None of these columns has an `absent` value, so that what can't be judged is dropped.
 */
export const guarded =
  <Q extends Guardable>() =>
  <Own extends Found>(
    name: string,
    sources: readonly Source<Q & Live, Found>[],
    keepsOut: KeepsOut<Q, Own>,
  ): Guarded<Q, Own & Credits> => {
    const ruledOut = pipeline<Q & Live, Q, Found>(name, trackCandidates, sources)
      .hydrate(limits)
      .filter(blocked)
      .hydrate(history)
      .filter(disliked)
    const keptOut = Guarding.lineOf(keepsOut(new Guarding(ruledOut)))
    return new Guarded(keptOut.hydrate(credits).filter(excluded))
  }
