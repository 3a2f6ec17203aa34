/** What was counted stands in the order in which it was counted. */
const asRanked = { use: 'diversification', gap: 2, perArtist: 3, firm: true, rest: 0, temperature: 0 }

/** Home is shelves: each says why it is there, no recording stands on two of them, and no main artist has more than four tracks on them all. */
export const home9 = {
  recipe: 'home@9',
  surface: 'home',
  tiers: {
    full: {
      leastOnShelf: 3,
      perArtistOnPage: 4,
      hydrate: { taste: { timeoutMs: 10 }, aggregates: { timeoutMs: 10 }, similarity: { timeoutMs: 20 } },
      score: [
        {
          use: 'relevance',
          timeoutMs: 20,
          by: {
            use: 'weighted-sum',
            weights: {
              after: 0.3,
              sound: 0.8,
              artistTaste: 0.6,
              tagTaste: 0.8,
              popularity: 0.3,
              again: 0,
              skipRate: 0.5,
              skippedSound: 0.25,
              seed: 0,
            },
          },
        },
        { use: 'by-popularity' },
      ],
      select: { use: 'diversification', gap: 2, perArtist: 3, firm: true, rest: 0, temperature: 0.034 },
      present: { timeoutMs: 10 },
      shelves: {
        'similar-to': { source: { use: 'close-in-style', timeoutMs: 30 }, weights: {} },
        artists: {
          source: { use: 'artists-you-play', timeoutMs: 20, artists: 8, ofEach: 8 },
          weights: { artistTaste: 1.2 },
        },
        tag: { source: { use: 'popular', timeoutMs: 10, most: 60 }, weights: { popularity: 0.8 } },
        again: {
          source: { use: 'heard-before', timeoutMs: 20, played: 40, liked: 0 },
          weights: { again: 1 },
        },
        popular: {
          source: { use: 'popular', timeoutMs: 10, most: 60 },
          weights: { popularity: 1.5 },
          select: asRanked,
        },
        'most-played': {
          source: { use: 'most-played', timeoutMs: 10 },
          weights: { popularity: 1.5 },
          select: asRanked,
        },
        'new': { source: { use: 'new-releases', timeoutMs: 10 }, weights: {} },
        explore: { source: { use: 'explore', timeoutMs: 10, draws: 60 }, weights: {} },
      },
    },
    cached: {
      id: 'last',
      title: 'From your last visit',
      why: 'What we last showed you here',
      line: {
        name: 'cached',
        source: { use: 'last-good', timeoutMs: 5 },
        score: { use: 'rested-first', hours: 4 },
        select: { use: 'diversification', gap: 0, perArtist: 1000, firm: false, rest: 0, temperature: 0 },
        present: { timeoutMs: 10 },
      },
    },
    popular: {
      id: 'popular',
      title: 'To begin with',
      // It fills up from the catalogue where little was played, and so claims nothing of plays.
      why: 'From the catalogue',
      line: {
        name: 'popular',
        source: { use: 'popular', timeoutMs: 10, most: 40 },
        score: { use: 'rested-first', hours: 4 },
        select: { use: 'diversification', gap: 2, perArtist: 3, firm: false, rest: 0, temperature: 0 },
        present: { timeoutMs: 10 },
      },
    },
  },
}
