import { blankColumns, type ColumnKinds, type Hydrator } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { Live } from '../query.ts'
import { byTrack } from './by-track.ts'
import { isDislikedAt } from './eligibility.ts'

/**
 * What this listener did with the recording, in whatever version: decayed plays and skips, days since it was
 * heard (−1 for never), and the rating (1 liked, −1 disliked, for which one version
 * is enough, or another recording of the same song). No history is a valid history: a listener
 * without one gets zeros.
 */
export type History = Readonly<Record<'plays' | 'skips' | 'daysSinceHeard' | 'rating', number>>

const adds: ColumnKinds<History> = { plays: 'half', skips: 'half', daysSinceHeard: 'half', rating: 'half' }

/** Has no `absent` on purpose: it holds the dislikes, and a limit must not fail open. */
export const history: Hydrator<Live, Found, History> = {
  name: 'history',
  timeoutMs: 10,
  adds,
  hydrate(query, batch) {
    const { index, listener } = query.reads
    const histories = listener?.histories
    if (histories === undefined) {
      const columns = blankColumns(adds, batch.count)
      columns.daysSinceHeard.fill(-1)
      return { columns }
    }
    const { places, plays: played, skips: skipped, daysSinceHeard: days, rating: ratings } = histories
    const { recordings } = index
    return byTrack(query, batch, adds, ({ plays, skips, daysSinceHeard, rating }, there) => {
      for (let at = 0; at < there.count; at++) {
        const place = there.places[at] ?? 0
        const key = there.keys[at] ?? 0
        const row = places.get(recordings[key] ?? key)
        daysSinceHeard[place] = row === undefined ? -1 : (days[row] ?? -1)
        rating[place] = isDislikedAt(row, recordings[key] ?? key, histories) ? -1 : 0
        if (row === undefined) continue
        plays[place] = played[row] ?? 0
        skips[place] = skipped[row] ?? 0
        rating[place] ||= ratings[row] ?? 0
      }
    })
  },
}
