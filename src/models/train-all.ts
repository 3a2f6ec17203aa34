import type { Catalog } from '#catalog'
import { type Clock, type Instant, instant, secondMs } from '#domain'
import type { EventLog } from '#log'
import { type Begun, beginTrainings } from './begin-trainings.ts'
import type { Manifest } from './manifest.ts'
import type { Model, Trained, Training } from './model.ts'
import type { LogIdentity } from './observations.ts'
import type { Registry } from './registry.ts'
import { snapshotOf } from './snapshot-of.ts'

/**
 * The body of `segue train`: one pass over what the last training did not observe of the log feeds every model, then each is
 * finished and published. The thread is handed back every few milliseconds of work, so that a training can be told to stop.
 * `asOf` is the moment of the newest event, not of the clock: the same log and catalogue give the same bytes, from whichever
 * place in the log the training went on.
 */
export interface TrainAllOptions {
  readonly log: Pick<EventLog, 'read' | 'lag'> & { readonly identity?: LogIdentity }
  readonly catalog: Pick<Catalog, 'get' | 'identity' | 'revision' | 'tracks'>
  readonly registry: Registry
  readonly models: readonly Model<unknown>[]
  readonly clock: Clock
  readonly onProgress?: (progress: TrainingProgress) => void
  /** Told why a training could not go on from the last one, or the next one can't from this: it reads more of the log then. */
  readonly onFault?: (error: unknown) => void
  /** Stops between two steps of the work; nothing half-made is kept. */
  readonly signal?: AbortSignal
}

/** Told at least once for every step of the work: silence means that it stands still. */
export interface TrainingProgress {
  /** 'events' while what follows in the log is read, then the name of each model. */
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

/** Feeds what follows in the log to all of them. */
const readLog = async (begun: Begun, options: TrainAllOptions): Promise<Begun> => {
  const { log, clock, onProgress, signal } = options
  const startedAt = clock()
  const total = (await log.lag(begun.cursor)) ?? 0
  const report = (done: number) => onProgress?.(progressFrom(startedAt, clock(), 'events', done, total))
  let { cursor, events, newest } = begun
  let [done, sinceBreath] = [0, 0]
  for await (const { recorded, through } of log.read(cursor, signal)) {
    signal?.throwIfAborted()
    for (const one of recorded) {
      if (!begun.seen.isNew(one)) continue
      for (const { training } of begun.trainings) training.observe(one.event)
      if (one.event.at > newest) newest = one.event.at
      events += 1
    }
    cursor = through
    done += recorded.length
    sinceBreath += recorded.length
    if (sinceBreath < eventsPerBreath) continue
    sinceBreath = 0
    report(Math.min(done, total))
    await breathe()
  }
  report(Math.min(done, total))
  return { ...begun, cursor, events, newest }
}

/** Of a hundredth more events or fewer, the next training reads them again sooner than all of it is written. */
const isWorthKeeping = (before: number, now: number): boolean => now - before > now / 100

const keepObserved = async (
  { trainings, seen, cursor, events, newest }: Begun,
  { log, registry, models }: TrainAllOptions,
): Promise<void> => {
  const observed = new Map(trainings.map(({ model, training }) => [model.name, training.observed()]))
  const reading = { log: log.identity ?? 'unknown', cursor, events, newest } as const
  await registry.observations.write(models, { ...reading, seen: seen.pack(), models: observed })
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
  const begun = await beginTrainings({ ...options, catalog, observations: registry.observations })
  const read = await readLog(begun, options)
  const startedAt = clock()
  if (isWorthKeeping(begun.events, read.events))
    await keepObserved(read, options).catch((thrown: unknown) => options.onFault?.(thrown))
  const asOf = instant(Math.min(read.newest, startedAt))
  const published: Manifest[] = []
  for (const { model, training } of read.trainings) {
    const report = () =>
      onProgress?.(progressFrom(startedAt, clock(), model.name, published.length, models.length))
    const { bytes, rows } = await finish(training, asOf, report, signal)
    const manifest = await registry.publish(
      {
        name: model.name,
        code: model.code,
        config: { ...model.config },
        events: read.events,
        cursor: read.cursor,
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
