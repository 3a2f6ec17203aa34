import { z } from 'zod'
import type { Selector, Source } from '#pipeline'
import type { Found } from './candidate.ts'
import { lastGood } from './candidate-generation/last-good.ts'
import { popular } from './candidate-generation/popular.ts'
import { guarded } from './guarded.ts'
import type { Credits } from './hydrators/credits.ts'
import { facts } from './hydrators/facts.ts'
import type { Barring, CommonQuery, Leading, Live, PlayingOn } from './query.ts'
import { stageName } from './recipes/parameters.ts'
import { restedFirst } from './scorers/rested-first.ts'
import { diversifiedOn, diversifiedPage } from './selectors/diversification.ts'

/**
 * The two tiers below the full pipeline, shared by all surfaces: what was good a moment ago, and what
 * everybody plays. They leave out everything that may be slow and none of the limits: what is blocked, disliked or
 * already there stays away here too. What was just heard comes last and does not stay away: these tiers also answer
 * when a small catalogue has been heard through, and then a track again is better than silence. Those of a session know
 * what was skipped in it (`session/lower-tiers.ts`).
 */
type Below = CommonQuery & Barring & Pick<Leading, 'recentKeys' | 'session'>

const below = <Q extends Below>(
  source: z.ZodType<Source<Q & Live, Found>>,
  selector: z.ZodType<Selector<Q, Found & Credits>>,
) =>
  z
    .strictObject({
      name: stageName,
      source,
      score: restedFirst,
      select: selector,
      present: facts,
    })
    .transform(({ name, source, score, select, present }) =>
      guarded<Q>()(name, [source], (line) => line)
        .score(score)
        .select(select)
        .present(present),
    )

export const cached = below<Below>(lastGood, diversifiedPage)

/** For what is looked at. */
export const popularPage = below<Below>(popular, diversifiedPage)

/** For what is played after what was heard. */
export const popularNext = below<Below & PlayingOn>(popular, diversifiedOn)
