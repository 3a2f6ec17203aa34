import type { Catalog, LibraryRecord, TakenDown, TrackSource } from '#catalog'
import type { Clock } from '#domain'
import type { Doing } from '#edges/http'
import type { WhyFoldedAgain } from '#features'
import type { EventLog, LogStatistics, SalvagedLog } from '#log'
import type { OpenTable, Trainer } from '#models'
import type { DecisionsKept, Origin, RehearsalStores, Services } from '#operations'

/** An open data folder and everything that stands on it; `main.ts` makes it. One process at a time holds a folder. */
export interface Platform {
  readonly services: Services
  /** What `about` answers; written by the demo, kept beside the data. */
  describe(about: Origin): void
  /** Trains all models on the log as it stands, promotes them, and serves with them from then on. */
  readonly train: Trainer
  /** Learns a ranker over the models that serve where one is due; resolves to what serves. */
  readonly learnRanker: Trainer
  /** True when there are models to serve with. */
  hasModels(): boolean
  /** Keeps a server in shape until closed: models fresh, features saved, old decisions let go. */
  tend(kept: DecisionsKept): void
  /** Waits for what is under way, writes what is unsaved, lets the folder go. Idempotent. */
  close(): Promise<void>
}

/** What a training leaves of older ones; absent, what is usual. */
export interface ModelsKept {
  readonly modelVersions?: number | undefined
}

/** What a server is told besides. */
export interface Told extends ModelsKept {
  /** Where listeners are whose requests do not say it. */
  readonly market?: string | undefined
  /** False where no ranker is to be learnt, and none that was learnt to serve. */
  readonly ranker?: boolean | undefined
}

/** What was listened to, for reading. */
export interface Listening {
  readonly catalog: Pick<Catalog, 'tracks'>
  readonly log: Pick<EventLog, 'read' | 'lag'>
  close(): void
}

/** What the commands need of the outside, all of it replaceable in a test. */
export interface Outside {
  readonly clock: Clock
  readonly version: string
  readonly screen: { readonly isTTY?: boolean; write(text: string): unknown }
  readonly out: (text: string) => void
  readonly consoleFolder: string
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** The parent has the same screen, and says on it how it ended. */
  readonly worksForParent?: boolean
  /** A fresh id for a request that comes before there is a platform. */
  readonly newId: () => string
  /** Told what is done now, while a port answers that nothing else answers on yet, of this process or of its parent. */
  readonly tell?: ((doing: Doing) => void) | undefined
  openPlatform(
    folder: string,
    onReplay: (done: number, total: number, again?: WhyFoldedAgain) => void,
    told?: Told,
  ): Promise<Platform>
  /** A folder or a table as it is read for the first time. Rejects with `unreadable-library` or `invalid-table`. */
  readLibrary(path: string): Promise<TrackSource>
  /** A table to evaluate with. */
  readonly openTable: OpenTable
  /** Empty stores that are gone with the process, for what is rehearsed. */
  inMemory(): RehearsalStores
  /** Tracks and log of a folder that a server may hold at the same time. Throws `not-found`. */
  openListening(folder: string): Listening
  /** What this process took so far. */
  readonly usage: () => { readonly cpuMs: number; readonly peakMemoryBytes: number }
  /** What it may take for objects before it is ended. */
  readonly mostHeapBytes: number
  /**
   * Which libraries fill a folder, and what they held; a server may hold it at the same time. Throws
   * `storage-failed` where the list of them is damaged.
   */
  readLibraries(folder: string): readonly LibraryRecord[]
  /** What is taken down in a folder; a server may hold it at the same time. */
  readTakedowns(folder: string): readonly TakenDown[]
  /** Runs the same command with `--build-only` in a process of its own, and tells what that tells; rejects when it fails. */
  buildApart(tell: (doing: Doing) => void): Promise<void>
  /** Trains for the process that started this one, which holds the folder, and tells it what came of it. */
  trainForParent(folder: string, what: 'models' | 'ranker'): Promise<void>
  /** Decisions of a folder that a server may hold at the same time. */
  openDecisions(
    folder: string,
  ): Promise<{ readonly decisions: Services['decisions']; close(): Promise<void> }>
  /** Counts what the log of a folder holds; a server may hold it at the same time. */
  readLogStatistics(folder: string): LogStatistics
  /** Makes a new log beside the damaged one of a folder that nobody serves. Rejects with `folder-in-use`. */
  salvageLog(folder: string, backup: string | undefined): Promise<SalvagedLog>
  /** The openly licensed demo catalogue, from the mirror or its public home. Rejects with `source-unreachable`. */
  readDemoCatalogue(cacheFolder: string, patienceMs: number): Promise<TrackSource>
  /** Reports a fault of ours, without listener data. */
  /** With the request that met it, or the part of Segue. */
  onFault(error: unknown, where: { readonly requestId: string } | { readonly part: string }): void
}
