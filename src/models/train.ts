import type { Catalog } from '#catalog'
import type { Instant } from '#domain'
import type { AppEvent } from '#log'
import type { Model, Trained } from './model.ts'
import { snapshotOf } from './snapshot-of.ts'

/** One model, trained at once over events at hand: what tests, evaluation and benches call. */
export const train = (
  model: Model<unknown>,
  input: {
    readonly events: Iterable<AppEvent>
    readonly catalog: Pick<Catalog, 'get' | 'identity' | 'revision' | 'tracks'>
    readonly asOf: Instant
    /** What was observed before these events. */
    readonly observed?: Uint8Array
  },
): Trained => {
  const training = model.begin(snapshotOf(input.catalog), input.observed)
  for (const event of input.events) training.observe(event)
  const steps = training.finish(input.asOf)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
