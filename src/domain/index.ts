export {
  AppError,
  categoryOf,
  type ErrorCategory,
  type ErrorCode,
  isErrorCode,
  toAppError,
} from './app-error.ts'
export { type Availability, namesMarket, type Unavailable, whyUnavailable } from './availability.ts'
export { counted } from './counted.ts'
export { explainIssue, faultsIn } from './explain-issue.ts'
export {
  type ArtistId,
  artistId,
  type EventId,
  eventId,
  type ListenerId,
  listenerId,
  type RecordingId,
  type ReleaseId,
  type RequestId,
  recordingId,
  releaseId,
  requestId,
  type SessionId,
  sessionId,
  type TrackId,
  type TrackKey,
  trackId,
  trackKey,
} from './ids.ts'
export { type Clock, dayMs, hourMs, type Instant, instant, minuteMs, secondMs, toIso } from './instants.ts'
export { endsTooEarly, noJson, parseJson, wrongSyntax } from './parse-json.ts'
export { createRandom, hashText, type Random } from './random.ts'
export type { ScoredKey } from './scored-key.ts'
export { createTimeOrderedIds } from './time-ordered-ids.ts'
export { type Artist, creditsOf, type Track } from './track.ts'
export { createTurns } from './turns.ts'
export { distanceWithin, typosIn } from './typos.ts'
