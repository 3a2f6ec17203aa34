import { z } from 'zod'
import type { Scorer, Source } from '#pipeline'
import type { Shelf } from '../answers.ts'
import type { Found } from '../candidate.ts'
import { artistsYouPlay } from '../candidate-generation/artists-you-play.ts'
import { closeInStyle } from '../candidate-generation/close-in-style.ts'
import { explore } from '../candidate-generation/explore.ts'
import { heardBefore } from '../candidate-generation/heard-before.ts'
import { mostPlayed } from '../candidate-generation/most-played.ts'
import { newReleases } from '../candidate-generation/new-releases.ts'
import { popular } from '../candidate-generation/popular.ts'
import { guarded, type Servable } from '../guarded.ts'
import { type Credits, recordingOf } from '../hydrators/credits.ts'
import { type Facts, facts } from '../hydrators/facts.ts'
import type { Barring, CommonQuery, Live } from '../query.ts'
import { count } from '../recipes/parameters.ts'
import { ranking } from '../recipes/ranking.ts'
import { shelfPlanName } from '../recorded-query.ts'
import { blend, blendSchema, type Scored, weightsSchema } from '../scorers/blend.ts'
import { byPopularity } from '../scorers/by-popularity.ts'
import { diversifiedPage } from '../selectors/diversification.ts'
import { itemsOf, type RunPipeline } from '../surface.ts'
import { planShelves } from './plan-shelves.ts'
import { type ShelfPlan, shelfPlanSchema } from './shelf-plan.ts'

/** One shelf of a home: what stands on earlier shelves is excluded. */
type HomeQuery = CommonQuery & Barring
type ShelfQuery = HomeQuery & { readonly shelf: ShelfPlan }

type ShelfLine = Servable<ShelfQuery, Found & Credits & Facts>

const kindOf = (source: z.ZodType<Source<ShelfQuery & Live, Found>>) =>
  z.strictObject({ source, weights: weightsSchema.partial(), select: diversifiedPage.optional() })

/**
 * A home, as recipes may have it: a pipeline for each kind of shelf, which differ in what they find, in the weights
 * that a kind changes and, where it says so, in how it selects. What a shelf says of itself is true of its source alone, so no recipe gives a kind another one.
 */
export const shelves = z
  .strictObject({
    /** A shelf with fewer is left out: it would look like a mistake. */
    leastOnShelf: count,
    hydrate: ranking.hydrate,
    score: z.tuple([blendSchema], byPopularity),
    select: diversifiedPage,
    present: facts,
    shelves: z.strictObject({
      'similar-to': kindOf(closeInStyle),
      artists: kindOf(artistsYouPlay),
      tag: kindOf(popular),
      again: kindOf(heardBefore),
      popular: kindOf(popular),
      'most-played': kindOf(mostPlayed),
      new: kindOf(newReleases),
      explore: kindOf(explore),
    }),
  })
  .transform(
    ({ leastOnShelf, hydrate: { taste, aggregates, similarity }, score, select, present, shelves: of }) => {
      const [{ name, weights }, ...standIns] = score
      const lineOf = ({
        source,
        weights: change,
        select: own = select,
      }: (typeof of)[ShelfPlan['from']]): ShelfLine => {
        const scorer: Scorer<ShelfQuery, Scored> = blend(name, weightsSchema.parse({ ...weights, ...change }))
        return guarded<ShelfQuery>()(`shelf/${source.name}`, [source], (line) => line)
          .hydrate(taste)
          .hydrate(aggregates)
          .hydrate(similarity)
          .score(scorer, ...standIns)
          .select(own)
          .present(present)
      }
      const lines: Readonly<Record<ShelfPlan['from'], ShelfLine>> = {
        'similar-to': lineOf(of['similar-to']),
        artists: lineOf(of.artists),
        tag: lineOf(of.tag),
        again: lineOf(of.again),
        popular: lineOf(of.popular),
        'most-played': lineOf(of['most-played']),
        new: lineOf(of.new),
        explore: lineOf(of.explore),
      }
      return (query: HomeQuery, run: RunPipeline) => fill(query, run, lines, leastOnShelf)
    },
  )

const fill = async (
  query: HomeQuery,
  run: RunPipeline,
  lines: Readonly<Record<ShelfPlan['from'], ShelfLine>>,
  leastOnShelf: number,
): Promise<{ shelves: Shelf[] }> => {
  const filled: Shelf[] = []
  let shown: { keys: number[]; recordings: number[] } = { keys: [], recordings: [] }
  for (const shelf of await run.read(shelfPlanName, z.array(shelfPlanSchema), planShelves)) {
    const asked = {
      ...query,
      seed: `${query.seed}/${shelf.id}`,
      shelf,
      currentKey: shelf.trackKey,
      recentKeys: [],
      excludedKeys: shown.keys,
      excludedRecordings: [...query.excludedRecordings, ...shown.recordings],
    }
    const { selected, ...rest } = await run(lines[shelf.from], asked, shelf.title)
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

/** A lower tier of a home: one shelf, and what it says of itself. */
export const asShelf = <Q extends CommonQuery, C extends Found & Facts>(line: z.ZodType<Servable<Q, C>>) =>
  z
    .strictObject({ id: z.string(), title: z.string(), why: z.string(), line })
    .transform(({ line: servable, ...words }) => async (query: Q, run: RunPipeline) => ({
      shelves: [{ ...words, items: itemsOf(query, await run(servable, query)) }],
    }))
