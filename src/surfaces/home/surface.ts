import type { Source } from '#pipeline'
import type { Shelf } from '../answers.ts'
import type { Found } from '../candidate.ts'
import { guarded, type Servable } from '../guarded.ts'
import { type Credits, recordingOf } from '../hydrators/credits.ts'
import { crowd } from '../hydrators/crowd.ts'
import { type Facts, facts } from '../hydrators/facts.ts'
import { nearness } from '../hydrators/nearness.ts'
import { taste } from '../hydrators/taste.ts'
import type { KeptQuery, Query, ShelfPlan } from '../query.ts'
import { blend, type Weights } from '../scorers/blend.ts'
import { byPopularity } from '../scorers/by-popularity.ts'
import { spaced } from '../selectors/spaced.ts'
import { artistsYouPlay } from '../sources/artists-you-play.ts'
import { closeInStyle } from '../sources/close-in-style.ts'
import { explore } from '../sources/explore.ts'
import { heardBefore } from '../sources/heard-before.ts'
import { mostPlayed } from '../sources/most-played.ts'
import { newReleases } from '../sources/new-releases.ts'
import { popular } from '../sources/popular.ts'
import { itemsOf, type RunPipeline, type Surface } from '../surface.ts'
import { cachedItems, popularItems } from '../tiers.ts'

/** Home is shelves: each says why it is there, and no recording stands on two of them. */
const weights: Weights = {
  after: 0.3,
  sound: 0.8,
  artistTaste: 0.6,
  tagTaste: 0.8,
  popularity: 0.3,
  again: 0,
  skippedSound: 0.25,
  seed: 0,
  noise: 0.15,
}

const shelfOf = (
  source: Source<Query, Found>,
  change: Partial<Weights> = {},
): Servable<Found & Credits & Facts> =>
  guarded(`shelf/${source.name}`, [source], (line) => line)
    .hydrate(taste)
    .hydrate(crowd)
    .hydrate(nearness)
    .score(blend('shelf-blend', { ...weights, ...change }), byPopularity)
    .select(spaced(2, 3, { firm: true }))
    .present(facts)

const shelves: Readonly<Record<ShelfPlan['from'], Servable<Found & Credits & Facts>>> = {
  'similar-to': shelfOf(closeInStyle),
  artists: shelfOf(artistsYouPlay, { artistTaste: 1.2 }),
  tag: shelfOf(popular, { popularity: 0.8 }),
  again: shelfOf(heardBefore, { again: 1 }),
  popular: shelfOf(popular, { popularity: 1.5, noise: 0 }),
  'most-played': shelfOf(mostPlayed, { popularity: 1.5, noise: 0 }),
  new: shelfOf(newReleases),
  explore: shelfOf(explore),
}

const fullHome = async (query: KeptQuery, run: RunPipeline): Promise<{ shelves: Shelf[] }> => {
  const filled: Shelf[] = []
  let shown: { keys: number[]; recordings: number[] } = { keys: [], recordings: [] }
  for (const shelf of query.shelves) {
    const asked: KeptQuery = {
      ...query,
      seed: `${query.seed}/${shelf.id}`,
      shelf,
      currentKey: shelf.trackKey,
      recentKeys: [],
      excludedKeys: [...query.excludedKeys, ...shown.keys],
      excludedRecordings: [...query.excludedRecordings, ...shown.recordings],
    }
    const { selected, ...rest } = await run(shelves[shelf.from], asked)
    const items = itemsOf(asked, { selected, ...rest })
    if (items.length < leastOnShelf) continue
    shown = {
      keys: [...shown.keys, ...selected.map(({ key }) => key)],
      recordings: [...shown.recordings, ...selected.map(({ key, version }) => recordingOf(key, version))],
    }
    filled.push({ id: shelf.id, title: shelf.title, why: shelf.why, items })
  }
  return { shelves: filled }
}

/** A shelf with fewer is left out: it would look like a mistake. */
const leastOnShelf = 3

const lastShelf = { id: 'last', title: 'From your last visit', why: 'What we last showed you here' }

/** Fills up from the catalogue where little was played, and so claims nothing of plays. */
const lastResort = { id: 'popular', title: 'To begin with', why: 'From the catalogue' }

export const home: Surface = {
  name: 'home',
  recipe: 'home@7',
  answer: {
    full: fullHome,
    cached: async (query, run) => ({ shelves: [{ ...lastShelf, items: await cachedItems(query, run) }] }),
    popular: async (query, run) => ({
      shelves: [{ ...lastResort, items: await popularItems(query, run) }],
    }),
  },
}
