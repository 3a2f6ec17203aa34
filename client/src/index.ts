export {
  type Client,
  type ClientOptions,
  createClient,
  type OutgoingEvent,
  type SessionEvent,
} from './client.ts'
export { newId } from './new-id.ts'
export { ProblemError } from './problem-error.ts'
export type {
  About,
  ArtistPage,
  ArtistSummary,
  Decision,
  EventsTaken,
  Home,
  IncomingEvent,
  IncomingTrack,
  Item,
  Problem,
  Reason,
  ReleasePage,
  ReleaseSummary,
  Replay,
  SearchAnswer,
  Session,
  Shelf,
  Slate,
  Track,
  TrackPage,
  TracksTaken,
  WithdrawnTrack,
} from './schema.ts'
