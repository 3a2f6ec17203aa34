import type { Filter } from '#pipeline'
import type { Found } from '../candidate.ts'
import { type Credits, recordingOf } from '../hydrators/credits.ts'
import type { Barring, CommonQuery } from '../query.ts'
import { judgeEach } from './judge-each.ts'

/**
 * The current track, what is already queued and what was skipped lately, and any other version of the same
 * performance, or where songs are held apart of the same song: none twice.
 */
export const excluded: Filter<Barring & Pick<CommonQuery, 'distinctBy'>, Found & Credits> = {
  name: 'excluded',
  timeoutMs: 5,
  judge(query, { columns, count }) {
    const queued = new Set(query.excludedKeys)
    const skipped = new Set(query.skippedKeys)
    const recordings = new Set(query.excludedRecordings)
    const again = `another version of a ${query.distinctBy ?? 'track'} already there or skipped`
    return judgeEach(count, (place) => {
      const key = columns.key[place] ?? 0
      if (key === query.currentKey) return 'is playing now'
      if (skipped.has(key)) return 'skipped within the hour or in this session'
      if (queued.has(key))
        return 'already on the page, in the queue, just played or what the session began with'
      return recordings.has(recordingOf(key, columns.version[place] ?? 0)) ? again : undefined
    })
  },
}
