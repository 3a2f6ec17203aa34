import type { ArtistId, Instant, TrackKey } from '#domain'
import type { ListenerReads } from '../reads.ts'
import type { TrackIndex } from '../track-index.ts'
import type { HistoryTable } from './history-table.ts'
import type { Ranked } from './ranked.ts'

/** Lists of what a listener did, each in its order. */
export interface ListenerLists {
  /** By when it was heard last. */
  readonly heard: Ranked<TrackKey>
  /** By when it was skipped last; without what was played since. */
  readonly skipped: Ranked<TrackKey>
  /** By the later of both. */
  readonly heardOrSkipped: Ranked<TrackKey>
  /** By when it was played last. */
  readonly lastPlayed: Ranked<TrackKey>
  /** By decayed plays. */
  readonly mostPlayed: Ranked<TrackKey>
  /** By when the like was said. */
  readonly liked: Ranked<TrackKey>
  /** By taste. */
  readonly topArtists: Ranked<ArtistId>
  /** By decayed plays, weighed by what a tag tells. */
  readonly topTags: Ranked<string>
}

/**
 * A listener laid out, and kept as it is by what the listener does next (`note-listening.ts`). Whoever reads it sees it
 * change between two turns of the event loop and never within one; what was read for an answer is on its tape.
 */
export interface ListenerView extends ListenerReads {
  readonly index: TrackIndex
  readonly histories: HistoryTable
  readonly artistTaste: Map<number, number>
  readonly artistPlays: Map<number, number>
  playsThere: number
  readonly lists: ListenerLists
}

export const readsOfLists = (
  lists: ListenerLists,
): Pick<
  ListenerReads,
  | 'recentKeys'
  | 'skippedKeys'
  | 'heardOrSkippedKeys'
  | 'lastPlayedKeys'
  | 'mostPlayedKeys'
  | 'likedKeys'
  | 'topArtists'
  | 'topTags'
> => ({
  recentKeys: (count) => lists.heard.first(count),
  skippedKeys: (from: Instant, count) => lists.skipped.first(count, from),
  heardOrSkippedKeys: (from: Instant, count) => lists.heardOrSkipped.first(count, from),
  lastPlayedKeys: (count, from) => lists.lastPlayed.first(count, from),
  mostPlayedKeys: (count) => lists.mostPlayed.first(count),
  likedKeys: (count) => lists.liked.first(count),
  topArtists: (count) => lists.topArtists.first(count),
  topTags: (count) => lists.topTags.first(count),
})

/** What may lead a listener's tags: how often it was played, weighed by what it tells; 0 for what may not. */
export const tagRank = (
  number: number,
  { index, blocks, tagPlays }: Pick<ListenerView, 'index' | 'blocks' | 'tagPlays'>,
): number => {
  const plays = tagPlays[number] ?? 0
  return oftenPlayed(plays) && !blocks.tags.has(number) ? plays * (index.tagWeights[number] ?? 0) : 0
}

/** Likewise of an artist, by taste: one of whom nothing that is there was played leads nowhere. */
export const artistRank = (
  taste: number,
  number: number,
  { blocks, artistPlays }: Pick<ListenerView, 'blocks' | 'artistPlays'>,
): number => (artistPlays.has(number) && !blocks.artists.has(number) ? taste : 0)

/** Decayed plays only shrink, so this much was played twice or more. */
export const oftenPlayed = (plays: number | undefined): boolean => (plays ?? 0) > 1.5
