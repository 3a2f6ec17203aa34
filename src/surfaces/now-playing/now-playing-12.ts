import { nowPlaying11 } from './now-playing-11.ts'

/**
 * Up next for one listener where the release has a ranker that was learnt from what was chosen: a few of each kind, what follows
 * on the release, what was played lately and what is near to what plays, in its order. An artist stands back by what is taken from the
 * score, and is not barred.
 */
export const nowPlaying12 = {
  recipe: 'now-playing@12',
  surface: 'now-playing',
  tiers: {
    full: {
      name: 'up-next',
      sources: [
        { use: 'on-release', timeoutMs: 10, next: 2 },
        { use: 'closest', timeoutMs: 30, most: 20 },
        { use: 'played-after', timeoutMs: 20, from: 3, first: 20, others: 2 },
        { use: 'sounds-like', timeoutMs: 30, from: 3, first: 3, others: 2, bent: 20 },
        { use: 'artists-you-play', timeoutMs: 20, artists: 6, ofEach: 1 },
        { use: 'tags-you-play', timeoutMs: 20, tags: 5, ofEach: 1 },
        { use: 'last-played', timeoutMs: 10, most: 64, whilePlaying: 12 },
        { use: 'heard-before', timeoutMs: 20, played: 40, liked: 10, whilePlaying: 8 },
        { use: 'further-by-artists', timeoutMs: 10, most: 80 },
        { use: 'popular', timeoutMs: 10, most: 12, perPlace: 1.2 },
        { use: 'explore', timeoutMs: 10, draws: 4 },
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
      select: {
        use: 'soft-diversification',
        timeoutMs: 10,
        gap: 3,
        close: 1,
        perArtist: 5,
        temperature: 0.01,
        perTag: { places: 40, beyond: 0.25 },
      },
      present: { timeoutMs: 10 },
    },
    cached: nowPlaying11.tiers.cached,
    popular: nowPlaying11.tiers.popular,
  },
}
