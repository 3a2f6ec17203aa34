export { foldedTag, nameNumber } from './alike.ts'
export {
  type ArtistSummary,
  type BrowseIndex,
  createBrowseIndex,
  named,
  type ReleaseEntry,
} from './browse-index.ts'
export type { Carry, Sighting } from './carry-ids.ts'
export type { ArtistEntry, Catalog, IncomingTrack, TakedownRequest } from './catalog.ts'
export type { CatalogStore, StoredTrack, TextMatch, Upserted } from './catalog-store.ts'
export { isNoRelease, mainNameOf, releaseBy } from './credits.ts'
export { createDescribe } from './describe-track.ts'
export { createFindTarget, spellingsOf, type Target } from './find-target.ts'
export { type FormerName, type FormerNames, isInPlace } from './former-names.ts'
export {
  type ColumnReport,
  type ImportReport,
  type ImportRow,
  importBatch,
  importTracks,
  type TrackSource,
} from './import-tracks.ts'
export { forEachInSlices } from './in-slices.ts'
export {
  createLibraries,
  type Libraries,
  type LibraryMemory,
  type LibraryRecords,
  type LibraryScan,
  type LibrarySource,
} from './libraries.ts'
export {
  type FileTags,
  type LibraryFile,
  type LibraryRecord,
  libraryFor,
  type OpenTags,
  type ToldTags,
} from './library-record.ts'
export type { NameLink } from './name-links.ts'
export { nameKey } from './names.ts'
export { openCatalog } from './open-catalog.ts'
export { type LenientReading, readTrackLeavingOut } from './read-leaving-out.ts'
export { createRecordingDoubts, mostSongs, type RecordingDoubts } from './recording-doubts.ts'
export { createRecordings } from './recordings.ts'
export { holdStill, type StillCatalog } from './still-catalog.ts'
export { tagWeight } from './tag-weights.ts'
export { createTagsAlike, type TagsAlike } from './tags-alike.ts'
export {
  type Hold,
  isTakedownId,
  type Takedown,
  type TakedownTarget,
  type TakenDown,
  takedownKinds,
} from './takedowns.ts'
export { readTrack, type TrackReading, trackInputSchema } from './track-input.ts'
export { byTitle, byYear, createTrackOrder, type TrackOrder } from './track-order.ts'
export {
  createVectorIndex,
  type Neighbours,
  noNeighbours,
  type VectorIndex,
  type VectorSearchOptions,
} from './vector-index.ts'
