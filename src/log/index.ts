export type { BlockWords } from './block-words.ts'
export { type BodyLine, linesIn, slicesOf } from './body-lines.ts'
export {
  type Cursor,
  cursor,
  logStart,
  type Place,
  place,
  type SequenceNumber,
  sequenceNumber,
} from './cursor.ts'
export type { Decision, DecisionStore, DecisionsAsked, Kept, KeptRecord } from './decision-store.ts'
export {
  corruptRecord,
  decodeEvent,
  decodeStored,
  type EventEnvelope,
  type StoredEvent,
} from './decode-event.ts'
export { encodeEvent } from './encode-event.ts'
export type { EventIndex, Indexed, Within } from './event-index.ts'
export type { Appended, Batch, Entry, EventLog, Recorded } from './event-log.ts'
export type { EventRedaction } from './event-redaction.ts'
export {
  type AppEvent,
  appEventSchema,
  type BlockTarget,
  type BlockWord,
  blockTargetSchema,
  type EventOf,
  type EventType,
  type IncomingEvent,
  incomingEventSchema,
  isBlockWord,
  isRating,
  isRedacted,
  isTrackEvent,
  listenerIdSchema,
  nobody,
  requestIdSchema,
  type SessionSeed,
  type SlateServed,
  sentListenerIdSchema,
  sessionIdSchema,
  sessionSeedSchema,
  type TrackEvent,
  takingBack,
  trackIdSchema,
} from './events.ts'
export {
  createIntake,
  describedBy,
  explainTarget,
  type Intake,
  type IntakeContext,
  type Refusal,
  type Taken,
  type TrackDescription,
} from './intake.ts'
export { createJournal, type Fold, type Journal } from './journal.ts'
export { elementsIn, isArrayText, refuseElement } from './json-elements.ts'
export type { LogStatistics } from './log-statistics.ts'
export { isMarkOf, markOf } from './mark-of.ts'
export { type AskOlder, newestFirst } from './newest-first.ts'
export { newestPage } from './newest-page.ts'
export { redactEvent, type StoredRow } from './redact-event.ts'
export { refuseLargeRecords } from './refuse-large-records.ts'
export type { SalvagedLog } from './salvaged-log.ts'
export type { StoredLog } from './stored-log.ts'
export { unknownPlace } from './unknown-place.ts'
