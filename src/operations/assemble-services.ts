import {
  byTitle,
  byYear,
  type Catalog,
  createBrowseIndex,
  createDescribe,
  createLibraries,
  createTagsAlike,
  createTrackOrder,
  type LibraryMemory,
  type LibraryRecords,
  type LibraryScan,
  type LibrarySource,
  type StoredTrack,
} from '#catalog'
import { AppError, type Clock, secondMs } from '#domain'
import { type Aggregates, type Features, type Followers, openAggregates, runFollowers } from '#features'
import { createIntake, createJournal, type StoredLog } from '#log'
import { createServedModels, createTrainer, type Registry, rankerIn, type Trainer } from '#models'
import type { Stopwatch } from '#pipeline'
import {
  createAggregateReads,
  createBlockEntries,
  createDecisions,
  createDepartures,
  createLastGood,
  createListenerViews,
  createReads,
  createServe,
  createTrackIndex,
  type ModelReads,
  surfaces,
} from '#surfaces'
import { aboutServer, type Origin } from './about.ts'
import { createBlockWords } from './block-words.ts'
import { rankerCode } from './learn-ranker.ts'
import { createReadiness } from './readiness.ts'
import { createRedactListeners, type RedactListeners } from './redact-listeners.ts'
import { createRights } from './rights.ts'
import type { Services } from './services.ts'
import { createServingModels, type ServingModels } from './serving-models.ts'
import { createTelemetry } from './telemetry.ts'
import { isRankerDue, learnOrGiveUp } from './train-ranker.ts'

/**
 * Everything that stands on a log, a catalogue, features and a registry, whichever adapters these are. The
 * server, the API's description and the golden slates are all made here, so none of them can wire it otherwise.
 */
export interface Foundations {
  readonly log: StoredLog
  readonly catalog: Catalog
  /** Caught up with the log. */
  readonly features: Features
  /** What everybody does, on its way to the end of the log. Absent: in memory, from the start of the log. */
  readonly aggregates?: Aggregates
  readonly registry: Registry
  /** Trains apart from this process. Absent where the stores are in its memory: then it trains here. */
  readonly train?: Trainer
  /** Learns a ranker over the release that serves, apart from this process. Absent: none is learnt. */
  readonly learnRanker?: Trainer
  /** False: no ranker is learnt, and of releases that have one it is left where it is. */
  readonly isRanked?: boolean | undefined
  /** How many versions of each model a training leaves, as `ServingModels` takes it. */
  readonly versionsKept?: number | undefined
  readonly clock: Clock
  readonly newId: () => string
  readonly stopwatch: Stopwatch
  readonly version: string
  /** Where listeners are whose requests do not say it; absent: nobody knows where. */
  readonly market?: string | undefined
  /** Where tracks can be read from, and what was read before. Absent where there are no files. */
  readonly libraries?: {
    readonly records: LibraryRecords
    readonly open: (path: string, memory: LibraryMemory) => Promise<LibrarySource>
    readonly onScan?: (scan: LibraryScan) => void
  }
  /** What is wrong with stored files while the rest serves, in sentences. Absent where nothing is stored. */
  readonly storesAmiss?: readonly (() => AppError | undefined)[]
  /** How long the log may take to say that it takes events; two seconds when absent. */
  readonly readinessTimeoutMs?: number
  /** Told when the current models can't be read. */
  readonly onFault: (error: unknown) => void
  /** Told when a follower can't follow. Absent: `onFault` is. */
  readonly onFollowerFault?: (error: AppError, follower: string) => void
}

export interface Assembled {
  readonly services: Services
  readonly serving: ServingModels
  /** See `RedactListeners`. */
  readonly redact: RedactListeners['redact']
  /** What `about` says from now on. */
  describe(origin: Origin): void
  /** Whoever folds the log behind the acknowledgement; to be closed before the log. */
  readonly followers: Followers
}

const byPopularity =
  ({ popularityOf }: ModelReads) =>
  (a: StoredTrack, b: StoredTrack): number =>
    popularityOf(b.key) - popularityOf(a.key)

const noLibraries = {
  records: { read: () => [], write: () => undefined },
  open: () => Promise.reject(new AppError('unreadable-library', 'This server reads no libraries.')),
}

export const assembleServices = async (foundations: Foundations): Promise<Assembled> => {
  const { log, catalog, features, registry, clock, newId, stopwatch, version, onFault } = foundations
  const telemetry = createTelemetry()
  const index = createTrackIndex(catalog)
  const tagsAlike = createTagsAlike(catalog)
  const blockEntryOf = createBlockEntries(catalog, tagsAlike, index)
  const listeners = createListenerViews({ features, catalog, index })
  const { aggregates = await openAggregates({ catalog, onFault }) } = foundations
  const { onFollowerFault = onFault } = foundations
  const followers = runFollowers({ log, followers: [aggregates], onFault: onFollowerFault })
  telemetry.observeLags(followers.lags)
  const folds = [features.fold, listeners.follow, followers.follow]
  const journal = createJournal({ log, folds, pace: features })
  const blockWords = createBlockWords({
    catalog,
    tagsAlike,
    features,
    blockEntryOf,
    namesakes: (target) => index().reach.namesakes(target),
    journal,
  })
  const {
    train = createTrainer({ log, catalog, registry, clock }),
    learnRanker,
    isRanked = true,
  } = foundations
  const serving = await createServingModels({
    catalog,
    registry,
    train,
    models: createServedModels(rankerCode).filter(({ comesLater }) => isRanked || !comesLater),
    ranker:
      isRanked && learnRanker
        ? {
            isDue: isRankerDue,
            learn: learnOrGiveUp({ registry, clock, learn: learnRanker, onFault }),
          }
        : undefined,
    versionsKept: foundations.versionsKept,
    onFault,
  })
  const lastGood = createLastGood()
  const departures = createDepartures()
  const redacting = createRedactListeners({
    ...{ log, journal, features, followers, listeners, lastGood, serving, departures },
  })
  // Behind the start: it may write files anew.
  redacting.resume().catch(onFault)
  const libraries = createLibraries({ catalog, newId, ...(foundations.libraries ?? noLibraries) })
  let origin: Origin = { source: 'other', label: 'a data folder', simulated: null }
  return {
    services: {
      catalog,
      browse: createBrowseIndex(catalog),
      orders: {
        title: createTrackOrder(catalog, () => byTitle),
        newest: createTrackOrder(catalog, () => byYear),
        popular: createTrackOrder(catalog, () => byPopularity(serving.current()), {
          basis: () => JSON.stringify(serving.current().versions),
        }),
      },
      libraries,
      eventIndex: log,
      journal,
      features,
      telemetry,
      rightsIn: createRights({ catalog, clock, market: foundations.market }),
      clock,
      newId,
      intake: createIntake({
        clock,
        describe: createDescribe(catalog),
        isTakenDown: (id) => catalog.takedownOf(id) !== undefined,
        blockWords,
      }),
      blockWords,
      tagsAlike,
      blockEntryOf,
      readsFor: createReads({
        catalog,
        index,
        listeners,
        aggregates: createAggregateReads(aggregates),
        models: serving.current,
        features,
        departures,
      }),
      serve: createServe({ journal, stopwatch, lastGood, departures, observe: telemetry.slateServed }),
      decisions: createDecisions({ store: log, catalog, surfaces, rankerOf: rankerIn(registry) }),
      about: () => aboutServer({ version, origin, catalog, serving }),
      readiness: createReadiness({
        checkLog: () => journal.check(),
        isTrained: serving.isTrained,
        amiss: [
          () => features.amiss,
          () => followers.amiss,
          serving.amiss,
          () => libraries.amiss,
          ...(foundations.storesAmiss ?? []),
        ],
        timeoutMs: foundations.readinessTimeoutMs ?? 2 * secondMs,
      }),
    },
    serving,
    redact: redacting.redact,
    describe(told) {
      origin = told
    },
    followers,
  }
}
