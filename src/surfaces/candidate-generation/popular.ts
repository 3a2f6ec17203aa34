import { z } from 'zod'
import { type TrackKey, trackKey, whyUnavailable } from '#domain'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { OnShelf } from '../home/shelf-plan.ts'
import { isRuledOut } from '../hydrators/eligibility.ts'
import type { AskedOf, CommonQuery, Live } from '../query.ts'
import { count, some, timeoutMs } from '../recipes/parameters.ts'
import { heard, skipped, untouched } from '../session/session-tracks.ts'

/**
 * What everybody plays: the answer for a listener without a history, and the last resort for all. `most` of them, and where a
 * document says so `perPlace` for each place of the answer, when these are more: who asks for many is given many.
 */
export const popular = z
  .strictObject({
    use: z.literal('popular'),
    timeoutMs,
    most: some,
    perPlace: z.number().min(0).max(100).optional(),
  })
  .transform(
    ({ timeoutMs, most, perPlace = 0 }): Source<OnShelf & Asked & Live, Found> => ({
      name: 'popular',
      timeoutMs,
      find: (query) => found('popular', reaching(query, Math.max(most, Math.ceil(perPlace * query.limit)))),
    }),
  )

type Asked = Pick<CommonQuery, 'asOf' | 'market' | 'limit'>

const isAvailable = (
  { reads, market, asOf }: Pick<Asked, 'asOf' | 'market'> & Live,
  key: TrackKey,
): boolean => whyUnavailable(reads.catalog.byKey(key)?.availability, market, asOf) === 0

/** Looked at for one answer where much is ruled out: a few milliseconds. Who rules out all of these is served by the lower tiers. */
const mostLooked = 4_000

/** Tracks that may be served for each place of the answer, so that spacing has a choice. */
const freeAPlace = 2

/**
 * The first so many; where not all of these may be served there and then, as many more that may; and where too few are left of what this
 * listener has not ruled out, on to enough of that: who blocks what everybody plays is to be offered what everybody else would play next, and
 * not what is left of the first forty.
 */
const reaching = (query: OnShelf & Asked & Live, most: number): readonly TrackKey[] => {
  const { reads, shelf, limit } = query
  const first = reads.models.popular(most, shelf?.tag)
  const served = first.filter((key) => isAvailable(query, key))
  let free = served.filter((key) => !isRuledOut(key, reads)).length
  const enough = freeAPlace * limit
  if (first.length < most || (served.length === first.length && free >= Math.min(most, enough))) return first
  const known = new Set(first)
  const more: TrackKey[] = []
  let looked = 0
  const look = (key: TrackKey): void => {
    looked += 1
    if (known.has(key) || !isAvailable(query, key)) return
    const isFree = !isRuledOut(key, reads)
    if (isFree) free += 1
    if (isFree || more.length < most) more.push(key)
  }
  const isEnough = () => looked >= mostLooked || (more.length >= most && free >= enough)
  inOrder((count) => reads.models.popularWhere(count, query, shelf?.tag), 2 * most, look, isEnough)
  return [...first, ...more]
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

type Listening = Pick<CommonQuery, 'listenerId' | 'distinctBy'> & Asked & { readonly session: AskedOf }

const untilEnough = (
  query: Listening & Live,
  { enough, spareFor }: { readonly enough: number; readonly spareFor: number },
): readonly TrackKey[] => {
  const { reads, session, listenerId, limit, distinctBy } = query
  const { models, tracksIn } = reads
  const became = listenerId ? tracksIn(session.id, listenerId, distinctBy) : () => untouched
  const again: TrackKey[] = []
  const fresh: TrackKey[] = []
  let free = 0
  const looked = new Set<TrackKey>()
  const look = (key: TrackKey): void => {
    if (looked.has(key)) return
    looked.add(key)
    const how = became(key)
    if (how === skipped) return
    const isFree = !isRuledOut(key, reads) && isAvailable(query, key)
    if (how === heard) {
      if (isFree && again.length < enough) again.push(key)
    } else if (isFree || fresh.length < enough) {
      fresh.push(key)
      if (isFree) free++
    }
  }
  const isEnough = () => fresh.length >= enough && free >= spareFor * limit
  inOrder(models.popular, enough, look, () => fresh.length >= enough)
  // From here on nothing else is taken.
  inOrder((count) => models.popularWhere(count, query), enough, look, isEnough)
  return [...fresh, ...again]
}

/** Tells of keys one by one, until that is enough or there are no more; asks for four times as many where they are too few. */
const inOrder = (
  keysOf: (count: number) => readonly TrackKey[],
  first: number,
  look: (key: TrackKey) => void,
  isEnough: () => boolean,
): void => {
  let told = 0
  for (let count = first; !isEnough(); count *= 4) {
    const keys = keysOf(count)
    for (; told < keys.length && !isEnough(); told++) look(keys[told] ?? trackKey(0))
    if (keys.length < count) return
  }
}
