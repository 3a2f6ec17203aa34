export { corruptRecord, decodeEvent } from './decode-event.ts'
export type {
  Appended,
  Attachment,
  Entry,
  EventLog,
  Latest,
  Position,
  Recorded,
  Within,
} from './event-log.ts'
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
  isRating,
  isTrackEvent,
  listenerIdSchema,
  requestIdSchema,
  type SayBlock,
  type SessionSeed,
  type SlateServed,
  sessionIdSchema,
  sessionSeedSchema,
  type TrackEvent,
  takingBack,
  trackIdSchema,
} from './events.ts'
export {
  createIntake,
  explainTarget,
  type Intake,
  type IntakeContext,
  type Refusal,
  type Taken,
  type TrackDescription,
} from './intake.ts'
export { createJournal, type Fold, type Journal } from './journal.ts'
export type { LogStatistics } from './log-statistics.ts'
export { newestFirst } from './newest-first.ts'
export { newestPage } from './newest-page.ts'
export { refuseLargeAttachments } from './refuse-large-attachments.ts'
export type { SalvagedLog } from './salvaged-log.ts'
