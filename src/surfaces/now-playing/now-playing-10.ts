/**
 * Up next for one listener, ranked by what was chosen: what follows on the release, what was played lately, and near what plays, in
 * the order that a ranker has learnt from what was served and what was played then; by the weights of recipe 9 where none has won.
 */
export const nowPlaying10 = {
  recipe: 'now-playing@10',
  surface: 'now-playing',
  tiers: {
    full: {
      name: 'up-next',
      sources: [
        { use: 'on-release', timeoutMs: 10, next: 6 },
        { use: 'closest', timeoutMs: 30, most: 50 },
        { use: 'played-after', timeoutMs: 20, from: 3, first: 40, others: 8 },
        { use: 'sounds-like', timeoutMs: 30, from: 3, first: 10, others: 8, bent: 40 },
        { use: 'artists-you-play', timeoutMs: 20, artists: 6, ofEach: 4 },
        { use: 'tags-you-play', timeoutMs: 20, tags: 5, ofEach: 4 },
        { use: 'last-played', timeoutMs: 10, most: 64 },
        { use: 'heard-before', timeoutMs: 20, played: 40, liked: 10 },
        { use: 'popular', timeoutMs: 10, most: 12 },
        { use: 'explore', timeoutMs: 10, draws: 8 },
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
      select: { use: 'diversification', gap: 1, perArtist: 8, firm: false, rest: 2, temperature: 0.01 },
      present: { timeoutMs: 10 },
    },
    cached: {
      name: 'cached',
      source: { use: 'last-good', timeoutMs: 5 },
      score: { use: 'rested-first', hours: 4 },
      select: { use: 'diversification', gap: 0, perArtist: 1000, firm: false, rest: 0, temperature: 0 },
      present: { timeoutMs: 10 },
    },
    popular: {
      name: 'popular',
      source: { use: 'popular', timeoutMs: 10, most: 40 },
      score: { use: 'rested-first', hours: 4 },
      select: { use: 'diversification', gap: 2, perArtist: 3, firm: false, rest: 0, temperature: 0 },
      present: { timeoutMs: 10 },
    },
  },
}
