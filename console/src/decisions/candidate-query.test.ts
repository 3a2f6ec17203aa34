import { expect, test } from 'vitest'
import { type Candidate, type CandidateQuery, selectCandidates, tally } from './candidate-query.ts'

const candidate = (trackId: string, fate: Candidate['fate'], score?: number): Candidate => ({
  trackId,
  title: `Title ${trackId}`,
  artist: 'Artist',
  sources: trackId === 'a' ? ['nearby', 'popular'] : ['popular'],
  features: {},
  fate,
  ...(score === undefined ? {} : { score }),
})

const all = [
  candidate('d', { kind: 'dropped', stage: 'blocked', reason: 'blocked' }),
  candidate('b', { kind: 'not-selected' }, 0.9),
  candidate('c', { kind: 'selected', rank: 1 }, 0.5),
  candidate('a', { kind: 'selected', rank: 0 }, 0.4),
]
const query: CandidateQuery = { text: '', fate: '', source: '', sort: 'rank', descending: false }
const ids = (candidates: readonly Candidate[]) => candidates.map((one) => one.trackId).join('')

test('by rank: the slate in its order, then what was left, then what was dropped', () => {
  expect(ids(selectCandidates(all, query))).toBe('acbd')
})

test('fate, source and words narrow the table together', () => {
  expect(ids(selectCandidates(all, { ...query, fate: 'blocked' }))).toBe('d')
  expect(ids(selectCandidates(all, { ...query, source: 'nearby' }))).toBe('a')
  expect(ids(selectCandidates(all, { ...query, text: 'title b' }))).toBe('b')
})

test('sorting by score puts candidates without one last and leaves the input as it was', () => {
  expect(ids(selectCandidates(all, { ...query, sort: 'score', descending: true }))).toBe('bcad')
  expect(ids(all)).toBe('dbca')
})

test('a tally is most frequent first', () => {
  expect(tally(['x', 'y', 'y'])).toEqual([
    ['y', 2],
    ['x', 1],
  ])
})
