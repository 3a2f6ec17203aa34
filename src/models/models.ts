import type { Catalog } from '#catalog'
import { createCoOccurrence } from './co-occurrence/co-occurrence.ts'
import { coOccurrence } from './co-occurrence/co-occurrence-predictor.ts'
import { createContent } from './content/content.ts'
import { content, serveContent } from './content/content-predictor.ts'
import { listRanker } from './listed-ranker.ts'
import type { Manifest } from './manifest.ts'
import type { Model } from './model.ts'
import type { ModelToken } from './model-token.ts'
import { createPopularity } from './popularity/popularity.ts'
import { popularity } from './popularity/popularity-predictor.ts'
import { loadModel, type Registry } from './registry.ts'
import { type Binding, bound } from './served-models.ts'

/** What a model is served over. */
export interface ServedOver {
  readonly catalog: Pick<Catalog, 'tracks'>
  /** Hands the thread back where making ready takes long. */
  readonly nextTurn: () => Promise<void>
}

/** A model in the list, and how a version of it comes to serve. */
export interface ListedModel {
  readonly name: string
  /** True where a release is whole without it: it is learnt over the others, and comes with a later training. */
  readonly comesLater: boolean
  /** Of a release by its manifests, the version ready to serve; undefined where it has none. Rejects as `loadModel` does. */
  load(registry: Registry, release: readonly Manifest[], over: ServedOver): Promise<LoadedVersion | undefined>
}

/** One that is trained on the log, event by event. */
export interface TrainedModel extends ListedModel {
  readonly model: Model<unknown>
}

export interface LoadedVersion {
  readonly manifest: Manifest
  /** Absent of a version that is of the release and may not answer: it lost its gate. */
  readonly bind?: Binding | undefined
}

/** `ready` makes what is asked for by the token of what the artifact says. */
export const listed = <Loaded, Predictor>(
  model: Model<Loaded>,
  token: ModelToken<Predictor>,
  ready: (loaded: Loaded, over: ServedOver) => Predictor | Promise<Predictor>,
): TrainedModel => ({
  name: model.name,
  comesLater: false,
  model,
  async load(registry, release, over) {
    const loaded = await loadModel(registry, release, model)
    if (loaded === undefined) return undefined
    return { manifest: loaded.manifest, bind: bound(token, await ready(loaded.predictor, over)) }
  },
})

/** The models that are trained on the log: whatever trains takes them from here. */
export const createModels = (): readonly TrainedModel[] => [
  listed(createPopularity(), popularity, (loaded) => loaded),
  listed(createCoOccurrence(), coOccurrence, (loaded) => loaded),
  listed(createContent(), content, (loaded, { catalog, nextTurn }) =>
    serveContent(loaded, catalog.tracks(), nextTurn),
  ),
]

/** The models there are: whatever serves takes them from here. */
export const createServedModels = (rankerCode: string): readonly ListedModel[] => [
  ...createModels(),
  listRanker(rankerCode),
]
