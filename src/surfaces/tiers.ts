import type { Source } from '#pipeline'
import type { Found } from './candidate.ts'
import { guarded } from './guarded.ts'
import { facts } from './hydrators/facts.ts'
import type { KeptQuery, Query } from './query.ts'
import { restedFirst } from './scorers/rested-first.ts'
import { spaced } from './selectors/spaced.ts'
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
const safely = (name: string, source: Source<Query, Found>, gap: number, perArtist: number) =>
  guarded(name, [source], (line) => line)
    .score(restedFirst)
    .select(spaced(gap, perArtist))
    .present(facts)

const cachedSlate = safely('cached', lastGood, 0, 1000)
const popularSlate = safely('popular', popular, 2, 3)

export const cachedItems = async (query: KeptQuery, run: RunPipeline) =>
  itemsOf(query, await run(cachedSlate, query))

export const popularItems = async (query: KeptQuery, run: RunPipeline) =>
  itemsOf(query, await run(popularSlate, query))
