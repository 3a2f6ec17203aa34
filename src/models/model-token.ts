/**
 * A model by name, with the type of what answers for it. Stages ask for predictors by token, so that a model that is added is
 * its own folder, a line in the list of models and the stage that asks: nothing in between has to know of it. The
 * trap closed here is a registry by name alone, from which whatever lies there comes out as what the asker believes.
 */
export interface ModelToken<Predictor> {
  readonly name: string
  /** What answers for the model among these; undefined where it was not trained. */
  of(served: object): Predictor | undefined
  /** Says it, once for each set of models that serve together. */
  bind(served: object, predictor: Predictor): void
}

/** Each is its own, also under a name that another one has. */
export const modelToken = <Predictor>(name: string): ModelToken<Predictor> => {
  // By the set it belongs to: what comes out has the type of what went in, and a set that serves no more is let go.
  const predictors = new WeakMap<object, Predictor>()
  return {
    name,
    of: (served) => predictors.get(served),
    bind: (served, predictor) => void predictors.set(served, predictor),
  }
}
