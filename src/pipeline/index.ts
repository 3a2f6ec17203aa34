export { type ByteReader, type ByteWriter, createByteReader, createByteWriter } from './bytes.ts'
export { type Batch, blankColumns, type ColumnKinds, type Columns, type Numbers } from './columns.ts'
export type { CandidateType } from './merge.ts'
export { type Pipeline, pipeline, type Run, type Selected } from './pipeline.ts'
export type {
  Awaitable,
  Filter,
  Hydrated,
  Hydrator,
  Presenter,
  Scorer,
  Selector,
  Source,
  Stage,
} from './stages.ts'
export { createPlayer, createRecorder, type Recorder, type Stopwatch, type Tape } from './tape.ts'
export type { Ended, Fate, Outcome, StageKind, StageTrace, Trace } from './trace.ts'
