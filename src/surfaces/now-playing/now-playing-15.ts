import { nowPlaying11 } from './now-playing-11.ts'

/**
 * Up next for a listener of whom enough is known, where the release has a ranker that was learnt from what was chosen: what recipe 11
 * finds, what follows on the release and what was played lately, in the order of the ranker and in the spacing of recipe 11. Recipe 12
 * let an artist stand near to their last track, and half of all tracks that were played on were by the artist before.
 */
export const nowPlaying15 = {
  recipe: 'now-playing@15',
  surface: 'now-playing',
  distinctBy: 'song',
  tiers: {
    full: {
      name: 'up-next',
      sources: [
        { use: 'on-release', timeoutMs: 10, next: 2 },
        { use: 'played-after', timeoutMs: 20, from: 3, first: 25, others: 8 },
        { use: 'sounds-like', timeoutMs: 30, from: 3, first: 40, others: 8, bent: 30 },
        { use: 'artists-you-play', timeoutMs: 20, artists: 6, ofEach: 3 },
        { use: 'tags-you-play', timeoutMs: 20, tags: 5, ofEach: 3 },
        { use: 'last-played', timeoutMs: 10, most: 64, whilePlaying: 12 },
        { use: 'heard-before', timeoutMs: 20, played: 40, liked: 10 },
        { use: 'popular', timeoutMs: 10, most: 4, perPlace: 1.2 },
        { use: 'explore', timeoutMs: 10, draws: 2 },
      ],
      keepsOut: [{ use: 'just-heard', hours: 4 }],
      hydrate: {
        taste: { timeoutMs: 10 },
        aggregates: { timeoutMs: 10 },
        similarity: { timeoutMs: 20 },
        continuity: { timeoutMs: 20 },
      },
      score: [
        {
          use: 'relevance',
          timeoutMs: 20,
          by: {
            use: 'ranker',
            otherwise: {
              use: 'weighted-sum',
              weights: {
                after: 1,
                sound: 0.9,
                artistTaste: 0.5,
                tagTaste: 0.6,
                popularity: 0.3,
                again: 0.12,
                skipRate: 0.5,
                skippedSound: 0.35,
                seed: 0,
              },
            },
          },
        },
        { use: 'by-popularity' },
      ],
      select: nowPlaying11.tiers.full.select,
      present: { timeoutMs: 10 },
    },
    cached: nowPlaying11.tiers.cached,
    popular: nowPlaying11.tiers.popular,
  },
}
