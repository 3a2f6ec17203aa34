import type { Catalog } from '#catalog'
import { type Clock, type Instant, instant, secondMs } from '#domain'
import { type Cursor, type EventLog, logStart } from '#log'
import type { Manifest } from './manifest.ts'
import type { Model, Trained, Training } from './model.ts'
import type { Registry } from './registry.ts'
import { snapshotOf } from './snapshot-of.ts'

/**
 * The body of `segue train`: one pass over the log feeds every model, then each is finished and published. The
 * thread is handed back every few milliseconds of work, so that a training can be told to stop. `asOf` is the moment of the newest event, not of the clock: the same log and catalogue give the same bytes.
 */
export interface TrainAllOptions {
  readonly log: Pick<EventLog, 'read' | 'lag'>
  readonly catalog: Pick<Catalog, 'get' | 'identity' | 'revision' | 'tracks'>
  readonly registry: Registry
  readonly models: readonly Model<unknown>[]
  readonly clock: Clock
  readonly onProgress?: (progress: TrainingProgress) => void
  /** Stops between two steps of the work; nothing half-made is kept. */
  readonly signal?: AbortSignal
}

/** Told at least once for every step of the work: silence means that it stands still. */
export interface TrainingProgress {
  /** 'events' while the log is read, then the name of each model. */
  readonly step: string
  /** Events read, or models finished. */
  readonly done: number
  readonly total: number
  /** Since the step began; 0 until a moment has passed. */
  readonly perSecond: number
  /** Until the end of this step; absent until the rate is known. */
  readonly remainingMs?: number
}

const eventsPerBreath = 2000
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const progressFrom = (startedAt: Instant, now: Instant, step: string, done: number, total: number) => {
  const tookMs = now - startedAt
  const perSecond = tookMs > 0 ? (done * secondMs) / tookMs : 0
  return {
    step,
    done,
    total,
    perSecond,
    ...(perSecond > 0 ? { remainingMs: Math.round(((total - done) * secondMs) / perSecond) } : {}),
  }
}

interface ReadSoFar {
  readonly events: number
  readonly cursor: Cursor
  readonly asOf: Instant
}

const readLog = async (trainings: readonly Training[], options: TrainAllOptions): Promise<ReadSoFar> => {
  const { log, clock, onProgress, signal } = options
  const startedAt = clock()
  const total = (await log.lag(logStart)) ?? 0
  const report = (done: number) => onProgress?.(progressFrom(startedAt, clock(), 'events', done, total))
  let cursor = logStart
  let newest = 0
  let events = 0
  let sinceBreath = 0
  for await (const { recorded, through } of log.read(logStart, signal)) {
    signal?.throwIfAborted()
    for (const { event } of recorded) {
      for (const training of trainings) training.observe(event)
      if (event.at > newest) newest = event.at
    }
    cursor = through
    events += recorded.length
    sinceBreath += recorded.length
    if (sinceBreath < eventsPerBreath) continue
    sinceBreath = 0
    report(Math.min(events, total))
    await breathe()
  }
  report(Math.min(events, total))
  return { events, cursor, asOf: instant(Math.min(newest, startedAt)) }
}

const finish = async (
  training: Training,
  asOf: Instant,
  report: () => void,
  signal?: AbortSignal,
): Promise<Trained> => {
  const steps = training.finish(asOf)
  for (;;) {
    signal?.throwIfAborted()
    report()
    const step = steps.next()
    if (step.done) return step.value
    await breathe()
  }
}

/** The manifests of the published versions, in the order of `models`. None is promoted. */
export const trainAll = async (options: TrainAllOptions): Promise<readonly Manifest[]> => {
  const { registry, models, clock, onProgress, signal } = options
  const catalog = snapshotOf(options.catalog)
  const trainings = models.map((model) => ({ model, training: model.begin(catalog) }))
  const { events, cursor, asOf } = await readLog(
    trainings.map(({ training }) => training),
    options,
  )
  const startedAt = clock()
  const published: Manifest[] = []
  for (const { model, training } of trainings) {
    const report = () =>
      onProgress?.(progressFrom(startedAt, clock(), model.name, published.length, models.length))
    const { bytes, rows } = await finish(training, asOf, report, signal)
    const manifest = await registry.publish(
      {
        name: model.name,
        code: model.code,
        config: { ...model.config },
        events,
        cursor,
        asOf,
        catalog: {
          identity: catalog.identity,
          revision: catalog.revision,
          tracks: catalog.tracks.length,
        },
        rows: { ...rows },
        trainedAt: clock(),
      },
      bytes,
    )
    published.push(manifest)
    report()
  }
  return published
}
