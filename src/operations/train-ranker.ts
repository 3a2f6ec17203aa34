import { type Clock, secondMs, toAppError } from '#domain'
import type { EventLog } from '#log'
import { type Manifest, type Registry, ranker, type Trainer, type TrainingProgress } from '#models'
import { type LearningFromLog, learnFromLog } from './learn-from-log.ts'
import { learntOfNothing, rankerCode } from './learn-ranker.ts'
import type { RehearsalStores } from './rehearsal.ts'

/**
 * A training that ends with a ranker over the models that it made. To fold the log a second time takes longer than the models
 * do, so the first release of a folder serves without one; a later training learns it, and those after that keep it
 * until the log has grown by a tenth. One that loses its gate is of the release with what the gate said, and answers nothing.
 */
export interface RankerTraining {
  /** Of the models under it. */
  readonly train: Trainer
  readonly registry: Registry
  readonly log: Pick<EventLog, 'read'>
  /** Empty ones in memory, beside the catalogue as it stands. */
  readonly openStores: () => RehearsalStores
  /** What may be taken for it. */
  readonly mostBytes: () => number
  readonly clock: Clock
  /** Told why none could be learnt: the one before stays, if there was one. */
  readonly onFault: (error: unknown) => void
}

/** Fewer hold no two days worth rehearsing. */
const fewestEvents = 2_000
const grownBy = 1.1

/** Whether a training would learn a ranker for a release that has none. */
export const lacksRanker = (release: readonly Manifest[]): boolean =>
  (release[0]?.events ?? 0) >= fewestEvents && !release.some(({ name }) => name === ranker.name)

export const trainWithRanker =
  (options: RankerTraining): Trainer =>
  async (onProgress, signal) => {
    const { train, registry, onFault } = options
    const before = await registry.current().catch(() => [])
    const published = await train(onProgress, signal)
    const [base] = published
    const isFirst = !before.some(
      ({ name, catalog }) => name === base?.name && catalog.identity === base.catalog.identity,
    )
    if (base === undefined || isFirst) return published
    const kept = await keptIn(before, registry)
    const last = isDue(kept, base)
      ? await learnOver(base, options, onProgress, signal).catch((thrown: unknown) => {
          signal.throwIfAborted()
          onFault(thrown)
          return kept ?? noneLearnt(base, toAppError(thrown).message)
        })
      : kept
    return last === undefined ? published : [...published, await publishOver(base, last, options)]
  }

/** What a training knows of a ranker besides what it is learnt over. */
interface Learnt {
  readonly facts: Pick<Manifest, 'name' | 'code' | 'config' | 'rows'>
  readonly bytes: Uint8Array
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

/** None where the log is too short to learn from. */
const isDue = (kept: Learnt | undefined, { events }: Manifest): boolean =>
  events >= fewestEvents && events > (kept?.facts.rows.events ?? 0) * grownBy

/** Of a ranker that was learnt before, the facts are those of the release that it serves in: it names no track and no listener. */
const publishOver = (
  { events, cursor, asOf, catalog }: Manifest,
  { facts, bytes }: Learnt,
  { registry, clock }: RankerTraining,
): Promise<Manifest> =>
  registry.publish({ ...facts, events, cursor, asOf, catalog, trainedAt: clock() }, bytes)

const learnOver = async (
  { events, asOf }: Manifest,
  { log, openStores, mostBytes, clock }: RankerTraining,
  onProgress: Parameters<Trainer>[0],
  signal: AbortSignal,
): Promise<Learnt> => {
  const { bytes, config, gate, rows } = await learnFromLog({
    log,
    events,
    newest: asOf,
    openStores,
    mostBytes: mostBytes(),
    onProgress: inSteps(clock, onProgress),
    signal,
  })
  const facts = {
    name: ranker.name,
    code: rankerCode,
    config: { ...config, gate },
    rows: { ...rows, events },
  }
  return { facts, bytes }
}

/** Of the release all the same: it is tried again when the log has grown, and not at every look. */
const noneLearnt = ({ events }: Manifest, why: string): Learnt => {
  const { bytes, config, gate } = learntOfNothing(why)
  return {
    facts: { name: ranker.name, code: rankerCode, config: { ...config, gate }, rows: { events } },
    bytes,
  }
}

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
