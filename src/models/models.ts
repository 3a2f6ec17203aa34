import type { Catalog } from '#catalog'
import { createCoOccurrence } from './co-occurrence/co-occurrence.ts'
import { coOccurrence } from './co-occurrence/co-occurrence-predictor.ts'
import { createContent } from './content/content.ts'
import { content, serveContent } from './content/content-predictor.ts'
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

/** A model in the list: how it is trained, and how a version of it comes to serve. */
export interface ListedModel {
  readonly model: Model<unknown>
  /** Of a release by its manifests, the version ready to serve; undefined where it has none. Rejects as `loadModel` does. */
  load(registry: Registry, release: readonly Manifest[], over: ServedOver): Promise<LoadedVersion | undefined>
}

export interface LoadedVersion {
  readonly manifest: Manifest
  readonly bind: Binding
}

/** `ready` makes what is asked for by the token of what the artifact says. */
export const listed = <Loaded, Predictor>(
  model: Model<Loaded>,
  token: ModelToken<Predictor>,
  ready: (loaded: Loaded, over: ServedOver) => Predictor | Promise<Predictor>,
): ListedModel => ({
  model,
  async load(registry, release, over) {
    const loaded = await loadModel(registry, release, model)
    if (loaded === undefined) return undefined
    return { manifest: loaded.manifest, bind: bound(token, await ready(loaded.predictor, over)) }
  },
})

/** The models there are: whatever trains and whatever serves takes them from here. */
export const createModels = (): readonly ListedModel[] => [
  listed(createPopularity(), popularity, (loaded) => loaded),
  listed(createCoOccurrence(), coOccurrence, (loaded) => loaded),
  listed(createContent(), content, (loaded, { catalog, nextTurn }) =>
    serveContent(loaded, catalog.tracks(), nextTurn),
  ),
]
