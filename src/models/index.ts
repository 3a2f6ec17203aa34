export { type AdditiveRanker, createAdditiveRanker } from './additive-ranker/additive-ranker.ts'
export { type Choices, createChoiceRows } from './additive-ranker/choices.ts'
export type { ArtifactStore } from './artifact-store.ts'
export { type CoOccurrenceConfig, createCoOccurrence } from './co-occurrence/co-occurrence.ts'
export {
  type CoOccurrencePredictor,
  coOccurrence,
  type Successor,
  type TellSuccessor,
} from './co-occurrence/co-occurrence-predictor.ts'
export { type ContentConfig, createContent } from './content/content.ts'
export {
  type ContentIndex,
  type ContentPredictor,
  content,
  type ServedContent,
} from './content/content-predictor.ts'
export { createTrainer, type Trainer } from './create-trainer.ts'
export { type History, historyOf, type Interactions } from './data-sets/interactions.ts'
export { interactionRow, type NamedInteractions, readInteractions } from './data-sets/read-interactions.ts'
export {
  factsOf,
  type NamedPlaylists,
  type NamedTracks,
  playlistsOf,
  readPlaylists,
  readTracks,
} from './data-sets/read-playlists.ts'
export { idCell, type RowsRead, readRows } from './data-sets/read-rows.ts'
export { type NamedSessions, readSessions } from './data-sets/read-sessions.ts'
export { sessionsOf } from './data-sets/sessions.ts'
export { drawnOf } from './data-sets/split.ts'
export type { Cells, OpenTable, Table } from './data-sets/table.ts'
export type { Interval } from './evaluate/bootstrap.ts'
export { evaluateContinuation } from './evaluate/evaluate-continuation.ts'
export { evaluateNext } from './evaluate/evaluate-next.ts'
export { evaluateTopN } from './evaluate/evaluate-top-n.ts'
export { groupedInterval } from './evaluate/grouped-interval.ts'
export { type Comparison, compareReports, metricsOf, parseReport, type Report } from './evaluate/report.ts'
export { createTopItems } from './evaluate/top-items.ts'
export { createItemLearners, type ItemLearner } from './item-learners.ts'
export type { ItemScorer, Learner, Step } from './learner.ts'
export { rankerIn } from './listed-ranker.ts'
export { type Manifest, manifestSchema, type TrainingFacts } from './manifest.ts'
export type { CatalogSnapshot, Model, Trained, Training } from './model.ts'
export { type ModelToken, modelToken } from './model-token.ts'
export {
  createModels,
  createServedModels,
  type ListedModel,
  type LoadedVersion,
  listed,
  type TrainedModel,
} from './models.ts'
export { createPlaylistLearners, type PlaylistLearner } from './playlist-learners.ts'
export { createPopularity, type PopularityConfig } from './popularity/popularity.ts'
export { type PopularityPredictor, popularity, unknownPopularity } from './popularity/popularity-predictor.ts'
export { type Ranker, ranker } from './ranker.ts'
export { createRegistry, type Registry } from './registry.ts'
export { bound, releaseId, type ServedModels, serveTogether } from './served-models.ts'
export { createSessionLearners, type SessionLearner } from './session-learners.ts'
export { train } from './train.ts'
export { type TrainAllOptions, type TrainingProgress, trainAll } from './train-all.ts'
