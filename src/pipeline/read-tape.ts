import { AppError } from '#domain'
import { columnsCodec, jsonCodec, readKept, readTaken } from './codec.ts'
import { blankColumns, fillMisses, type NumberColumn } from './columns.ts'
import type { LayoutOf, StageLayout } from './layout.ts'
import type { Mark } from './tape.ts'
import { type OpenedTape, openTape } from './tape-format.ts'

/**
 * A tape read without the pipeline that wrote it: every mark, every number and every word, each with the candidate it is
 * about, as scorers and presenters saw them. Whoever learns from served slates, counts them or looks into one stands on
 * this and on nothing of the code that served. Scores and reasons for drops are not on a tape: they are computed.
 */
export interface ReadTape {
  readonly pipeline: string
  /** The identity (of tracks, their key) of every candidate that entered, in order of arrival. */
  readonly candidates: readonly number[]
  /** In the order in which the run met them. */
  readonly stages: readonly ReadStage[]
  /** What the run ended with, in slate order, by places in `candidates`. */
  readonly slate: readonly number[]
  /** How probable each place of the slate was, as in `Selection`; absent where the selector did not tell. */
  readonly propensities?: readonly number[] | undefined
}

export interface ReadStage extends Mark, Pick<StageLayout, 'name' | 'kind'> {
  /** Whom its answers are about, one for each row, by places in `candidates`: those it found, or those that came to it. */
  readonly rows: readonly number[]
  /** What a source found or a hydrator added, by name; what stands in for a miss stands in its place. Empty for others. */
  readonly columns: Readonly<Record<string, NumberColumn>>
  /** Of a source or hydrator, 0 in rows of which it knew nothing; absent where it knew of all. */
  readonly known?: Uint32Array | undefined
  /** What a presenter said, as JSON holds it; undefined where it knew nothing. */
  readonly words?: readonly unknown[] | undefined
}

/** Throws `corrupt-record` for bytes that are no tape of format 2 as it was written. */
export const readTape = (bytes: Uint8Array, layoutOf: LayoutOf): ReadTape => {
  const opened = openTape(bytes, layoutOf)
  const { layout, marks, from } = opened
  const candidates: number[] = []
  const slots = new Map<number, number>()
  const slotOf = (identity: number): number => {
    const known = slots.get(identity)
    if (known !== undefined) return known
    slots.set(identity, candidates.length)
    return candidates.push(identity) - 1
  }
  const stages: ReadStage[] = []
  // Sources are the first stages, so all candidates are known before a stage asks who came to it.
  let rows: readonly number[] | undefined
  let chances: ReadonlyMap<number, number> | undefined
  for (const [place, stage] of layout.stages.entries()) {
    const mark = marks[place]
    if (mark === undefined) throw new AppError('corrupt-record', `the tape has no mark of ${stage.name}`)
    if (stage.kind === 'source') {
      stages.push(readSource(opened, stage, mark, slotOf))
      continue
    }
    rows ??= candidates.map((_, slot) => slot)
    const { read, left, propensities } = readers[stage.kind](opened, stage, mark, rows)
    stages.push(read)
    if (propensities) chances = new Map(left.map((slot, rank) => [slot, propensities[rank] ?? 0]))
    rows = left
  }
  if (!from.atEnd()) throw new AppError('corrupt-record', 'the tape goes on after its last stage')
  const slate = rows ?? []
  const propensities = chances && slate.map((slot) => chances.get(slot) ?? 0)
  return { pipeline: layout.pipeline, candidates, stages, slate, propensities }
}

/** A stage as it is read, and which rows it left. */
interface Passed {
  readonly read: ReadStage
  readonly left: readonly number[]
  /** Of a selector that tells them, one for each that is left. */
  readonly propensities?: Float32Array | undefined
}
type ReadStageOf = (opened: OpenedTape, stage: StageLayout, mark: Mark, rows: readonly number[]) => Passed

const noColumns: ReadStage['columns'] = {}

const readSource = (
  { layout, from }: OpenedTape,
  { name, kind }: StageLayout,
  mark: Mark,
  slotOf: (identity: number) => number,
): ReadStage => {
  const { identity, columns: kinds } = layout.candidate
  if (mark.outcome !== 'ok') return { name, kind, ...mark, rows: [], columns: blankColumns(kinds, 0) }
  const { columns, known } = columnsCodec<Readonly<Record<string, number>>>(kinds).read(from)
  return { name, kind, ...mark, rows: Array.from(columns[identity] ?? [], slotOf), columns, known }
}

const readHydrator: ReadStageOf = ({ from }, { name, kind, columns: kinds = {}, absent }, mark, rows) => {
  const nothing = { columns: blankColumns(kinds, rows.length), known: new Uint32Array(rows.length) }
  const answer =
    mark.outcome === 'ok' ? columnsCodec<Readonly<Record<string, number>>>(kinds).read(from) : undefined
  expectRows(name, answer?.count ?? rows.length, rows)
  const { columns, known } = answer ?? nothing
  if (known && absent) fillMisses(columns, known, absent)
  const left = known && !absent ? rows.filter((_, row) => known[row] !== 0) : rows
  return { read: { name, kind, ...mark, rows, columns, known }, left }
}

const readMoves: ReadStageOf = ({ from }, { name, kind, columns }, mark, rows) => {
  const read: ReadStage = { name, kind, ...mark, rows, columns: noColumns }
  if (mark.outcome !== 'ok') return { read, left: rows }
  const { of, places, propensities } = kind === 'select' ? readTaken(from, columns) : readKept(from)
  expectRows(name, of, rows)
  return { read, left: places?.map((place) => rows[place] ?? 0) ?? rows, propensities }
}

const readScorer: ReadStageOf = (_opened, { name, kind }, mark, rows) => ({
  read: { name, kind, ...mark, rows, columns: noColumns },
  left: rows,
})

const anyWords = jsonCodec((value) => value)

const readPresenter: ReadStageOf = ({ from }, { name, kind }, mark, rows) => {
  const words = mark.outcome === 'ok' ? anyWords.read(from) : undefined
  expectRows(name, words?.length ?? rows.length, rows)
  const left = rows.filter((_, row) => words?.[row] !== undefined)
  return { read: { name, kind, ...mark, rows, columns: noColumns, words }, left }
}

const readers = {
  hydrate: readHydrator,
  filter: readMoves,
  score: readScorer,
  select: readMoves,
  present: readPresenter,
} as const satisfies Record<Exclude<StageLayout['kind'], 'source'>, ReadStageOf>

const expectRows = (stage: string, count: number, rows: readonly number[]) => {
  if (count === rows.length) return
  throw new AppError(
    'corrupt-record',
    `the tape has ${count} answers of ${stage} for ${rows.length} candidates`,
  )
}
