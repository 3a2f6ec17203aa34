/**
 * Up next for one listener: near to what plays, to their taste, bent by what they just skipped. Finds half of what recipe 8
 * found: the far ends of its lists cost half of a request and stood in the way of what was played next.
 */
export const nowPlaying11 = {
  recipe: 'now-playing@11',
  surface: 'now-playing',
  tiers: {
    full: {
      name: 'up-next',
      sources: [
        { use: 'played-after', timeoutMs: 20, from: 3, first: 25, others: 8 },
        { use: 'sounds-like', timeoutMs: 30, from: 3, first: 25, others: 8, bent: 30 },
        { use: 'artists-you-play', timeoutMs: 20, artists: 6, ofEach: 3 },
        { use: 'tags-you-play', timeoutMs: 20, tags: 5, ofEach: 3 },
        { use: 'heard-before', timeoutMs: 20, played: 40, liked: 10 },
        { use: 'popular', timeoutMs: 10, most: 12, perPlace: 1.5 },
        { use: 'explore', timeoutMs: 10, draws: 8 },
      ],
      keepsOut: [{ use: 'just-heard', hours: 4 }],
      hydrate: {
        taste: { timeoutMs: 10 },
        aggregates: { timeoutMs: 10 },
        similarity: { timeoutMs: 20 },
      },
      score: [
        {
          use: 'relevance',
          timeoutMs: 20,
          by: {
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
        { use: 'by-popularity' },
      ],
      select: {
        use: 'calibrated-diversification',
        timeoutMs: 10,
        gap: 4,
        perArtist: 3,
        firm: false,
        rest: 5,
        temperature: 0.01,
        perTag: { places: 40, beyond: 0.25 },
      },
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
