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
import type { KeptQuery, Query } from './query.ts'

/**
 * The one place where a pipeline becomes servable: only what `guarded` begins can be run by a surface, in whatever
 * tier, and the stages that keep limits are listed here alone. The trap closed is a new surface or tier that lists its
 * stages by hand and forgets one of these: it compiled, and served what somebody had blocked.
 *
 * The three classes have a private field and are exported as types only, so nothing is one of them that was not made
 * in this file: neither an object of the same shape nor a copy compiles as one.
 */
class Guarding<C extends Numbers> {
  readonly #line: Pipeline<Query, KeptQuery, C>
  constructor(line: Pipeline<Query, KeptQuery, C>) {
    this.#line = line
  }
  hydrate<Added extends Numbers>(stage: Hydrator<Query, C, Added>): Guarding<C & Added> {
    return new Guarding(this.#line.hydrate(stage))
  }
  filter(stage: Filter<KeptQuery, C>): Guarding<C> {
    return new Guarding(this.#line.filter(stage))
  }
  static lineOf<C extends Numbers>(guarding: Guarding<C>): Pipeline<Query, KeptQuery, C> {
    return guarding.#line
  }
}

/** Past every limit: what may be served, not yet selected. */
class Guarded<C extends Numbers> {
  readonly #line: Pipeline<Query, KeptQuery, C>
  constructor(line: Pipeline<Query, KeptQuery, C>) {
    this.#line = line
  }
  hydrate<Added extends Numbers>(stage: Hydrator<Query, C, Added>): Guarded<C & Added> {
    return new Guarded(this.#line.hydrate(stage))
  }
  filter(stage: Filter<KeptQuery, C>): Guarded<C> {
    return new Guarded(this.#line.filter(stage))
  }
  score(...stages: readonly [Scorer<KeptQuery, C>, ...Scorer<KeptQuery, C>[]]): Guarded<C> {
    return new Guarded(this.#line.score(...stages))
  }
  select(stage: Selector<KeptQuery, C>): Servable<C> {
    return new Servable(this.#line.select(stage))
  }
}

/** What `RunPipeline` takes. */
class Servable<C extends object> {
  readonly #selected: Selected<Query, KeptQuery, C>
  constructor(selected: Selected<Query, KeptQuery, C>) {
    this.#selected = selected
  }
  get name(): string {
    return this.#selected.name
  }
  present<Facts extends object>(stage: Presenter<Query, C, Facts>): Servable<C & Facts> {
    return new Servable(this.#selected.present(stage))
  }
  /** As of `Selected`. */
  run(query: Query, tape: Tape): Promise<Run<C>> {
    return this.#selected.run(query, tape)
  }
  /** As of `Selected`. */
  replay(query: KeptQuery, tape: Tape): Promise<Run<C>> {
    return this.#selected.replay(query, tape)
  }
}

export type { Guarded, Guarding, Servable }

/** What a surface keeps out of its own (`(line) => line` for nothing), after what the listener has ruled out and before what is there already. */
type KeepsOut<Own extends Numbers> = (line: Guarding<Found & Limits & History>) => Guarding<Own>

/**
 * Begins a pipeline with the limits: blocks, dislikes, then what is there already, each behind the columns that it
 * judges by. None of these columns has an `absent` value, so that what can't be judged is dropped.
 */
export const guarded = <Own extends Found>(
  name: string,
  sources: readonly Source<Query, Found>[],
  keepsOut: KeepsOut<Own>,
): Guarded<Own & Credits> => {
  const ruledOut = pipeline<Query, KeptQuery, Found>(name, trackCandidates, sources)
    .hydrate(limits)
    .filter(blocked)
    .hydrate(history)
    .filter(disliked)
  const keptOut = Guarding.lineOf(keepsOut(new Guarding(ruledOut)))
  return new Guarded(keptOut.hydrate(credits).filter(excluded))
}
