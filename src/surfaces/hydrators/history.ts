import { blankColumns, type ColumnKinds, type Hydrator } from '#pipeline'
import type { Found } from '../candidate.ts'
import { judgedOnce } from '../judged-once.ts'
import type { CommonQuery, Live } from '../query.ts'
import type { Histories } from '../reads.ts'
import { distinctIn, recordingOf, type TrackIndex } from '../track-index.ts'
import { byTrack } from './by-track.ts'
import { isDislikedAt } from './eligibility.ts'

/**
 * What this listener did with the recording, in whatever version: decayed plays and skips, days since it was
 * heard (−1 for never; of the song, where the query is distinct by songs, for what rests is what would be heard again), and the
 * rating (1 liked, −1 disliked, for which one version is enough, or another recording of the same song). No history is a
 * valid history: a listener without one gets zeros.
 */
export type History = Readonly<Record<'plays' | 'skips' | 'daysSinceHeard' | 'rating', number>>

const adds: ColumnKinds<History> = { plays: 'half', skips: 'half', daysSinceHeard: 'half', rating: 'half' }

/** Has no `absent` on purpose: it holds the dislikes, and a limit must not fail open. */
export const history: Hydrator<Pick<CommonQuery, 'distinctBy'> & Live, Found, History> = {
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
    const { places, plays: played, skips: skipped, rating: ratings } = histories
    const heardDaysAgo = restOf(index, query, histories)
    const { recordings } = index
    return byTrack(query, batch, adds, ({ plays, skips, daysSinceHeard, rating }, there) => {
      for (let at = 0; at < there.count; at++) {
        const place = there.places[at] ?? 0
        const key = there.keys[at] ?? 0
        const row = places.get(recordings[key] ?? key)
        daysSinceHeard[place] = heardDaysAgo(key)
        rating[place] = isDislikedAt(row, recordings[key] ?? key, histories) ? -1 : 0
        if (row === undefined) continue
        plays[place] = played[row] ?? 0
        skips[place] = skipped[row] ?? 0
        rating[place] ||= ratings[row] ?? 0
      }
    })
  },
}

/** By key: days since what no slate has twice was last heard, in whatever version; −1 for never. */
const restOf = (
  index: TrackIndex,
  query: Pick<CommonQuery, 'distinctBy'>,
  { places, daysSinceHeard }: Histories,
): ((key: number) => number) => {
  const numbered = distinctIn(index, query)
  const latest = judgedOnce(numbered, (versions) => {
    let days = Number.POSITIVE_INFINITY
    for (const version of versions) {
      const row = places.get(recordingOf(version, index))
      const ago = row === undefined ? -1 : (daysSinceHeard[row] ?? -1)
      if (ago >= 0 && ago < days) days = ago
    }
    return days === Number.POSITIVE_INFINITY ? -1 : days
  })
  return (key) => latest(recordingOf(key, numbered))
}
