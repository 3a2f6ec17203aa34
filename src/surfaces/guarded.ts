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
import { available } from './filters/available.ts'
import { blocked } from './filters/blocked.ts'
import { disliked } from './filters/disliked.ts'
import { excluded } from './filters/excluded.ts'
import { availability } from './hydrators/availability.ts'
import { type Credits, credits } from './hydrators/credits.ts'
import { type Eligibility, eligibility } from './hydrators/eligibility.ts'
import { type History, history } from './hydrators/history.ts'
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

/**
 * Both ways through the guard: `now` serves, and `before`, without availability, replays what was served before that was
 * a limit, for a record has no reads of stages that did not run.
 */
interface Ways<Line> {
  readonly now: Line
  readonly before: Line
}
const both = <From, To>({ now, before }: Ways<From>, to: (line: From) => To): Ways<To> => ({
  now: to(now),
  before: to(before),
})

class Guarding<Q extends Guardable, C extends Numbers> {
  readonly #ways: Ways<Pipeline<Q & Live, Q, C>>
  constructor(ways: Ways<Pipeline<Q & Live, Q, C>>) {
    this.#ways = ways
  }
  hydrate<Added extends Numbers>(stage: Hydrator<Q & Live, C, Added>): Guarding<Q, C & Added> {
    return new Guarding(both(this.#ways, (line) => line.hydrate(stage)))
  }
  filter(stage: Filter<Q, C>): Guarding<Q, C> {
    return new Guarding(both(this.#ways, (line) => line.filter(stage)))
  }
  static waysOf<Q extends Guardable, C extends Numbers>(
    guarding: Guarding<Q, C>,
  ): Ways<Pipeline<Q & Live, Q, C>> {
    return guarding.#ways
  }
}

/** Past every limit: what may be served, not yet selected. */
class Guarded<Q extends Guardable, C extends Numbers> {
  readonly #ways: Ways<Pipeline<Q & Live, Q, C>>
  constructor(ways: Ways<Pipeline<Q & Live, Q, C>>) {
    this.#ways = ways
  }
  hydrate<Added extends Numbers>(stage: Hydrator<Q & Live, C, Added>): Guarded<Q, C & Added> {
    return new Guarded(both(this.#ways, (line) => line.hydrate(stage)))
  }
  filter(stage: Filter<Q, C>): Guarded<Q, C> {
    return new Guarded(both(this.#ways, (line) => line.filter(stage)))
  }
  score(...stages: readonly [Scorer<Q, C>, ...Scorer<Q, C>[]]): Guarded<Q, C> {
    return new Guarded(both(this.#ways, (line) => line.score(...stages)))
  }
  /** As a recipe ranks: what that reads, and its scorers in line. */
  ranked<Known extends C>(by: (line: Guarded<Q, C>) => Guarded<Q, Known>): Guarded<Q, Known> {
    return by(this)
  }
  select(stage: Selector<Q, C>): Servable<Q, C> {
    return new Servable(both(this.#ways, (line) => line.select(stage)))
  }
}

/** What `RunPipeline` takes. */
class Servable<Q extends CommonQuery, C extends object> {
  readonly #ways: Ways<Selected<Q & Live, Q, C>>
  constructor(ways: Ways<Selected<Q & Live, Q, C>>) {
    this.#ways = ways
  }
  get name(): string {
    return this.#ways.now.name
  }
  present<Facts extends object>(stage: Presenter<Q & Live, C, Facts>): Servable<Q, C & Facts> {
    return new Servable(both(this.#ways, (line) => line.present(stage)))
  }
  /** As of `Selected`; whatever the query says, with every limit. */
  run(query: Q & Live, tape: Tape): Promise<Run<C>> {
    return this.#ways.now.run(query, tape)
  }
  /** As of `Selected`, with the limits that the query of the record was asked with. */
  replay(query: Q, tape: Tape): Promise<Run<C>> {
    return (query.guard === 2 ? this.#ways.now : this.#ways.before).replay(query, tape)
  }
}

export type { Guardable, Guarded, Guarding, Servable }

/** What a surface keeps out of its own (`(line) => line` for nothing), after what the listener has ruled out and before what is there already. */
type KeepsOut<Q extends Guardable, Own extends Numbers> = (
  line: Guarding<Q, Found & Eligibility & History>,
) => Guarding<Q, Own>

/**
 * Begins pipelines for one kind of query with the limits: what is available, blocks, dislikes, then what is there already,
 * each behind the columns that it judges by. None of these columns has an `absent` value, so that what can't be judged is dropped.
 */
export const guarded =
  <Q extends Guardable>() =>
  <Own extends Found>(
    name: string,
    sources: readonly Source<Q & Live, Found>[],
    keepsOut: KeepsOut<Q, Own>,
  ): Guarded<Q, Own & Credits> => {
    const found = pipeline<Q & Live, Q, Found>(name, trackCandidates, sources)
    const ruledOut = {
      now: ruleOut(found.hydrate(availability).filter(available)),
      before: ruleOut(found),
    }
    const keptOut = Guarding.waysOf(keepsOut(new Guarding(ruledOut)))
    return new Guarded(both(keptOut, (line) => line.hydrate(credits).filter(excluded)))
  }

const ruleOut = <Q extends Guardable>(
  line: Pipeline<Q & Live, Q, Found>,
): Pipeline<Q & Live, Q, Found & Eligibility & History> =>
  line.hydrate(eligibility).filter(blocked).hydrate(history).filter(disliked)
