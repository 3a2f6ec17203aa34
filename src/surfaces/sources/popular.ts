import { type TrackKey, trackKey } from '#domain'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { OnShelf } from '../home/shelf-plan.ts'
import { isRuledOut } from '../hydrators/limits.ts'
import type { AskedOf, CommonQuery, Live } from '../query.ts'
import { heard, skipped, untouched } from '../session/session-tracks.ts'

/** What everybody plays: the answer for a listener without a history, and the last resort for all. */
export const popular: Source<OnShelf & Live, Found> = {
  name: 'popular',
  timeoutMs: 10,
  find: ({ reads: { models }, shelf }) =>
    found('popular', models.popular(shelf === undefined ? 40 : 60, shelf?.tag)),
}

/**
 * As `popular`, of what was neither heard nor skipped in the session, however much was, and on to what is free where all
 * that is ruled out; and as much of what was heard, for when too little else is left.
 */
export const popularInSession: Source<
  Pick<CommonQuery, 'listenerId' | 'limit'> & { readonly session: AskedOf } & Live,
  Found
> = {
  name: popular.name,
  timeoutMs: 50,
  find({ reads, session, listenerId, limit }) {
    const { models, tracksIn } = reads
    const became = listenerId ? tracksIn(session.id, listenerId) : () => untouched
    const again: TrackKey[] = []
    const fresh: TrackKey[] = []
    let free = 0
    const isEnough = () => fresh.length >= enough && free >= spareFor * limit
    let looked = 0
    for (let count = enough; !isEnough(); count *= 4) {
      const keys = models.popular(count)
      for (let place = looked; place < keys.length && !isEnough(); place++) {
        const key = keys[place] ?? trackKey(0)
        const how = became(key)
        if (how === skipped) continue
        const isFree = !isRuledOut(key, reads)
        if (how === heard) {
          if (isFree && again.length < enough) again.push(key)
        } else if (isFree || fresh.length < enough) {
          fresh.push(key)
          if (isFree) free++
        }
      }
      if (keys.length < count) break
      looked = keys.length
    }
    return found('popular', [...fresh, ...again])
  },
}

const enough = 40
/** Of each track of an answer, so that spacing has a choice. */
const spareFor = 2
