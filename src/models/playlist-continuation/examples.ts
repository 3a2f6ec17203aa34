import { createRandom } from '#domain'
import { type Choices, createChoiceRows } from '../additive-ranker/choices.ts'
import type { Playlist, Playlists } from '../data-sets/playlists.ts'
import type { Step } from '../learner.ts'
import { createAskPlaylist } from './asked-playlist.ts'
import { candidatesFor } from './candidates.ts'
import { featuresOf } from './columns.ts'
import { createPlaylistMemory } from './playlist-memory.ts'

/** With how many tracks a playlist is asked, by the ranking that answers: a title, one or two, some, many. */
export const askedWith: readonly (readonly number[])[] = [[0], [1, 2], [5, 10], [15, 25, 40]]

/** The ranking that answers a playlist of so many tracks. */
export const rankingFor = (tracks: number): number =>
  tracks === 0 ? 0 : tracks < 4 ? 1 : tracks < 13 ? 2 : 3

const leastLeft = 5

export interface Parted {
  readonly remembered: readonly Playlist[]
  readonly asked: readonly Playlist[]
}

/** Held out by the seed: how far a memory can be trusted shows only on what it has not seen. */
export const partPlaylists = ({ lists }: Playlists, share: number, seed: string): Parted => {
  const random = createRandom(`${seed}/held out`)
  const [remembered, asked]: [Playlist[], Playlist[]] = [[], []]
  for (const list of lists) (random.next() < share ? asked : remembered).push(list)
  return { remembered, asked }
}

/** For each ranking the choices that it is fitted on: of candidates those that the rest of the playlist has. */
export function* examplesOf(
  { remembered, asked }: Parted,
  { facts }: Pick<Playlists, 'facts'>,
): Generator<Step, readonly Choices[]> {
  const memory = createPlaylistMemory(remembered, facts)
  const ask = createAskPlaylist(memory)
  const examples: Choices[] = []
  for (const [ranking, sizes] of askedWith.entries()) {
    let rows: ReturnType<typeof createChoiceRows> | undefined
    for (const [i, { title, tracks }] of asked.entries()) {
      yield {
        doing: 'Examples',
        done: ranking * asked.length + i,
        total: askedWith.length * asked.length,
        unit: 'playlist',
      }
      const size = sizes[i % sizes.length] ?? 0
      if (tracks.length < size + leastLeft) continue
      const question = ask({ title, tracks: tracks.subarray(0, size) })
      const candidates = candidatesFor(question, memory)
      const rest = new Set(tracks.subarray(size))
      const chosen = Float32Array.from(candidates, (track) => (rest.has(track) ? 1 : 0))
      const hits = chosen.reduce((sum, hit) => sum + hit, 0)
      if (hits === 0) continue
      // A playlist of two hundred tells more than one of ten, and not twenty times as much.
      const evened = chosen.map((hit) => hit / Math.sqrt(hits))
      const columns = featuresOf(question, memory, candidates)
      rows ??= createChoiceRows(Object.keys(columns))
      rows.add(columns, evened, new Uint8Array(candidates.length))
    }
    examples.push(rows?.done() ?? createChoiceRows([]).done())
  }
  return examples
}
