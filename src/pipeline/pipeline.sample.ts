import { numbers } from './codec.ts'
import { type CandidateType, pipeline } from './pipeline.ts'
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
  identify: ({ key }) => key,
  merge: (first, again) => ({ key: first.key, from: first.from | again.from }),
  codec: numbers({ key: 'key', from: 'key' }),
}
export const stage = { timeoutMs: 20 }
export const source = (name: string, from: number, keys: readonly number[]): Source<Live, Thing> => ({
  ...stage,
  name,
  find: () => keys.map((key) => ({ key, from })),
})
export const size: Hydrator<Live, Thing, Sized> = {
  ...stage,
  name: 'size',
  codec: numbers({ size: 'half' }),
  hydrate: ({ world }, candidates) =>
    candidates.map(({ key }) => {
      const known = world.get(key)
      return known === undefined ? undefined : { size: known }
    }),
}
export const notOdd: Filter<Kept, Thing> = {
  ...stage,
  name: 'not-odd',
  judge: (_query, candidates) => candidates.map(({ key }) => (key % 2 === 1 ? 'odd' : undefined)),
}
export const bySize: Scorer<Kept, Sized> = {
  ...stage,
  name: 'by-size',
  score: (_query, candidates) => candidates.map((candidate) => candidate.size),
}
export const best: Selector<Kept, object> = {
  ...stage,
  name: 'best',
  select: ({ limit }, candidates, scores) =>
    [...candidates.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b).slice(0, limit),
}

let ticks = 0
export const stopwatch = () => ticks++
export const world = (entries: Iterable<readonly [number, number]>) => new Map(entries)
export const build = (sources: readonly Source<Live, Thing>[]) =>
  pipeline<Live, Kept, Thing>('test', things, sources).filter(notOdd).hydrate(size).score(bySize).select(best)
