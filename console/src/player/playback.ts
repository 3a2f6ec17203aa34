import type { Track } from '@segue/client'
import { toast } from '../design/toasts.tsx'
import { currentListenerId, isSimulated, listenerStore } from '../listener/listener-store.ts'
import { covers } from '../listener/without-blocked.ts'
import { segue, type Target } from '../segue.ts'
import { delivered, record } from './listening-events.ts'
import { type Entry, emptyPlayer, playerStore, ratingKey } from './player-store.ts'
import { type Cause, queueChange } from './queue-change.ts'
import { sound, soundStore, whenEnded } from './sound.ts'
import { forgetQueue, idOf, refreshQueue } from './up-next.ts'

/**
 * Everything a person can do to what plays. Each action tells the server what happened, moves at once with
 * what is at hand, then lets the queue be asked for again. A track counts as played after 30 s or half of it;
 * leaving it before that is a skip.
 */
const enoughMs = 30_000
let listenerId = currentListenerId()

const about = (entry: Entry) => {
  const { session } = playerStore.get()
  return {
    listenerId,
    trackId: entry.track.id,
    ...(entry.requestId ? { requestId: entry.requestId } : {}),
    ...(session ? { sessionId: session.sessionId } : {}),
    ...(isSimulated(listenerId) ? { simulated: true as const } : {}),
  }
}

const heardEnough = (): boolean => {
  const { listenedMs, durationMs } = soundStore.get()
  return listenedMs >= enoughMs || (durationMs > 0 && listenedMs >= durationMs / 2)
}

/** `quietly`: going back, switching listener, or after a dislike or block that has said enough already. */
type Leaving = 'skip' | 'end' | 'quietly'

/** Says what became of the current track; to be called once, before another takes its place. */
const leaveCurrent = (how: Leaving): Cause => {
  const { current } = playerStore.get()
  if (!current) return 'start'
  const { listenedMs, positionMs } = soundStore.get()
  if (how === 'end' || heardEnough()) {
    record({ type: 'track.played', ...about(current), playedMs: Math.round(listenedMs) })
    return 'finish'
  }
  if (how === 'skip') record({ type: 'track.skipped', ...about(current), positionMs: Math.round(positionMs) })
  return 'skip'
}

const begin = (entry: Entry, queue: readonly Entry[]) => {
  const { current, history } = playerStore.get()
  playerStore.set({
    current: entry,
    history: current ? [...history.slice(-49), current] : history,
    queue: queue.filter((waiting) => idOf(waiting) !== idOf(entry)),
  })
  sound.load(entry.track)
}

/** Plays one track now. Choosing something by hand leaves a running session. */
export const play = (entry: Entry): void => {
  leaveCurrent('skip')
  const { queue } = playerStore.get()
  playerStore.set({ session: undefined, change: undefined })
  begin(
    entry,
    queue.filter((waiting) => waiting.byHand),
  )
  void refreshQueue('start')
}

/** Plays a row of the queue; the rows above it are passed over without a word to the server. */
export const playFromQueue = (entry: Entry): void => {
  const cause = leaveCurrent('skip')
  const { queue } = playerStore.get()
  begin(entry, queue.slice(queue.indexOf(entry) + 1))
  void refreshQueue(cause)
}

const advance = (how: Leaving, because?: Cause) => {
  const left = leaveCurrent(how)
  const cause = because ?? left

  const [head, ...rest] = playerStore.get().queue
  if (head) begin(head, rest)
  else sound.pause()
  void refreshQueue(cause).then(() => {
    const [first, ...others] = playerStore.get().queue
    if (!head && first) begin(first, others)
  })
}

export const next = (): void => {
  if (playerStore.get().current) advance('skip')
}
whenEnded(() => advance('end'))

/** Back to the start of the track, or to the one before when already there. */
export const previous = (): void => {
  const { history, current, queue } = playerStore.get()
  const before = history.at(-1)
  if (!before || soundStore.get().positionMs > 3000) {
    sound.seek(0)
    return
  }
  leaveCurrent('quietly')
  playerStore.set({
    current: before,
    history: history.slice(0, -1),
    queue: current ? [current, ...queue] : queue,
  })
  sound.load(before.track)
}

export const togglePlay = (): void => {
  if (!playerStore.get().current) return
  if (soundStore.get().playing) sound.pause()
  else sound.play()
}

export const playNext = (entry: Entry): void => {
  const { queue, current } = playerStore.get()
  if (!current) {
    play(entry)
    return
  }
  playerStore.set({
    queue: [{ ...entry, byHand: true }, ...queue.filter((waiting) => idOf(waiting) !== idOf(entry))],
  })
  toast(`Next: ${entry.track.title}`)
}

/** Likes, dislikes or takes either back. A dislike of what plays also moves on. */
export const rate = (entry: Entry, rating: 'liked' | 'disliked' | 'unrated'): void => {
  const { ratings, current } = playerStore.get()
  playerStore.set({ ratings: { ...ratings, [ratingKey(listenerId, entry.track.id)]: rating } })
  record({ type: `track.${rating}`, ...about(entry) })
  if (!current) return
  if (rating === 'disliked' && idOf(current) === idOf(entry)) advance('quietly', 'dislike')
  else void refreshQueue(rating === 'liked' ? 'like' : rating === 'disliked' ? 'dislike' : 'unlike')
}

/** Takes away at once what a block covers, before the server has answered. */
export const dropBlocked = (target: Target): void => {
  const { queue, current } = playerStore.get()
  const kept = queue.filter((entry) => !covers(target, entry.track))
  playerStore.set({ queue: kept, change: queueChange(queue.map(idOf), kept.map(idOf), 'block') })
  if (current && covers(target, current.track)) advance('quietly', 'block')
  else if (current) void refreshQueue('block')
}

export const startSession = async (seed: Target): Promise<void> => {
  try {
    const session = await segue.sessions.start({ listenerId, seed })
    const slate = await segue.sessions.next(session.sessionId, { limit: 12 })
    const [first, ...rest] = slate.items.map((item) => ({ ...item, requestId: slate.requestId }))
    if (!first)
      return toast('Nothing here can be played in a session. Try another start, or check your blocks.')
    leaveCurrent('skip')
    forgetQueue()
    playerStore.set({
      session,
      change: undefined,
      error: undefined,
      loading: false,
      served: { requestId: slate.requestId, tier: slate.tier },
    })
    begin(first, rest)
    toast(`Session: ${session.title}`)
  } catch (thrown) {
    toast(thrown instanceof Error ? thrown.message : String(thrown))
  }
}

export const endSession = (): void => {
  playerStore.set({ session: undefined })
  void refreshQueue('start')
}

export const retryQueue = (): Promise<void> => refreshQueue('retry')

/** The track as an entry that no slate led to. */
export const found = (track: Track): Entry => ({ track })

listenerStore.subscribe(() => {
  leaveCurrent('quietly')
  listenerId = currentListenerId()
  forgetQueue()
  sound.unload()
  playerStore.set({ ...emptyPlayer, ratings: playerStore.get().ratings })
})

// A closing page says what was heard of the current track; what was barely begun is no skip.
addEventListener('pagehide', () => {
  leaveCurrent('quietly')
  void delivered(0)
})
