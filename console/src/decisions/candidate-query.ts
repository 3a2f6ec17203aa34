import type { Decision } from '@segue/client'

/** Sorting, filtering and counting of a run's candidates, apart from how the table looks. */
export type Candidate = Decision['runs'][number]['candidates'][number]
export type SortKey = 'rank' | 'score' | 'title' | 'artist' | 'fate'
export interface CandidateQuery {
  readonly text: string
  readonly fate: string
  readonly source: string
  readonly sort: SortKey
  readonly descending: boolean
}

export const fateText = ({ fate }: Candidate): string =>
  fate.kind === 'selected' ? 'Selected' : fate.kind === 'dropped' ? fate.reason : 'Not selected'

/** Selected first in slate order, then what was scored and left, then what was dropped. */
const place = ({ fate }: Candidate): number =>
  fate.kind === 'selected' ? fate.rank : fate.kind === 'not-selected' ? 1_000_000 : 2_000_000

const compare: Record<SortKey, (a: Candidate, b: Candidate) => number> = {
  rank: (a, b) => place(a) - place(b) || (b.score ?? -Infinity) - (a.score ?? -Infinity),
  score: (a, b) => (a.score ?? -Infinity) - (b.score ?? -Infinity) || place(a) - place(b),
  title: (a, b) => a.title.localeCompare(b.title),
  artist: (a, b) => a.artist.localeCompare(b.artist),
  fate: (a, b) => fateText(a).localeCompare(fateText(b)),
}

export const selectCandidates = (all: readonly Candidate[], query: CandidateQuery): Candidate[] => {
  const text = query.text.trim().toLowerCase()
  const kept = all.filter(
    (candidate) =>
      (query.fate === '' || fateText(candidate) === query.fate) &&
      (query.source === '' || candidate.sources.includes(query.source)) &&
      (text === '' || `${candidate.title} ${candidate.artist}`.toLowerCase().includes(text)),
  )
  const direction = query.descending ? -1 : 1
  return kept.sort((a, b) => direction * compare[query.sort](a, b))
}

/** Every value with how often it occurs, most frequent first. */
export const tally = (values: readonly string[]): [string, number][] => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)
}
