import { z } from 'zod'
import { type TrackKey, trackKey, whyUnavailable } from '#domain'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { OnShelf } from '../home/shelf-plan.ts'
import { isRuledOut } from '../hydrators/eligibility.ts'
import type { AskedOf, CommonQuery, Live } from '../query.ts'
import { count, some, timeoutMs } from '../recipes/parameters.ts'
import { heard, skipped, untouched } from '../session/session-tracks.ts'

/** What everybody plays: the answer for a listener without a history, and the last resort for all. */
export const popular = z.strictObject({ use: z.literal('popular'), timeoutMs, most: some }).transform(
  ({ timeoutMs, most }): Source<OnShelf & Asked & Live, Found> => ({
    name: 'popular',
    timeoutMs,
    find(query) {
      const { reads, shelf } = query
      return found(
        'popular',
        reaching(query, most, (count) => reads.models.popular(count, shelf?.tag)),
      )
    },
  }),
)

type Asked = Pick<CommonQuery, 'asOf' | 'market'>

const isAvailable = ({ reads, market, asOf }: Asked & Live, key: TrackKey): boolean =>
  whyUnavailable(reads.catalog.byKey(key)?.availability, market, asOf) === 0

/** The first so many and, where most of a catalogue may not be served there and then, on to as many that may. */
const reaching = (
  query: Asked & Live,
  most: number,
  keysOf: (count: number) => readonly TrackKey[],
): readonly TrackKey[] => {
  for (let count = most; ; count *= 4) {
    const keys = keysOf(count)
    const free = keys.filter((key) => isAvailable(query, key))
    if (free.length < most && keys.length >= count) continue
    const first = keys.slice(0, most)
    return [...first, ...free.filter((key) => !first.includes(key)).slice(0, most)]
  }
}

/**
 * As `popular`, of what was neither heard nor skipped in the session, however much was, and on to what is free where all
 * that is ruled out; and as much of what was heard, for when too little else is left. `spareFor` tracks are free for each
 * track of the answer, so that spacing has a choice.
 */
export const popularInSession = z
  .strictObject({ use: z.literal('popular-in-session'), timeoutMs, enough: some, spareFor: count })
  .transform(
    ({ timeoutMs, ...wanted }): Source<Listening & Live, Found> => ({
      name: 'popular',
      timeoutMs,
      find: (query) => found('popular', untilEnough(query, wanted)),
    }),
  )

type Listening = Pick<CommonQuery, 'listenerId' | 'limit'> & Asked & { readonly session: AskedOf }

const untilEnough = (
  query: Listening & Live,
  { enough, spareFor }: { readonly enough: number; readonly spareFor: number },
): readonly TrackKey[] => {
  const { reads, session, listenerId, limit } = query
  const { models, tracksIn } = reads
  const became = listenerId ? tracksIn(session.id, listenerId) : () => untouched
  const again: TrackKey[] = []
  const fresh: TrackKey[] = []
  let free = 0
  const isEnough = () => fresh.length >= enough && free >= spareFor * limit
  let looked = 0
  for (let most = enough; !isEnough(); most *= 4) {
    const keys = models.popular(most)
    for (let place = looked; place < keys.length && !isEnough(); place++) {
      const key = keys[place] ?? trackKey(0)
      const how = became(key)
      if (how === skipped) continue
      const isFree = !isRuledOut(key, reads) && isAvailable(query, key)
      if (how === heard) {
        if (isFree && again.length < enough) again.push(key)
      } else if (isFree || fresh.length < enough) {
        fresh.push(key)
        if (isFree) free++
      }
    }
    if (keys.length < most) break
    looked = keys.length
  }
  return [...fresh, ...again]
}
