import type { Filter } from '#pipeline'
import type { InSession } from '../hydrators/in-session.ts'
import { heard, skipped } from '../session/session-tracks.ts'
import { judgeEach } from './judge-each.ts'

const skippedHere = [skipped, 'skipped in this session'] as const
const heardHere = [heard, 'heard in this session'] as const

/**
 * What was skipped in a session does not come back in it, in whatever version; nor does what was heard, as long as
 * anything else is left.
 */
export const notInSession = (norHeard: boolean): Filter<unknown, InSession> => {
  const drops = new Map<number, string>(norHeard ? [skippedHere, heardHere] : [skippedHere])
  return {
    name: 'in-session',
    timeoutMs: 5,
    judge: (_query, { columns: { inSession }, count }) =>
      judgeEach(count, (place) => drops.get(inSession[place] ?? skipped)),
  }
}
