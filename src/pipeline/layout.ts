import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '#domain'
import { type ColumnKind, columnKinds } from './columns.ts'
import { type StageKind, stageKinds } from './trace.ts'

/**
 * What lies on a tape, in words: the stages in the order in which a run meets them and the columns of those that read.
 * A pipeline has one, which never changes, so it is written once and tapes name it by its hash. The trap closed here
 * is a tape read by other stages than wrote it: two hydrators of one kind exchanged would give each other's numbers,
 * and nothing in the bytes would tell.
 */
export interface Layout {
  readonly pipeline: string
  /** What every source answers; candidates of equal `identity` are one. */
  readonly candidate: { readonly identity: string; readonly columns: ColumnsLayout }
  readonly stages: readonly StageLayout[]
}

export type ColumnsLayout = Readonly<Record<string, ColumnKind>>

export interface StageLayout {
  readonly name: string
  readonly kind: StageKind
  /** What a hydrator adds, in the order in which it lies on the tape; what a selector says of those it took. */
  readonly columns?: ColumnsLayout | undefined
  /** What stands in for a miss of a hydrator; where there is none, a miss drops the candidate. */
  readonly absent?: Readonly<Record<string, number>> | undefined
}

/** A layout with its JSON and the hash of that, by which tapes name it. */
export interface NamedLayout extends Layout {
  readonly text: string
  /** The first `hashBytes` of its SHA-256, in hexadecimal. */
  readonly hash: string
}

/** Of a hash, the layout that has it; undefined where it is not at hand. */
export type LayoutOf = (hash: string) => Layout | undefined

export const hashBytes = 8

/** Throws `broken-stage` for two stages of one kind and name, or a number that JSON can't hold. */
export const nameLayout = ({ pipeline, candidate, stages }: Layout): NamedLayout => {
  const broken = (what: string) => new AppError('broken-stage', `${pipeline}: ${what}`)
  const names = new Set<string>()
  for (const { name, kind, absent = {} } of stages) {
    if (names.has(`${kind} ${name}`)) throw broken(`two stages of kind ${kind} are called ${name}`)
    names.add(`${kind} ${name}`)
    for (const [column, value] of Object.entries(absent)) {
      if (!Number.isFinite(value)) throw broken(`${name} stands in for an absent ${column} with ${value}`)
    }
  }
  return named({ pipeline, candidate, stages }, JSON.stringify({ pipeline, candidate, stages }))
}

const named = (layout: Layout, text: string): NamedLayout => {
  const hash = createHash('sha256').update(text).digest('hex')
  return { ...layout, text, hash: hash.slice(0, 2 * hashBytes) }
}

const columns = z.record(z.string(), z.enum(columnKinds))
const layoutSchema = z.object({
  pipeline: z.string(),
  candidate: z.object({ identity: z.string(), columns }),
  stages: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(stageKinds),
      columns: columns.optional(),
      absent: z.record(z.string(), z.number()).optional(),
    }),
  ),
})

/** Throws `corrupt-record` for a text that is no layout. */
export const parseLayout = (text: string): NamedLayout => {
  try {
    return named(layoutSchema.parse(JSON.parse(text)), text)
  } catch (cause) {
    throw new AppError('corrupt-record', 'the record holds no readable layout of its tapes', { cause })
  }
}

/** In words, the first thing in which a pipeline of today is not the one that wrote a tape; undefined where it is. */
export const differenceBetween = (written: Layout, today: Layout): string | undefined => {
  if (written.pipeline !== today.pipeline) {
    return `the tape is of pipeline ${written.pipeline}, and ${today.pipeline} runs now`
  }
  if (JSON.stringify(written.candidate) !== JSON.stringify(today.candidate)) {
    return `${today.pipeline}: candidates were ${JSON.stringify(written.candidate)} and are ${JSON.stringify(today.candidate)} now`
  }
  const most = Math.max(written.stages.length, today.stages.length)
  for (let place = 0; place < most; place++) {
    const what = differenceOf(written.stages[place], today.stages[place])
    if (what !== undefined) return `${today.pipeline}: ${what}`
  }
  return undefined
}

const differenceOf = (written?: StageLayout, today?: StageLayout): string | undefined => {
  if (JSON.stringify(written) === JSON.stringify(today)) return undefined
  if (written === undefined) return `${calledNow(today)} stands at the end now, where there was none`
  if (today === undefined) return `${called(written)} was at the end, where there is none now`
  if (written.name !== today.name || written.kind !== today.kind)
    return `where ${called(written)} was, ${calledNow(today)} stands now`
  const columns = (stage: StageLayout) => JSON.stringify({ columns: stage.columns, absent: stage.absent })
  return `${called(written)} had ${columns(written)} and has ${columns(today)} now`
}

const called = ({ kind, name }: StageLayout) => `the stage ${name} (${kind})`
const calledNow = (stage?: StageLayout) => (stage === undefined ? 'nothing' : called(stage))
