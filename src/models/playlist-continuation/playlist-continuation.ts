import { z } from 'zod'
import { AppError } from '#domain'
import { type AdditiveRanker, createAdditiveRanker } from '../additive-ranker/additive-ranker.ts'
import { type Playlist, type Playlists, trackCount } from '../data-sets/playlists.ts'
import type { Learner } from '../learner.ts'
import type { NextItems } from '../next-scorer.ts'
import { packArtifact, type UnpackedArtifact, unpackArtifact } from '../packed-artifact.ts'
import { columnsOfNames, namesInColumns } from '../packed-names.ts'
import type { PlaylistScorer } from '../playlist-scorer.ts'
import { columnsIn, createTopList } from '../top-list.ts'
import { createAskPlaylist } from './asked-playlist.ts'
import { candidatesFor } from './candidates.ts'
import { featuresOf, likenessIn, ofItsArtists } from './columns.ts'
import { askedWith, examplesOf, partPlaylists, rankingFor } from './examples.ts'
import { learnOrder } from './learn-order.ts'
import { createPlaylistMemory } from './playlist-memory.ts'

/**
 * Goes on with a playlist from its title, its tracks, or both: candidates of playlists that are like it, of its artists and of
 * those that its title names, ranked by what was learnt from playlists that were held out. Four rankings, for a title alone says
 * other things than forty tracks. Where no order is learnt that does better, likeness alone ranks.
 */
export interface PlaylistContinuationConfig {
  /** 'playlist-knn' where no order is learnt. */
  readonly name: string
  /** Of the playlists, those that the order is learnt from; 0 for none, and likeness alone ranks. */
  readonly heldOut: number
  readonly passes: number
  readonly rate: number
}

const kind = 'playlist-continuation'
const factsSchema = z.strictObject({
  tracks: z.int().nonnegative(),
  /** By ranking: from how many playlists it was learnt; 0 where none did better than likeness alone. */
  learntFrom: z.array(z.int().nonnegative()).length(askedWith.length),
})

export const createPlaylistContinuation = ({
  name = kind,
  heldOut = 0.15,
  passes = 6,
  rate = 0.1,
}: Partial<PlaylistContinuationConfig> = {}): Learner<Playlists, PlaylistScorer> => ({
  name,
  code: `${name}@1`,
  config: { heldOut, passes, rate },
  *learn(data, seed) {
    const examples = heldOut > 0 ? yield* examplesOf(partPlaylists(data, heldOut, seed), data) : []
    const rankers: Record<string, Uint32Array> = {}
    for (const [ranking, choices] of examples.entries()) {
      const bytes = yield* learnOrder(choices, { by: ofItsArtists, passes, rate }, seed)
      if (bytes !== undefined) rankers[`ranker${ranking}`] = wordsIn(bytes)
    }
    const learntFrom = askedWith.map((_, ranking) =>
      `ranker${ranking}` in rankers ? (examples[ranking]?.starts.length ?? 1) - 1 : 0,
    )
    return packArtifact(kind, { tracks: trackCount(data.facts), learntFrom }, { ...packed(data), ...rankers })
  },
  load,
})

/** Bytes of an artifact are a multiple of four long. */
const wordsIn = (bytes: Uint8Array): Uint32Array => new Uint32Array(bytes.slice().buffer)

const packed = ({ lists, facts }: Playlists): Record<string, Uint32Array> => {
  const starts = new Uint32Array(lists.length + 1)
  for (const [list, { tracks }] of lists.entries()) starts[list + 1] = (starts[list] ?? 0) + tracks.length
  const of = new Uint32Array(starts.at(-1) ?? 0)
  for (const [list, { tracks }] of lists.entries()) of.set(tracks, starts[list])
  return {
    ...{ starts, of, artistOf: facts.artistOf },
    ...columnsOfNames(
      'playlistTitles',
      lists.map(({ title }) => title),
    ),
    ...columnsOfNames('artistNames', facts.artistNames),
    ...columnsOfNames('trackTitles', facts.titles),
  }
}

const unpacked = ({ u32 }: UnpackedArtifact<unknown>): Playlists => {
  const [starts, of] = [u32('starts'), u32('of')]
  const lists = namesInColumns('playlistTitles', u32).map(
    (title, list): Playlist => ({ title, tracks: of.subarray(starts[list], starts[list + 1]) }),
  )
  const facts = {
    artistOf: u32('artistOf'),
    artistNames: namesInColumns('artistNames', u32),
    titles: namesInColumns('trackTitles', u32),
  }
  if (starts.length !== lists.length + 1 || starts.at(-1) !== of.length)
    throw new AppError('corrupt-record', `The playlists of model "${kind}" don’t add up. Train it again.`)
  return { lists, facts }
}

const load = (bytes: Uint8Array): PlaylistScorer => {
  const artifact = unpackArtifact(kind, bytes, factsSchema)
  const { learntFrom } = artifact.facts
  const { lists, facts } = unpacked(artifact)
  const memory = createPlaylistMemory(lists, facts)
  const rankers = learntFrom.map((groups, ranking) =>
    groups === 0 ? undefined : loadRanker(artifact.u32(`ranker${ranking}`)),
  )
  const ask = createAskPlaylist(memory)
  return {
    facts: { playlists: lists.length, learntFrom },
    continued(playlist, count) {
      const asked = ask(playlist)
      const candidates = candidatesFor(asked, memory)
      const columns = featuresOf(asked, memory, candidates)
      const ranker = rankers[rankingFor(asked.seeds.length)]
      return bestOf(candidates, ranker?.predict(columns, candidates.length) ?? likenessIn(columns), count)
    },
  }
}

const loadRanker = (words: Uint32Array): AdditiveRanker =>
  createAdditiveRanker({ by: ofItsArtists }).load(
    new Uint8Array(words.buffer, words.byteOffset, words.byteLength),
  )

const bestOf = (candidates: Uint32Array, scores: Float32Array, count: number): NextItems => {
  const top = createTopList(Math.min(count, candidates.length))
  for (const [row, track] of candidates.entries()) top.offer(track, scores[row] ?? 0)
  return columnsIn(top)
}
