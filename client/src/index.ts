export {
  type Client,
  type ClientOptions,
  createClient,
  type OutgoingEvent,
  type SessionEvent,
} from './client.ts'
export { ProblemError } from './problem-error.ts'
export type {
  About,
  Decision,
  EventsTaken,
  Home,
  IncomingEvent,
  IncomingTrack,
  Item,
  Problem,
  Reason,
  Replay,
  SearchAnswer,
  Session,
  Shelf,
  Slate,
  Track,
  TracksTaken,
} from './schema.ts'
