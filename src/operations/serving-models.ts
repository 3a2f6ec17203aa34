import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Catalog } from '#catalog'
import { AppError, createTurns } from '#domain'
import {
  createServedModels,
  type ListedModel,
  type Manifest,
  type Registry,
  serveTogether,
  type Trainer,
} from '#models'
import { createModelReads, type ModelReads } from '#surfaces'
import { rankerCode } from './learn-ranker.ts'

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
  /** True when the release that serves lacks a model of the list, which came after it: the others serve meanwhile. */
  isPartial(): boolean
  /** Why the current models can't be read from where they are kept; the next training mends that. */
  amiss(): AppError | undefined
  /** Reads the stored models again and tells `onFault` of damage. What serves is in memory and goes on. */
  check(): Promise<void>
  /**
   * Trains, promotes what was trained and serves with it from then on. Whoever asks while a training is under way
   * waits for that one: two would write the same and take twice the memory.
   */
  readonly train: Trainer
  /** Whether the release that serves wants a ranker, see `learn`. */
  isRankerDue(): boolean
  /** Where one is due, learns a ranker behind the models that serve, promotes it beside them, and serves with it from then on. */
  readonly learn: Trainer
  /**
   * Lets go of what trainings observed, in which listeners are named: whoever takes one out of the log calls it after that. A
   * training under way, which may have read the listener, ends before it; the next one reads the whole log.
   */
  forget(): Promise<void>
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
  /** Learns a ranker over the release that serves, and publishes it; absent where none is learnt. */
  readonly ranker?:
    | { readonly isDue: (release: readonly Manifest[]) => boolean; readonly learn: Trainer }
    | undefined
  /** How many versions of each model are kept, the newest; the one that serves and the one before it always stay. */
  readonly versionsKept?: number | undefined
  /**
   * Told when the current models can't be read; the server then serves without until the next training. Told once
   * when old versions can't be deleted, until that works again: it costs space and no training.
   */
  readonly onFault: (error: unknown) => void
  /** Those that there are, where absent. */
  readonly models?: readonly ListedModel[]
}): Promise<ServingModels> => {
  const { catalog, registry, versionsKept = 3, onFault, models = createServedModels(rankerCode) } = options

  /** Models of the release that are not in the list, of a newer Segue, are left where they are. */
  const load = async (): Promise<Loaded | undefined> => {
    const release = await registry.current()
    const known = release.filter(({ name }) => models.some((model) => model.name === name))
    // Their keys name the tracks of another catalogue: as good as none, and a training makes them anew.
    if (known.length === 0 || known.some(({ catalog: of }) => of.identity !== catalog.identity))
      return undefined
    const found = await Promise.all(
      models.map((model) =>
        model.load(registry, release, { catalog, nextTurn }).catch((thrown: unknown) => {
          if (!model.comesLater) throw thrown
          // The others serve without it, and it is learnt again.
          onFault(thrown)
          return undefined
        }),
      ),
    )
    const loaded = found.filter((version) => version !== undefined)
    return {
      reads: createModelReads(catalog, serveTogether(release, loaded)),
      manifests: loaded.map(({ manifest }) => manifest),
    }
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
  const promote = (published: readonly Manifest[], signal: AbortSignal): Promise<readonly Manifest[]> =>
    inTurn(async () => {
      signal.throwIfAborted()
      expectAll(models, published)
      const promoted = await registry.promote(published)
      loaded = await load()
      amiss = undefined
      return promoted
    })
  const promoting =
    (train: Trainer): Trainer =>
    (onProgress, signal) =>
      train(onProgress, signal)
        .then((published) => promote(published, signal))
        .finally(() => (signal.aborted ? undefined : removeOld()))
  const isRankerDue = () => loaded !== undefined && options.ranker?.isDue(loaded.manifests) === true
  /** No training begins from what is about to be forgotten. */
  const oneByOne = createTurns()
  /**
   * A ranker is learnt without what was observed, and names nobody: who forgets waits for trainings alone. Old
   * versions that go meanwhile may take the bytes of one that is not promoted yet: then its promotion fails, and it is learnt again.
   */
  const observing = createTurns()
  let underWay: ReturnType<Trainer> | undefined
  let loaded = await load().catch(tell)
  const untrained = createModelReads(catalog, serveTogether([], []))
  return {
    current: () => loaded?.reads ?? untrained,
    manifests: () => loaded?.manifests ?? [],
    isTrained: () => loaded !== undefined,
    isPartial: () => loaded !== undefined && lackingIn(models, loaded.manifests).length > 0,
    isBehindCatalogue: () =>
      loaded?.manifests.every((trained) => trained.catalog.revision === catalog.revision) !== true,
    amiss: () => amiss,
    check: () =>
      inTurn(async () => {
        if (loaded !== undefined) await readAgain(registry, loaded.manifests).catch(tell)
      }),
    train: (onProgress, signal) =>
      (underWay ??= observing(() => oneByOne(() => promoting(options.train)(onProgress, signal))).finally(
        () => {
          underWay = undefined
        },
      )),
    isRankerDue,
    learn: (onProgress, signal) =>
      oneByOne(async () => {
        const { ranker } = options
        if (ranker === undefined || !isRankerDue()) return loaded?.manifests ?? []
        return promoting(ranker.learn)(onProgress, signal)
      }),
    forget: () =>
      observing(async () => {
        await registry.observations.forget()
        await registry.removeOld(versionsKept)
      }),
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

/** Of a process that trained, which may be of another Segue than this one: a release without a model would be no release. */
const expectAll = (models: readonly ListedModel[], published: readonly Manifest[]): void => {
  const lacking = lackingIn(models, published)
  if (lacking.length === 0) return
  throw new AppError(
    'training-failed',
    `The training made no ${lacking.join(', no ')}: nothing was promoted. Start this server again if Segue was changed meanwhile.`,
  )
}

/** The names of those without which a release is not whole. */
const lackingIn = (models: readonly ListedModel[], release: readonly Manifest[]): readonly string[] => {
  const names = new Set(release.map(({ name }) => name))
  return models.flatMap(({ name, comesLater }) => (comesLater || names.has(name) ? [] : [name]))
}
