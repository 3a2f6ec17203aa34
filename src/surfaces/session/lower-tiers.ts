import type { Scorer, Selector } from '#pipeline'
import type { Found } from '../candidate.ts'
import { newToSession, notSkippedHere } from '../filters/in-session.ts'
import { guarded } from '../guarded.ts'
import type { Credits } from '../hydrators/credits.ts'
import { facts } from '../hydrators/facts.ts'
import type { History } from '../hydrators/history.ts'
import { type InSession, inSession } from '../hydrators/in-session.ts'
import { restedFirst } from '../scorers/rested-first.ts'
import { spacedOn } from '../selectors/spaced.ts'
import { lastGood } from '../sources/last-good.ts'
import { popularInSession } from '../sources/popular.ts'
import type { SessionQuery } from './session-query.ts'
import { heard } from './session-tracks.ts'

/**
 * The lower tiers of a session. What was skipped in it stays away in both. What was heard in it comes again in the last
 * of them only, behind all else, and the answer says so: a small library is soon heard through, and then a track again
 * is better than silence.
 */
export const cachedInSession = guarded<SessionQuery>()('cached', [lastGood], (line) => line)
  .hydrate(inSession)
  .filter(newToSession)
  .score(restedFirst)
  .select(spacedOn({ gap: 0, perArtist: 1000 }))
  .present(facts)

/** As `restedFirst`, and behind it all what was heard in the session, what was heard longest ago first. */
const heardHereLast: Scorer<unknown, History & InSession> = {
  name: 'heard-here-last',
  timeoutMs: 5,
  score(query, batch) {
    const { columns, count } = batch
    const rested = restedFirst.score(query, batch)
    return rested.map((score, place) => {
      if (columns.inSession[place] !== heard) return score
      const days = Math.max(0, columns.daysSinceHeard[place] ?? 0)
      return days / (1 + days) / (1 + 2 * count)
    })
  },
}

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

export const popularInSessionSlate = guarded<SessionQuery>()('popular', [popularInSession], (line) => line)
  .hydrate(inSession)
  .filter(notSkippedHere)
  .score(heardHereLast)
  .select(tellingRepeats(spacedOn({ gap: 2, perArtist: 3 })))
  .present(facts)
