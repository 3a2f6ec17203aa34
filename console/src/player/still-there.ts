import { reasonOf } from '../listener/without-blocked.ts'
import { wentWords } from '../not-there-words.ts'
import type { Entry, PlayerState } from './player-store.ts'
import { idOf } from './queue-order.ts'

/**
 * What the player holds and the server does not have any more: taken down, withdrawn, or not for this place and time.
 * The trap closed here: a queue kept in the browser, or put together by hand, plays on what nobody may hear, for no
 * answer of the server says a word of what it was not asked about.
 */
const atATime = 6

/** By id the code with which the server says that a track is not there. A question without an answer says nothing. */
export const goneAmong = async (
  entries: readonly Entry[],
  ask: (trackId: string) => Promise<string | undefined>,
): Promise<ReadonlyMap<string, string>> => {
  const gone = new Map<string, string>()
  const waiting = new Set(entries.map(idOf)).values()
  const askOn = async () => {
    for (const id of waiting) {
      const code = await ask(id)
      if (code !== undefined) gone.set(id, code)
    }
  }
  await Promise.all(Array.from({ length: atATime }, askOn))
  return gone
}

type Held = Pick<PlayerState, 'current' | 'queue' | 'history'>

/** The player without it: the track that plays stays, for leaving it is more than taking it out. */
export const withoutGone = ({ current, queue, history }: Held, gone: ReadonlyMap<string, string>) => {
  const ids = [...gone.keys()]
  const stays = (entry: Entry) => !gone.has(idOf(entry))
  const cleared = (entry: Entry): Entry => ({ ...entry, reason: reasonOf(entry, [], ids) })
  const went = [...(current ? [current] : []), ...queue].filter((entry) => !stays(entry))
  const news = went.map(({ track }) => ({ title: track.title, code: gone.get(track.id) ?? '' }))
  return {
    current: current && cleared(current),
    queue: queue.filter(stays).map(cleared),
    history: history.filter(stays).map(cleared),
    isCurrentGone: current !== undefined && !stays(current),
    /** For the person who listens; nothing where only what was played before went. */
    words: news.length === 0 ? undefined : wentWords(news),
  }
}
