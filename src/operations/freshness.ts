import type { Catalog } from '#catalog'
import { minuteMs, secondMs } from '#domain'
import { type EventLog, logStart } from '#log'
import type { ServingModels } from './serving-models.ts'

/**
 * Keeps the models near the log: every few minutes it looks, and has them trained again when enough has come in, and a ranker
 * learnt where one is due. One training at a time; a failed one is told and tried again.
 */
export interface Freshness {
  start(): void
  /** Looks now: the catalogue has just changed. */
  look(): void
  /** Ends a training under way; what it has promoted stays. */
  stop(): Promise<void>
}

const lookEveryMs = 5 * minuteMs
/** A server started empty must not wait that long for its first catalogue. */
const lookForFirstTracksEveryMs = 10 * secondMs
const enoughEvents = 2_000

export const createFreshness = (options: {
  readonly serving: ServingModels
  readonly log: Pick<EventLog, 'lag'>
  readonly catalog: Catalog
  readonly onFault: (error: unknown) => void
}): Freshness => {
  const { serving, log, catalog, onFault } = options
  const stopping = new AbortController()
  const timers: NodeJS.Timeout[] = []
  let training: Promise<unknown> | undefined

  const isStale = async (): Promise<boolean> => {
    const trained = serving.manifests()
    if (trained.length === 0) return catalog.size > 0
    if (serving.amiss() !== undefined || serving.isPartial() || serving.isBehindCatalogue()) return true
    // All are as old as the oldest of them; one of another log is of none.
    const lags = trained.map(async ({ cursor }) => (await log.lag(cursor)) ?? (await log.lag(logStart)) ?? 0)
    return Math.max(...(await Promise.all(lags))) >= enoughEvents
  }
  const isFirst = (): boolean =>
    catalog.size > 0 && serving.manifests().every((trained) => trained.catalog.tracks === 0)
  /** The models first; a ranker is learnt over what then serves. */
  const trainDue = async () => {
    if (await isStale()) await serving.train(() => {}, stopping.signal)
    if (serving.isRankerDue()) await serving.learn(() => {}, stopping.signal)
  }
  const look = async () => {
    if (training !== undefined || stopping.signal.aborted) return
    training = trainDue()
    try {
      await training
    } catch (thrown) {
      if (!stopping.signal.aborted) onFault(thrown)
    } finally {
      training = undefined
    }
  }
  const lookNow = () => void look().catch(onFault)
  return {
    look: lookNow,
    start() {
      if (timers.length > 0) return
      timers.push(setInterval(lookNow, lookEveryMs))
      timers.push(setInterval(() => isFirst() && lookNow(), lookForFirstTracksEveryMs))
    },
    async stop() {
      for (const timer of timers) clearInterval(timer)
      stopping.abort()
      await training?.catch(() => {})
    },
  }
}
