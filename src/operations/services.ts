import type { BrowseIndex, Catalog, Libraries, TagsAlike, TrackOrder } from '#catalog'
import type { Clock } from '#domain'
import type { Features } from '#features'
import type { BlockWords, EventIndex, Intake, Journal } from '#log'
import type { About, BlockEntryOf, Decisions, ReadsFor, Serve } from '#surfaces'
import type { Readiness } from './readiness.ts'
import type { RightsOf } from './rights.ts'
import type { Telemetry } from './telemetry.ts'

/** What the doors hand requests to. Made by `assembleServices`. */
export interface Services {
  readonly catalog: Catalog
  readonly browse: () => Promise<BrowseIndex>
  /** All tracks in each order that a list can have. */
  readonly orders: Readonly<Record<'popular' | 'newest' | 'title', () => Promise<TrackOrder>>>
  readonly libraries: Libraries
  readonly eventIndex: EventIndex
  readonly journal: Journal
  readonly intake: Intake
  readonly tagsAlike: TagsAlike
  /** See `createBlockEntries`. */
  readonly blockEntryOf: BlockEntryOf
  /** Of what events tell, words about blocks must come this way, and the others may. */
  readonly blockWords: BlockWords
  readonly features: Features
  readonly readsFor: ReadsFor
  readonly serve: Serve
  readonly decisions: Decisions
  readonly telemetry: Telemetry
  /** For everything that shows tracks and is no slate. */
  readonly rightsIn: RightsOf
  readonly clock: Clock
  /** A fresh id for a request, session or event; time-ordered, never the same twice. */
  readonly newId: () => string
  about(): About
  /** Why the server is not ready, and what is amiss although it is. */
  readiness(): Promise<Readiness>
}
