import type { NamedPlaylist } from '../data-sets/read-playlists.ts'
import type { Step } from '../learner.ts'
import type { NextItems } from '../next-scorer.ts'
import type { PlaylistScorer } from '../playlist-scorer.ts'
import { clicksUntil, ndcgAt, rPrecision } from './list-metrics.ts'

/**
 * The rest of held-out playlists, asked for with their title and first tracks, as the Million Playlist challenge measured it (Chen et al. 2018):
 * R-precision = hits among the first |rest| / |rest| (by track), NDCG@500 with the rest in front as its ideal, and
 * clicks, how often ten more have to be asked for until one is right: ⌊place of the first hit / 10⌋ from 0, 51 without one.
 */
export interface ContinuationQuestion {
  readonly holdout: readonly NamedPlaylist[]
  /** With how many of its first tracks each is asked; ascending. A playlist that has no more is not asked. */
  readonly seeds: readonly number[]
  readonly told?: ((playlist: NamedPlaylist, seeds: number, list: NextItems) => void) | undefined
}

export interface ContinuationMeasured {
  /** 'ndcg@500, 5 seeds' → one value a playlist, NaN where it was not asked so. */
  readonly values: Readonly<Record<string, readonly number[]>>
  /** Questions. */
  readonly asked: number
  /** Of what was asked for, what no playlist of training had. */
  readonly newTracks: number
  readonly rest: number
}

const listLength = 500
const clicksAtMost = 51

export function* evaluateContinuation(
  scorer: PlaylistScorer,
  { holdout, seeds, told }: ContinuationQuestion,
  isKnown: (track: number) => boolean,
): Generator<Step, ContinuationMeasured> {
  const values = new Map<string, number[]>()
  const counts = { asked: 0, newTracks: 0, rest: 0 }
  for (const [turn, count] of seeds.entries())
    for (const [i, playlist] of holdout.entries()) {
      yield {
        doing: 'Lists',
        done: turn * holdout.length + i,
        total: seeds.length * holdout.length,
        unit: 'list',
      }
      const { title, tracks } = playlist
      const isAsked = tracks.length > count
      const rest = new Set(tracks.subarray(count))
      const list = isAsked
        ? scorer.continued({ title, tracks: tracks.subarray(0, count) }, listLength)
        : undefined
      if (list !== undefined) {
        counts.asked++
        counts.rest += rest.size
        for (const track of rest) if (!isKnown(track)) counts.newTracks++
        told?.(playlist, count, list)
      }
      const measured = list === undefined ? notAsked : measuresOf(list.items, rest)
      for (const [name, value] of Object.entries(measured)) {
        const column = `${name}, ${count} seed${count === 1 ? '' : 's'}`
        const before = values.get(column) ?? []
        values.set(column, before)
        before.push(value)
      }
    }
  return { values: Object.fromEntries(values), ...counts }
}

const notAsked = { 'r-precision': Number.NaN, 'ndcg@500': Number.NaN, clicks: Number.NaN }

const measuresOf = (list: Uint32Array, rest: ReadonlySet<number>): typeof notAsked => ({
  'r-precision': rPrecision(list, rest),
  'ndcg@500': ndcgAt(list, rest, listLength),
  clicks: clicksUntil(list, rest, clicksAtMost),
})
