export { type About, aboutSchema } from './about.ts'
export { createAggregateReads } from './aggregate-reads.ts'
export {
  type Decision,
  type DecisionSummary,
  decisionSchema,
  decisionSummarySchema,
  type Home,
  homeSchema,
  type Item,
  type Reason,
  type Replay,
  replaySchema,
  type Slate,
  slateSchema,
  surfaceNameSchema,
  type Tier,
  type TrackView,
  tierSchema,
  trackViewSchema,
} from './answers.ts'
export type { Asking } from './ask.ts'
export { type BlockEntry, type BlockEntryOf, createBlockEntries } from './block-entry.ts'
export { createModelReads, createReads, type ReadsFor } from './create-reads.ts'
export { createTrackIndex } from './create-track-index.ts'
export { createDecisions, type Decisions } from './decisions.ts'
export { createDepartures, type Departures } from './departures.ts'
export { home } from './home/surface.ts'
export { blockOn } from './hydrators/eligibility.ts'
export { createLastGood, type LastGood } from './last-good.ts'
export { type ListedTrack, listedFor, listedTrackSchema } from './listed.ts'
export { createListenerViews, type ListenerViews } from './listener/listener-views.ts'
export type { NamesakesOf } from './namesakes.ts'
export { nowPlaying15 as nowPlayingLearnt } from './now-playing/now-playing-15.ts'
export { nowPlaying } from './now-playing/surface.ts'
export type { RecordedQuery } from './query.ts'
export { readBlocks } from './read-blocks.ts'
export { type ReadDecision, readDecision } from './read-decision.ts'
export { type Like, newestFirst, readLikes } from './read-likes.ts'
export { recordReadings } from './readings.ts'
export type { ModelReads, Reads } from './reads.ts'
export { foundTracksSchema, searchTracks } from './search-tracks.ts'
export { type Booked, createServe, type Serve, type Served } from './serve.ts'
export { findLastStop } from './session/last-stop.ts'
export { nameSeed, readSession, seedNow } from './session/read-session.ts'
export { session } from './session/surface.ts'
export { isSeedTakenDown, whyClosed } from './session/why-closed.ts'
export { viewOf } from './shown-tracks.ts'
export { similarArtists } from './similar/similar-artists.ts'
export { similar } from './similar/surface.ts'
export type { Question, RunOnly, RunPipeline, Surface } from './surface.ts'
export { surfaces } from './surfaces.ts'
export { whyPassedOver } from './why-passed-over.ts'
