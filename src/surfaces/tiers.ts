import type { Selector, Source } from '#pipeline'
import type { Found } from './candidate.ts'
import { guarded } from './guarded.ts'
import type { Credits } from './hydrators/credits.ts'
import { facts } from './hydrators/facts.ts'
import type { Barring, CommonQuery, Leading, Live, PlayingOn } from './query.ts'
import { restedFirst } from './scorers/rested-first.ts'
import { spaced, spacedOn } from './selectors/spaced.ts'
import { lastGood } from './sources/last-good.ts'
import { popular } from './sources/popular.ts'
import { itemsOf, type RunPipeline } from './surface.ts'

/**
 * The two tiers below the full pipeline, shared by all surfaces: what was good a moment ago, and what
 * everybody plays. They leave out everything that may be slow and none of the limits: what is blocked, disliked or
 * already there stays away here too. What was just heard comes last and does not stay away: these tiers also answer
 * when a small catalogue has been heard through, and then a track again is better than silence. Those of a session know
 what was skipped in it (`session/lower-tiers.ts`).
 */
type Below = CommonQuery & Barring & Pick<Leading, 'recentKeys' | 'session'>

const safely = <Q extends Below>(
  name: string,
  source: Source<Q & Live, Found>,
  selector: Selector<Q, Found & Credits>,
) =>
  guarded<Q>()(name, [source], (line) => line)
    .score(restedFirst)
    .select(selector)
    .present(facts)

const bounds = { gap: 2, perArtist: 3 }
const cachedSlate = safely('cached', lastGood, spaced({ gap: 0, perArtist: 1000 }))
const popularPage = safely('popular', popular, spaced(bounds))
const popularNext = safely<Below & PlayingOn>('popular', popular, spacedOn(bounds))

export const cachedItems = async (query: Below, run: RunPipeline) =>
  itemsOf(query, await run(cachedSlate, query))

/** For what is looked at. */
export const popularItems = async (query: Below, run: RunPipeline) =>
  itemsOf(query, await run(popularPage, query))

/** For what is played after what was heard. */
export const popularNextItems = async (query: Below & PlayingOn, run: RunPipeline) =>
  itemsOf(query, await run(popularNext, query))
