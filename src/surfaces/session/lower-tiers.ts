import { z } from 'zod'
import type { Scorer, Selector } from '#pipeline'
import type { Found } from '../candidate.ts'
import { lastGood } from '../candidate-generation/last-good.ts'
import { popularInSession } from '../candidate-generation/popular.ts'
import { guarded } from '../guarded.ts'
import type { Credits } from '../hydrators/credits.ts'
import { facts } from '../hydrators/facts.ts'
import type { History } from '../hydrators/history.ts'
import type { InSession } from '../hydrators/in-session.ts'
import { hours, stageName } from '../recipes/parameters.ts'
import { restedFirst, scoreRested } from '../scorers/rested-first.ts'
import { diversifiedOn } from '../selectors/diversification.ts'
import type { SessionQuery } from './session-query.ts'
import { heard } from './session-tracks.ts'
import { staysAway } from './stays-away.ts'

/**
 * The lower tiers of a session. What was skipped in it stays away in both. What was heard in it comes again in the last
 * of them only, behind all else, and the answer says so: a small library is soon heard through, and then a track again
 * is better than silence.
 */
const common = { name: stageName, inSession: staysAway, select: diversifiedOn, present: facts }

export const cachedInSession = z
  .strictObject({ ...common, source: lastGood, score: restedFirst })
  .transform(({ name, source, inSession, score, select, present }) =>
    guarded<SessionQuery>()(name, [source], (line) => line)
      .hydrate(inSession.hydrator)
      .filter(inSession.filter)
      .score(score)
      .select(select)
      .present(present),
  )

/** As `restedFirst`, and behind it all what was heard in the session, what was heard longest ago first. */
const heardHereLast = z
  .strictObject({ use: z.literal('heard-here-last'), hours })
  .transform(({ hours }): Scorer<unknown, History & InSession> => {
    const rested = scoreRested(hours)
    return {
      name: 'heard-here-last',
      timeoutMs: 5,
      score(query, batch) {
        const { columns, count } = batch
        return rested.score(query, batch).map((score, place) => {
          if (columns.inSession[place] !== heard) return score
          const days = Math.max(0, columns.daysSinceHeard[place] ?? 0)
          return days / (1 + days) / (1 + 2 * count)
        })
      },
    }
  })

const tellingRepeats = (
  selector: Selector<SessionQuery, Found & Credits>,
): Selector<SessionQuery, Found & Credits & InSession> => ({
  ...selector,
  remark(query, batch, selected) {
    const again = selected.some((place) => batch.columns.inSession[place] === heard)
    const remarks = [
      selector.remark?.(query, batch, selected),
      again ? 'came to what was heard in this session before, for too little else was left' : undefined,
    ].filter((said) => said !== undefined)
    return remarks.length === 0 ? undefined : remarks.join('; ')
  },
})

export const popularInSessionLine = z
  .strictObject({ ...common, source: popularInSession, score: heardHereLast })
  .transform(({ name, source, inSession, score, select, present }) =>
    guarded<SessionQuery>()(name, [source], (line) => line)
      .hydrate(inSession.hydrator)
      .filter(inSession.filter)
      .score(score)
      .select(tellingRepeats(select))
      .present(present),
  )
