export { type ByteReader, type ByteWriter, createByteReader, createByteWriter } from './bytes.ts'
export {
  type Batch,
  blankColumns,
  type ColumnKinds,
  type Columns,
  type NumberColumn,
  type Numbers,
} from './columns.ts'
export { type Layout, type LayoutOf, type NamedLayout, parseLayout, type StageLayout } from './layout.ts'
export type { CandidateType } from './merge.ts'
export { type Pipeline, pipeline, type Run, type Selected } from './pipeline.ts'
export { createPlayer } from './player.ts'
export { type ReadStage, type ReadTape, readTape } from './read-tape.ts'
export { createRecorder, type RecordedTape, type Recorder } from './recorder.ts'
export type {
  Awaitable,
  Filter,
  HeldBack,
  Hydrated,
  Hydrator,
  Presenter,
  ScoreParts,
  Scorer,
  Selection,
  Selector,
  Source,
  Stage,
} from './stages.ts'
export type { Stopwatch, Tape } from './tape.ts'
export type { Ended, Fate, Outcome, StageKind, StageTrace, Trace } from './trace.ts'
