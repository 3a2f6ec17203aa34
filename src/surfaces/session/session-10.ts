/**
 * A session stays with its seed; what is heard pulls it along, and what is skipped pushes it away. Of a seed that is gone its style
 * leads on, and what the listener plays.
 */
export const session10 = {
  recipe: 'session@10',
  surface: 'session',
  tiers: {
    full: {
      name: 'radio',
      sources: [
        { use: 'seed', timeoutMs: 20, ofArtist: 40, most: 120 },
        { use: 'near-seed', timeoutMs: 30, some: 12, near: 120, after: 10, most: 160 },
        { use: 'played-after', timeoutMs: 20, from: 4, first: 50, others: 20 },
        { use: 'sounds-like', timeoutMs: 30, from: 3, first: 50, others: 15, bent: 60 },
        { use: 'artists-you-play', timeoutMs: 20, artists: 6, ofEach: 4 },
        { use: 'tags-you-play', timeoutMs: 20, tags: 5, ofEach: 8 },
      ],
      inSession: { timeoutMs: 10, staysAway: 'skipped-and-heard' },
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
              after: 0.8,
              sound: 1.2,
              artistTaste: 0.25,
              tagTaste: 0.3,
              popularity: 0.2,
              again: 0.1,
              skipRate: 0.5,
              skippedSound: 0.45,
              seed: 0.45,
            },
          },
        },
        { use: 'by-popularity' },
      ],
      select: { use: 'diversification', gap: 3, perArtist: 4, firm: false, rest: 5, temperature: 0.01 },
      present: { timeoutMs: 10 },
    },
    cached: {
      name: 'cached',
      source: { use: 'last-good', timeoutMs: 5 },
      inSession: { timeoutMs: 10, staysAway: 'skipped-and-heard' },
      score: { use: 'rested-first', hours: 4 },
      select: { use: 'diversification', gap: 0, perArtist: 1000, firm: false, rest: 0, temperature: 0 },
      present: { timeoutMs: 10 },
    },
    popular: {
      name: 'popular',
      source: { use: 'popular-in-session', timeoutMs: 50, enough: 40, spareFor: 2 },
      inSession: { timeoutMs: 10, staysAway: 'skipped' },
      score: { use: 'heard-here-last', hours: 4 },
      select: { use: 'diversification', gap: 2, perArtist: 3, firm: false, rest: 0, temperature: 0 },
      present: { timeoutMs: 10 },
    },
  },
}
