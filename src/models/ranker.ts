import type { Columns, Numbers } from '#pipeline'
import { modelToken } from './model-token.ts'

/**
 * Says of candidates how relevant each is, by what is known of them. It is asked once for all of them, in columns: with
 * those that lie on the tape and no others, so that what it is trained on is what it was served with.
 */
export interface Ranker {
  /**
   * One finite number for each of `count` candidates, higher is better. `features` are columns of that length by their
   * names; they are read and not written to. Anything else is refused, and the next in line of the recipe scores.
   */
  predict(features: Features, count: number): Float32Array | Promise<Float32Array>
}

type Features = Columns<Numbers>

/** One that is learnt; a recipe asks for it by this name. */
export const ranker = modelToken<Ranker>('ranker')
