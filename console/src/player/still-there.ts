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

/** Answers the code with which the server says that a track is not there; rejects where there is no answer. */
type Ask = (trackId: string) => Promise<string | undefined>

/** By id the code of those that are gone. A question without an answer says nothing. */
export const goneAmong = async (
  entries: readonly Entry[],
  ask: Ask,
  answered: (trackId: string) => void = () => {},
): Promise<ReadonlyMap<string, string>> => {
  const gone = new Map<string, string>()
  const waiting = new Set(entries.map(idOf)).values()
  const askOn = async () => {
    for (const id of waiting) {
      try {
        const code = await ask(id)
        answered(id)
        if (code !== undefined) gone.set(id, code)
      } catch {
        // Asked again with the next check.
      }
    }
  }
  await Promise.all(Array.from({ length: atATime }, askOn))
  return gone
}

type Held = Pick<PlayerState, 'current' | 'queue' | 'history'>

/** How long an answer about a track holds, for the rows that wait; what plays is asked about with every check. */
export const answerHoldsMs = 60_000
const rowsAhead = 5

interface Asking {
  readonly held: () => Pick<PlayerState, 'current' | 'queue'>
  /** Whose player it is: what was asked for one listener takes nothing out of the player of another. */
  readonly holder: () => string
  readonly ask: Ask
  readonly drop: (holder: string, gone: ReadonlyMap<string, string>) => void
  readonly now: () => number
}

/** What a check asks about: what plays alone, or the rows that come next as well. */
type Reach = 'current' | 'ahead'

/**
 * Asks about what plays and the few rows that come next, however long the queue is: a row is asked about as it comes
 * near. One check runs at a time, and all that are asked for meanwhile are one, of what the player holds by then.
 */
export const createChecks = ({ held, holder, ask, drop, now }: Asking) => {
  let answeredAt = new Map<string, number>()
  let [isRunning, waiting]: [boolean, Reach | undefined] = [false, undefined]

  const due = (reach: Reach): readonly Entry[] => {
    const { current, queue } = held()
    const newest = now()
    answeredAt = new Map([...answeredAt].filter(([, at]) => newest - at < answerHoldsMs))
    const rows = reach === 'ahead' ? queue.slice(0, rowsAhead) : []
    return [...(current ? [current] : []), ...rows.filter((entry) => !answeredAt.has(idOf(entry)))]
  }
  const known = (entries: readonly Entry[]): void => {
    for (const entry of entries) answeredAt.set(idOf(entry), now())
  }
  const checkOnce = async (reach: Reach): Promise<void> => {
    const [entries, whose] = [due(reach), holder()]
    const gone = await goneAmong(entries, ask, (id) => holder() === whose && answeredAt.set(id, now()))
    if (gone.size > 0 && holder() === whose) drop(whose, gone)
  }
  return {
    check: async (reach: Reach): Promise<void> => {
      if (waiting !== 'ahead') waiting = reach
      if (isRunning) return
      isRunning = true
      try {
        while (waiting !== undefined) {
          const next = waiting
          waiting = undefined
          await checkOnce(next)
        }
      } finally {
        isRunning = false
      }
    },
    /** The server has just named these, so they are there. */
    known,
    /** Another player was put up, of which nothing is known. */
    forget: (): void => answeredAt.clear(),
  }
}

/** The player without it: the track that plays stays, for leaving it is more than taking it out. */
export const withoutGone = ({ current, queue, history }: Held, gone: ReadonlyMap<string, string>) => {
  const ids = [...gone.keys()]
  const stays = (entry: Entry) => !gone.has(idOf(entry))
  const cleared = (entry: Entry): Entry => ({ ...entry, reason: reasonOf(entry, [], ids) })
  // One without sound may have been passed over before the answer came; one that was left for being gone was told of then.
  const unheard = history.filter(({ heard, unwanted }) => !heard && !unwanted)
  const went = [...(current ? [current] : []), ...queue, ...unheard].filter((entry) => !stays(entry))
  const titles = new Map(went.map(({ track }) => [track.id, track.title]))
  const news = [...titles].map(([id, title]) => ({ title, code: gone.get(id) ?? '' }))
  return {
    current: current && cleared(current),
    queue: queue.filter(stays).map(cleared),
    history: history.filter(stays).map(cleared),
    isCurrentGone: current !== undefined && !stays(current),
    /** For the person who listens; nothing where only what was heard before went. */
    words: news.length === 0 ? undefined : wentWords(news),
  }
}
