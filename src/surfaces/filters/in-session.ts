import type { Filter } from '#pipeline'
import type { InSession } from '../hydrators/in-session.ts'
import { heard, skipped } from '../session/session-tracks.ts'
import { judgeEach } from './judge-each.ts'

const filterBy = (reasons: ReadonlyMap<number, string>): Filter<unknown, InSession> => ({
  name: 'in-session',
  timeoutMs: 5,
  judge: (_query, { columns: { inSession }, count }) =>
    judgeEach(count, (place) => reasons.get(inSession[place] ?? skipped)),
})

const skippedHere = [skipped, 'skipped in this session'] as const
const heardHere = [heard, 'heard in this session'] as const

/** What was skipped in a session does not come back in it, in whatever version. */
export const notSkippedHere = filterBy(new Map([skippedHere]))

/** Nor does what was heard, as long as anything else is left. */
export const newToSession = filterBy(new Map([skippedHere, heardHere]))
