import { AppError, type Clock, secondMs, toAppError } from '#domain'
import type { EventLog } from '#log'
import { type Manifest, type Registry, ranker, type Trainer, type TrainingProgress } from '#models'
import { gateThatFailed } from './gate.ts'
import { type LearningFromLog, learnFromLog } from './learn-from-log.ts'
import { learntOfNothing, rankerCode, rankerConfig } from './learn-ranker.ts'
import type { RehearsalStores } from './rehearsal.ts'

/**
 * The ranker of a release. To fold the log a second time takes ten times as long as the models do, and the memory of a second Segue, so it is
 * learnt behind them: models are promoted without it, or with the one before, and a process of its own learns it, which may end by
 * hunger for memory and takes no model with it. It is kept until the log has grown by a tenth. One that loses its gate is of the release
 * with what the gate said, and answers nothing.
 */
interface OfRegistry {
  readonly registry: Registry
  readonly clock: Clock
}

/** Fewer hold no two days worth rehearsing. */
const fewestEvents = 2_000
const grownBy = 1.1

/** Whether one is to be learnt: there is none, it is of another code, or the log has grown since one was tried. */
export const isRankerDue = (release: readonly Manifest[]): boolean => {
  const events = release.find(({ name }) => name !== ranker.name)?.events ?? 0
  const there = release.find(({ name }) => name === ranker.name)
  const triedAt = Math.max(there?.rows.events ?? 0, there?.rows.triedAt ?? 0)
  return events >= fewestEvents && (there?.code !== rankerCode || events > triedAt * grownBy)
}

/** A training of the models after which the ranker that serves serves on; one of another catalogue, or of another code, does not. */
export const trainKeepingRanker =
  ({ train, ...own }: OfRegistry & { readonly train: Trainer }): Trainer =>
  async (onProgress, signal) => {
    const before = await own.registry.current().catch(() => [])
    const published = await train(onProgress, signal)
    const [base] = published
    const isSameCatalogue = before.some(
      ({ name, catalog }) => name === base?.name && catalog.identity === base.catalog.identity,
    )
    if (base === undefined || !isSameCatalogue) return published
    const kept = await keptIn(before, own.registry)
    return kept === undefined ? published : [...published, await publishOver(base, kept, own)]
  }

export interface RankerTraining extends OfRegistry {
  readonly log: Pick<EventLog, 'read'>
  /** Empty ones in memory, beside the catalogue as it stands. */
  readonly openStores: () => RehearsalStores
  /** What may be taken for it. */
  readonly mostBytes: () => number
  /** As `LearningFromLog` takes it. */
  readonly mostChoices?: number
}

/** Learns one over the models that serve and gives the release with it; rejects where none can be learnt. */
export const createRankerTrainer =
  (options: RankerTraining): Trainer =>
  async (onProgress, signal) => {
    const { models, base } = await releaseIn(options.registry)
    const learnt = await learnOver(base, options, onProgress, signal)
    return [...models, await publishOver(base, learnt, options)]
  }

/**
 * The same, by a process that may fail or end: then the ranker before is of the release, or one that says nothing, and either with how
 * many events were there, so that it is tried again when the log has grown and not at every look. Rejects where it was stopped.
 */
export const learnOrGiveUp =
  ({
    learn,
    onFault,
    ...own
  }: OfRegistry & { readonly learn: Trainer; readonly onFault: (error: unknown) => void }): Trainer =>
  async (onProgress, signal) => {
    try {
      return await learn(onProgress, signal)
    } catch (thrown) {
      signal.throwIfAborted()
      const { models, base, release } = await releaseIn(own.registry)
      const before = await keptIn(release, own.registry)
      const why = toAppError(thrown).message
      const goesOn =
        before === undefined
          ? 'What is served is ranked by the weighted sum'
          : 'The one that was learnt before is kept'
      onFault(
        new AppError(
          'training-failed',
          `No ranker was learnt: ${why} ${goesOn}; it is tried again when the log has grown by a tenth.`,
          { cause: thrown },
        ),
      )
      const { facts, bytes } = before ?? noneLearnt(why)
      const rows = { ...facts.rows, triedAt: base.events }
      return [...models, await publishOver(base, { facts: { ...facts, rows }, bytes }, own)]
    }
  }

/** What a training knows of a ranker besides what it is learnt over. */
interface Learnt {
  readonly facts: Pick<Manifest, 'name' | 'code' | 'config' | 'rows'>
  readonly bytes: Uint8Array
}

const releaseIn = async (registry: Registry) => {
  const release = await registry.current()
  const models = release.filter(({ name }) => name !== ranker.name)
  const [base] = models
  if (base === undefined)
    throw new AppError('training-failed', 'There are no models to learn a ranker over: train them first.')
  return { release, models, base }
}

/** The one of a release, if its bytes are there and sound. */
const keptIn = async (release: readonly Manifest[], registry: Registry): Promise<Learnt | undefined> => {
  const manifest = release.find(({ name }) => name === ranker.name)
  if (manifest?.code !== rankerCode) return undefined
  const { name, code, config, rows } = manifest
  try {
    return { facts: { name, code, config, rows }, bytes: await registry.artifact(manifest) }
  } catch {
    return undefined
  }
}

/** Of a ranker that was learnt before, the facts are those of the release that it serves in: it names no track and no listener. */
const publishOver = (
  { events, cursor, asOf, catalog }: Manifest,
  { facts, bytes }: Learnt,
  { registry, clock }: OfRegistry,
): Promise<Manifest> =>
  registry.publish({ ...facts, events, cursor, asOf, catalog, trainedAt: clock() }, bytes)

const learnOver = async (
  { events, asOf, catalog }: Manifest,
  { log, openStores, mostBytes, mostChoices, clock }: RankerTraining,
  onProgress: Parameters<Trainer>[0],
  signal: AbortSignal,
): Promise<Learnt> => {
  const { bytes, gate, rows } = await learnFromLog({
    ...{ log, events, newest: asOf, tracks: catalog.tracks, openStores, mostChoices },
    mostBytes: mostBytes(),
    onProgress: inSteps(clock, onProgress),
    signal,
  })
  return { facts: factsOf({ gate }, { ...rows, events }), bytes }
}

const noneLearnt = (why: string): Learnt => ({
  facts: factsOf({ gate: gateThatFailed(why) }, {}),
  bytes: learntOfNothing().bytes,
})

const factsOf = (config: Manifest['config'], rows: Manifest['rows']): Learnt['facts'] => ({
  name: ranker.name,
  code: rankerCode,
  config: { ...rankerConfig, ...config },
  rows,
})

/** Each with its own rate and time left. */
const inSteps = (clock: Clock, tell: (progress: TrainingProgress) => void): LearningFromLog['onProgress'] => {
  let [step, startedAt] = ['', 0]
  return (doing, done, total) => {
    if (step !== doing) [step, startedAt] = [doing, clock()]
    const tookMs = clock() - startedAt
    const perSecond = tookMs > 0 ? (done * secondMs) / tookMs : 0
    const left = perSecond > 0 ? { remainingMs: Math.round(((total - done) * secondMs) / perSecond) } : {}
    tell({ step: `${ranker.name}: ${doing}`, done, total, perSecond, ...left })
  }
}
