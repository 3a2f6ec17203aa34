import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Catalog } from '#catalog'
import { AppError, createTurns } from '#domain'
import {
  createModels,
  loadModel,
  type Manifest,
  type Registry,
  type Trainer,
  unknownPopularity,
} from '#models'
import { createModelReads, type ModelReads } from '#surfaces'

/**
 * The models that serve right now. A training swaps all of them at once, between two requests, and they are promoted
 * at once: no answer, not after a crash either, is made from the popularity of one training and the neighbours of
 * another.
 */
export interface ServingModels {
  current(): ModelReads
  manifests(): readonly Manifest[]
  isTrained(): boolean
  /** True when tracks came or changed since one of the models was trained. */
  isBehindCatalogue(): boolean
  /** Why the current models can't be read from where they are kept; the next training mends that. */
  amiss(): AppError | undefined
  /** Reads the stored models again and tells `onFault` of damage. What serves is in memory and goes on. */
  check(): Promise<void>
  /**
   * Trains, promotes what was trained and serves with it from then on. Whoever asks while a training is under way
   * waits for that one: two would write the same and take twice the memory.
   */
  readonly train: Trainer
}

interface Loaded {
  readonly reads: ModelReads
  readonly manifests: readonly Manifest[]
}

export const createServingModels = async (options: {
  readonly catalog: Catalog
  readonly registry: Registry
  /** Publishes what it makes, into the same registry. */
  readonly train: Trainer
  /** How many versions of each model are kept, the newest; the one that serves and the one before it always stay. */
  readonly versionsKept?: number | undefined
  /**
   * Told when the current models can't be read; the server then serves without until the next training. Told once
   * when old versions can't be deleted, until that works again: it costs space and no training.
   */
  readonly onFault: (error: unknown) => void
}): Promise<ServingModels> => {
  const { catalog, registry, versionsKept = 3, onFault } = options
  const { popularity, coOccurrence, content } = createModels()

  const load = async (): Promise<Loaded | undefined> => {
    const current = await registry.current()
    const [played, after, near] = await Promise.all([
      loadModel(registry, current, popularity),
      loadModel(registry, current, coOccurrence),
      loadModel(registry, current, content),
    ])
    if (played === undefined || after === undefined || near === undefined) return undefined
    const manifests = [played.manifest, after.manifest, near.manifest]
    // Their keys name the tracks of another catalogue: as good as none, and a training makes them anew.
    if (manifests.some((manifest) => manifest.catalog.identity !== catalog.identity)) return undefined
    const reads = createModelReads({
      catalog,
      popularity: played.predictor,
      coOccurrence: after.predictor,
      content: await near.predictor.openIndex(catalog.tracks(), nextTurn),
      share: near.predictor.share,
      sharedTag: near.predictor.sharedTag,
      dimensions: near.predictor.dimensions,
      versions: Object.fromEntries(manifests.map(({ name, version }) => [name, version])),
    })
    return { reads, manifests }
  }

  let amiss: AppError | undefined
  const tell = (thrown: unknown): undefined => {
    amiss = beingTrained(thrown)
    onFault(thrown)
  }
  let isLeftOver = false
  /** Also after a training that failed, of which versions may have stayed. Here, where no other is under way. */
  const removeOld = async () => {
    try {
      await registry.removeOld(versionsKept)
      isLeftOver = false
    } catch (thrown) {
      if (!isLeftOver) onFault(thrown)
      isLeftOver = true
    }
  }
  /** Whoever looks for damage sees what was promoted before or after, and tells of no damage that was just mended. */
  const inTurn = createTurns()
  const trainAndPromote: Trainer = async (onProgress, signal) => {
    const published = await options.train(onProgress, signal)
    return inTurn(async () => {
      signal.throwIfAborted()
      const promoted = await registry.promote(published)
      loaded = await load()
      amiss = undefined
      return promoted
    })
  }
  const trainNow: Trainer = (onProgress, signal) =>
    trainAndPromote(onProgress, signal).finally(() => (signal.aborted ? undefined : removeOld()))
  let underWay: ReturnType<Trainer> | undefined
  let loaded = await load().catch(tell)
  const untrained = untrainedReads(catalog)
  return {
    current: () => loaded?.reads ?? untrained,
    manifests: () => loaded?.manifests ?? [],
    isTrained: () => loaded !== undefined,
    isBehindCatalogue: () =>
      loaded?.manifests.every((trained) => trained.catalog.revision === catalog.revision) !== true,
    amiss: () => amiss,
    check: () =>
      inTurn(async () => {
        if (loaded !== undefined) await readAgain(registry, loaded.manifests).catch(tell)
      }),
    train: (onProgress, signal) =>
      (underWay ??= trainNow(onProgress, signal).finally(() => {
        underWay = undefined
      })),
  }
}

const beingTrained = (cause: unknown): AppError =>
  new AppError(
    'hash-mismatch',
    'Stored models (models/) are damaged and are trained again from the log. What is in memory serves meanwhile.',
    { cause },
  )

/** Rejects when a model that serves can't be read from where it was promoted; nothing is made of its bytes. */
const readAgain = async (registry: Registry, serving: readonly Manifest[]): Promise<void> => {
  const current = await registry.current()
  for (const { name } of serving) {
    const manifest = current.find((other) => other.name === name)
    if (manifest === undefined)
      throw new AppError('model-missing', `Model "${name}" is gone from the disk. Train it again.`)
    await registry.artifact(manifest)
  }
}

/** Before the first training: the catalogue in key order, and nothing known of similarity. */
const untrainedReads = (catalog: Catalog): ModelReads =>
  createModelReads({
    catalog,
    popularity: unknownPopularity,
    coOccurrence: { after: () => [] },
    content: { vectorOf: () => undefined, cosine: () => 0, similar: () => [] },
    share: () => false,
    sharedTag: () => undefined,
    dimensions: 16,
    versions: {},
  })
