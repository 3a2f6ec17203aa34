import { blankColumns, type ColumnKinds, type Hydrator } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { Live } from '../query.ts'
import { byTrack } from './by-track.ts'
import { isDisliked } from './eligibility.ts'

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
    const { places } = histories
    return byTrack(query, batch, adds, ({ plays, skips, daysSinceHeard, rating }) => (place, key) => {
      const at = places.get(index.recordings[key] ?? key)
      daysSinceHeard[place] = at === undefined ? -1 : (histories.daysSinceHeard[at] ?? -1)
      rating[place] = isDisliked(key, index, histories) ? -1 : 0
      if (at === undefined) return
      plays[place] = histories.plays[at] ?? 0
      skips[place] = histories.skips[at] ?? 0
      rating[place] ||= histories.rating[at] ?? 0
    })
  },
}
