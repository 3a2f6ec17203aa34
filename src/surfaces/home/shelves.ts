import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import type { Source } from '#pipeline'
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
import type { ArtistsOnPage, Barring, CommonQuery, Live } from '../query.ts'
import { weightsSchema } from '../rankers/weighted-sum.ts'
import { oneOf } from '../recipes/one-of.ts'
import { count, some } from '../recipes/parameters.ts'
import { rankBy, ranking, readThenRank, relevanceSchema } from '../recipes/ranking.ts'
import { shelfPlanName } from '../recorded-query.ts'
import { blendSchema, blendWeightsSchema } from '../scorers/blend.ts'
import { byPopularitySchema } from '../scorers/by-popularity.ts'
import { diversifiedPage } from '../selectors/diversification.ts'
import { itemsOf, type RunPipeline } from '../surface.ts'
import { pageShare } from './page-share.ts'
import { planShelves } from './plan-shelves.ts'
import { type ShelfPlan, shelfPlanSchema } from './shelf-plan.ts'

/** One shelf of a home: what stands on earlier shelves is excluded. */
type HomeQuery = CommonQuery & Barring
type ShelfQuery = HomeQuery & { readonly shelf: ShelfPlan; readonly onPage?: ArtistsOnPage | undefined }

type ShelfLine = Servable<ShelfQuery, Found & Credits & Facts>

/** `weights` are those of the ranking that a kind of shelf changes. */
const kindOf = (source: z.ZodType<Source<ShelfQuery & Live, Found>>) =>
  z.strictObject({ source, weights: blendWeightsSchema.partial(), select: diversifiedPage.optional() })

const scorer = oneOf(relevanceSchema, blendSchema)
type First = z.infer<typeof scorer>
type Change = Readonly<Record<string, number | undefined>>

/** Which weights a ranking has; none, where it is learnt. */
const weightsOf = (first: First): object => {
  if (first.use === 'blend') return first.weights
  return first.by.use === 'ranker' ? {} : first.by.weights
}

const reweighted = (first: First, change: Change): First => {
  if (first.use === 'blend')
    return { ...first, weights: blendWeightsSchema.parse({ ...first.weights, ...change }) }
  if (first.by.use === 'ranker') return first
  return { ...first, by: { ...first.by, weights: weightsSchema.parse({ ...first.by.weights, ...change }) } }
}

/**
 * A home, as recipes may have it: a pipeline for each kind of shelf, which differ in what they find, in the weights
 * that a kind changes and, where it says so, in how it selects. What a shelf says of itself is true of its source alone, so no recipe gives a kind another one.
 */
export const shelves = z
  .strictObject({
    /** A shelf with fewer is left out: it would look like a mistake. */
    leastOnShelf: count,
    /** How many tracks of one artist may stand on all shelves together, where there are artists enough to fill them. */
    perArtistOnPage: some.optional(),
    hydrate: ranking.hydrate,
    score: z.tuple([scorer], byPopularitySchema),
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
  .superRefine(({ score: [first], shelves: of }, { addIssue }) => {
    const has = weightsOf(first)
    for (const [kind, { weights }] of Object.entries(of)) {
      for (const weight of Object.keys(weights))
        if (!(weight in has))
          addIssue({
            code: 'custom',
            path: ['shelves', kind, 'weights', weight],
            message: 'changes a weight that the ranking does not have',
          })
    }
  })
  .transform(({ leastOnShelf, perArtistOnPage, hydrate, score, select, present, shelves: of }) => {
    const [first, ...standIns] = score
    const lineOf = ({
      source,
      weights: change,
      select: own = select,
    }: (typeof of)[ShelfPlan['from']]): ShelfLine =>
      guarded<ShelfQuery>()(`shelf/${source.name}`, [source], (line) => line)
        .ranked(readThenRank(hydrate, rankBy(reweighted(first, change), standIns)))
        .select(own)
        .present(present)
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
    return (query: HomeQuery, run: RunPipeline) => fill(query, run, lines, { leastOnShelf, perArtistOnPage })
  })

interface Bounds {
  readonly leastOnShelf: number
  readonly perArtistOnPage: number | undefined
}

/** What stands on earlier shelves. */
interface Shown {
  readonly keys: readonly number[]
  readonly recordings: readonly number[]
  readonly artists: readonly number[]
}

const fill = async (
  query: HomeQuery,
  run: RunPipeline,
  lines: Readonly<Record<ShelfPlan['from'], ShelfLine>>,
  { leastOnShelf, perArtistOnPage }: Bounds,
): Promise<{ shelves: Shelf[] }> => {
  const filled: Shelf[] = []
  let shown: Shown = { keys: [], recordings: [], artists: [] }
  const plan = await run.read(shelfPlanName, z.array(shelfPlanSchema), planShelves)
  const places = plan.length * query.limit
  const most =
    perArtistOnPage &&
    (await run.read('page-share', some, (reads) => pageShare(places, perArtistOnPage, query, reads)))
  for (const [place, shelf] of plan.entries()) {
    // A shelf takes a millisecond or two: all of them at once would hold everybody else for ten.
    if (place > 0) await nextTurn()
    const asked = {
      ...query,
      seed: `${query.seed}/${shelf.id}`,
      shelf,
      currentKey: shelf.trackKey,
      recentKeys: [],
      excludedKeys: shown.keys,
      ...(most !== undefined && { onPage: { artists: shown.artists, most } }),
      excludedRecordings: [...query.excludedRecordings, ...shown.recordings],
    }
    const { selected, ...rest } = await run(lines[shelf.from], asked, shelf.title)
    const items = itemsOf(asked, { selected, ...rest })
    if (items.length < leastOnShelf) continue
    shown = {
      keys: [...shown.keys, ...selected.map(({ key }) => key)],
      recordings: [...shown.recordings, ...selected.map(({ key, version }) => recordingOf(key, version))],
      artists: [...shown.artists, ...selected.map(({ artist }) => artist)],
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
