import { createByteWriter } from './bytes.ts'
import { blankColumns } from './columns.ts'
import type { LayoutOf } from './layout.ts'
import type { CandidateType } from './merge.ts'
import { pipeline } from './pipeline.ts'
import type { RecordedTape } from './recorder.ts'
import type { Filter, Hydrator, Scorer, Selector, Source } from './stages.ts'

/** A pipeline of small stages over numbers, for tests of the engine. */
export interface Kept {
  readonly limit: number
}
export interface Live extends Kept {
  readonly world: ReadonlyMap<number, number>
}
export type Thing = Readonly<Record<'key' | 'from', number>>
export type Sized = Readonly<Record<'size', number>>

export const things: CandidateType<Thing> = {
  columns: { key: 'key', from: 'key' },
  identity: 'key',
  merge: { from: (first, again) => first | again },
}
export const stage = { timeoutMs: 20 }
export const source = (name: string, from: number, keys: readonly number[]): Source<Live, Thing> => ({
  ...stage,
  name,
  find: () => ({ key: Uint32Array.from(keys), from: new Uint32Array(keys.length).fill(from) }),
})
export const size: Hydrator<Live, Thing, Sized> = {
  ...stage,
  name: 'size',
  adds: { size: 'half' },
  hydrate({ world: known }, { columns: { key }, count }) {
    const columns = blankColumns<Sized>({ size: 'half' }, count)
    const found = new Uint32Array(count)
    for (let i = 0; i < count; i++) {
      const value = known.get(key[i] ?? 0)
      found[i] = value === undefined ? 0 : 1
      columns.size[i] = value ?? 0
    }
    return { columns, known: found }
  },
}
export const notOdd: Filter<Kept, Thing> = {
  ...stage,
  name: 'not-odd',
  judge: (_query, { columns }) => Array.from(columns.key, (key) => (key % 2 === 1 ? 'odd' : undefined)),
}
export const bySize: Scorer<Kept, Sized> = {
  ...stage,
  name: 'by-size',
  score: (_query, { columns }) => Float64Array.from(columns.size),
}
export const best: Selector<Kept, Thing> = {
  ...stage,
  name: 'best',
  select: ({ limit }, { count }, scores) => ({
    places: [...Array(count).keys()]
      .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
      .slice(0, limit),
  }),
}

/** A recorded tape as it lies in a record, and where its layout is found. */
export const written = (tape: RecordedTape): { bytes: Uint8Array; layoutOf: LayoutOf } => {
  const into = createByteWriter()
  tape.write(into)
  const { layout } = tape
  return { bytes: into.bytes(), layoutOf: (hash) => (hash === layout.hash ? layout : undefined) }
}

/** The same bytes under a sum that is theirs: what is changed in a tape is otherwise found before it is read. */
export const sealed = (tape: Uint8Array): Uint8Array => {
  const into = createByteWriter()
  into.raw(tape.subarray(0, 2))
  into.checked(() => into.raw(tape.subarray(6)))
  return into.bytes()
}

let ticks = 0
export const stopwatch = () => ticks++
export const world = (entries: Iterable<readonly [number, number]>) => new Map(entries)
export const build = (sources: readonly Source<Live, Thing>[]) =>
  pipeline<Live, Kept, Thing>('test', things, sources).filter(notOdd).hydrate(size).score(bySize).select(best)
