import { z } from 'zod'
import type { Source } from '#pipeline'
import type { Shelf } from '../answers.ts'
import { whereItStands } from '../ask.ts'
import type { Found } from '../candidate.ts'
import { guarded, type Servable } from '../guarded.ts'
import { type Credits, recordingOf } from '../hydrators/credits.ts'
import { crowd } from '../hydrators/crowd.ts'
import { type Facts, facts } from '../hydrators/facts.ts'
import { nearness } from '../hydrators/nearness.ts'
import { taste } from '../hydrators/taste.ts'
import { shelfPlanName } from '../kept-query.ts'
import { type CommonQuery, type Live, ownFields } from '../query.ts'
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
import { createSurface, itemsOf, type RunPipeline } from '../surface.ts'
import { cachedItems, popularItems } from '../tiers.ts'
import { planShelves } from './plan-shelves.ts'
import { type ShelfPlan, shelfPlanSchema } from './shelf-plan.ts'

const { recentKeys, skippedKeys, excludedRecordings } = ownFields
const own = z.object({ recentKeys, skippedKeys, excludedRecordings })
type HomeQuery = CommonQuery & z.infer<typeof own>

/** One shelf of it: what stands on earlier shelves is excluded. */
type ShelfQuery = HomeQuery & {
  readonly shelf: ShelfPlan
  readonly currentKey: number | undefined
  readonly excludedKeys: readonly number[]
}

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
  source: Source<ShelfQuery & Live, Found>,
  change: Partial<Weights> = {},
): Servable<ShelfQuery, Found & Credits & Facts> =>
  guarded<ShelfQuery>()(`shelf/${source.name}`, [source], (line) => line)
    .hydrate(taste)
    .hydrate(crowd)
    .hydrate(nearness)
    .score(blend('shelf-blend', { ...weights, ...change }), byPopularity)
    .select(spaced({ gap: 2, perArtist: 3, firm: true }))
    .present(facts)

const shelves: Readonly<Record<ShelfPlan['from'], Servable<ShelfQuery, Found & Credits & Facts>>> = {
  'similar-to': shelfOf(closeInStyle),
  artists: shelfOf(artistsYouPlay, { artistTaste: 1.2 }),
  tag: shelfOf(popular, { popularity: 0.8 }),
  again: shelfOf(heardBefore, { again: 1 }),
  popular: shelfOf(popular, { popularity: 1.5, noise: 0 }),
  'most-played': shelfOf(mostPlayed, { popularity: 1.5, noise: 0 }),
  new: shelfOf(newReleases),
  explore: shelfOf(explore),
}

const fullHome = async (query: HomeQuery, run: RunPipeline): Promise<{ shelves: Shelf[] }> => {
  const filled: Shelf[] = []
  let shown: { keys: number[]; recordings: number[] } = { keys: [], recordings: [] }
  for (const shelf of await run.read(shelfPlanName, z.array(shelfPlanSchema), planShelves)) {
    const asked: ShelfQuery = {
      ...query,
      seed: `${query.seed}/${shelf.id}`,
      shelf,
      currentKey: shelf.trackKey,
      recentKeys: [],
      excludedKeys: shown.keys,
      excludedRecordings: [...query.excludedRecordings, ...shown.recordings],
    }
    const { selected, ...rest } = await run(shelves[shelf.from], asked, shelf.title)
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

export const home = createSurface({
  name: 'home',
  recipe: 'home@7',
  own,
  ask(asking, reads) {
    const stands = whereItStands(asking, reads)
    return {
      recentKeys: stands.recentKeys,
      skippedKeys: stands.skippedKeys,
      excludedRecordings: stands.excludedRecordings,
    }
  },
  answer: {
    full: fullHome,
    cached: async (query, run) => ({ shelves: [{ ...lastShelf, items: await cachedItems(query, run) }] }),
    popular: async (query, run) => ({
      shelves: [{ ...lastResort, items: await popularItems(query, run) }],
    }),
  },
})
