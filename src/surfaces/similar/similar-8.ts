/** Tracks like one track, for anybody: nothing of the listener weighs. */
export const similar8 = {
  recipe: 'similar@8',
  surface: 'similar',
  tiers: {
    full: {
      name: 'like-this',
      sources: [
        { use: 'alike-in-style', timeoutMs: 30 },
        { use: 'often-played-after', timeoutMs: 20, most: 50 },
      ],
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
              after: 0.6,
              sound: 1,
              artistTaste: 0,
              tagTaste: 0,
              popularity: 0.1,
              again: 0,
              skipRate: 0.5,
              skippedSound: 0,
              seed: 0,
            },
          },
        },
        { use: 'by-popularity' },
      ],
      select: { use: 'diversification', gap: 2, perArtist: 3, firm: false, rest: 0, temperature: 0 },
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
