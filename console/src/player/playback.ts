import { type ListedTrack, newId, type Session } from '@segue/client'
import { toast, toastFailure } from '../design/toasts.tsx'
import { counted } from '../formatting.ts'
import { currentListenerId, listenerStore } from '../listener/listener-store.ts'
import { ruledOutBy } from '../listener/ruled-out.ts'
import { covers, reasonOf } from '../listener/without-blocked.ts'
import { segue, type Target } from '../segue.ts'
import { askedOfChosen, askOfChosen, choose, firstToBegin } from './choices.ts'
import type { Leaving } from './heard.ts'
import { checkAnew } from './keeping-true.ts'
import { emptyOut, keepPlayer, restorePlayer } from './kept-player.ts'
import { about, tellOfCurrent } from './leaving.ts'
import { delivered, record } from './listening-events.ts'
import { begin, isAskedToPlay, leaveFor, moveOn, put, stopWaiting, wishNow } from './moving-on.ts'
import { type Entry, type Listed, playerStore, ratingKey } from './player-store.ts'
import { queueChange } from './queue-change.ts'
import { idOf, onward, shuffled, without } from './queue-order.ts'
import { sound, soundStore, whenEnded, whenSoundless } from './sound.ts'
import { mostInARow, soundlessStore } from './soundless.ts'
import { forgetQueue, refreshQueue } from './up-next.ts'

/** Everything a person can do to what plays. Each action tells the server what happened. */
let listenerId = currentListenerId()
let passedOver = 0

/** Plays one track now. Choosing something by hand leaves a running session. */
export const play = async (entry: Entry): Promise<void> => {
  if ((await firstToBegin([entry])) === undefined) return
  const enough = tellOfCurrent(listenerId, 'skip')
  const { current, queue, repeat } = playerStore.get()
  playerStore.set({ session: undefined, change: undefined, notice: undefined })
  begin(entry, onward({ current, queue: without(queue, entry), repeat }, entry), enough, askedOfChosen())
  await refreshQueue('start')
}

/** Of a list without what the listener ruled out, which only a click on that very track plays; says so. */
const passOver = (listed: readonly Listed[]): readonly Listed[] => {
  const { ratings } = playerStore.get()
  const free = listed.filter(({ track }) => !ruledOutBy(track, ratings[ratingKey(listenerId, track)]))
  const out = listed.length - free.length
  if (out > 0)
    toast(
      free.length === 0
        ? 'You blocked or disliked all of these. Press one of them to hear it all the same.'
        : `Passed over ${counted(out, 'track')} that you blocked or disliked`,
    )
  return free
}

/** Plays tracks one after another as they stand, such as a release; what Segue chooses comes after them. */
export const playAll = async (listed: readonly Listed[]): Promise<void> => {
  const list = newId()
  const entries = passOver(listed).map((entry) => ({ ...entry, byHand: true, list }))
  if (entries.length === 0) return
  const first = await firstToBegin(entries)
  if (first === undefined) return
  const others = entries.slice(entries.indexOf(first) + 1)
  const enough = tellOfCurrent(listenerId, 'skip')
  const { shuffle } = playerStore.get()
  playerStore.set({
    session: undefined,
    change: undefined,
    notice: undefined,
    shuffle: shuffle && { ...shuffle, before: entries.map(idOf) },
  })
  begin(first, shuffle ? shuffled(others, shuffle.seed) : others, enough, askedOfChosen())
  await refreshQueue('start')
}

/** Plays a row of the queue; the rows above it are passed over without a word to the server. */
export const playFromQueue = async (entry: Entry): Promise<void> => {
  if ((await firstToBegin([entry])) === undefined) return
  const enough = tellOfCurrent(listenerId, 'skip')
  begin(entry, onward(playerStore.get(), entry), enough, askedOfChosen())
  await refreshQueue(enough ? 'finish' : 'skip')
}

const leave = (how: Leaving): void => {
  const { current, choosing } = playerStore.get()
  if (!current) return
  if (choosing) {
    setPlaying(true)
    return
  }
  const enough = tellOfCurrent(listenerId, how)
  void moveOn(enough || how !== 'skip' ? 'finish' : 'skip', enough, 'playing')
}

export const next = (): void => {
  choose()
  leave('skip')
}

whenEnded(() => {
  const { current, repeat, choosing } = playerStore.get()
  if (!current || choosing) return
  passedOver = 0
  const enough = tellOfCurrent(listenerId, 'end')
  if (repeat === 'one') put({ current }, wishNow())
  else void moveOn('finish', enough, wishNow(), true)
})

whenSoundless(() => {
  if (!soundlessStore.get().passOver || passedOver >= mostInARow) return
  passedOver += 1
  // Nobody chose to leave it, even when it sounded for a while before it failed.
  leave('quietly')
})

/**
 * Back to the start of the track, or to the one before when already there. While the next one is waited for, the one
 * before it is the one left behind. Nothing leads back to what was disliked or blocked while it played.
 */
export const previous = async (): Promise<void> => {
  const { history, current, choosing } = playerStore.get()
  if (!current) return
  const before = [...history, ...(choosing ? [current] : [])].findLast((entry) => !entry.unwanted)
  if (!before || (!choosing && soundStore.get().positionMs > 3000)) {
    choose()
    sound.seek(0)
    return
  }
  const isLeftBehind = before === current
  if (isLeftBehind) choose()
  else if ((await firstToBegin([before])) === undefined) return
  goBackTo(before, isLeftBehind)
}

/** What plays and waits by now, which may not be what did when it was pressed. */
const goBackTo = (before: Entry, isLeftBehind: boolean): void => {
  tellOfCurrent(listenerId, 'quietly')
  const { history, current, queue } = playerStore.get()
  const place = history.findLastIndex((entry) => !entry.unwanted && idOf(entry) === idOf(before))
  const earlier = isLeftBehind || place === -1 ? history : history.slice(0, place)
  const again = !current || isLeftBehind || current.unwanted ? [] : [current]
  put({
    ...{ current: before, history: earlier.filter((entry) => !entry.unwanted) },
    queue: without([...again, ...queue], before),
  })
}

export const togglePlay = (): void => setPlaying(!isAskedToPlay())

/**
 * As asked, whatever it was: a key of the system that says pause never starts anything. While the next track is
 * chosen it is that one that is asked for, and the one left behind does not sound again.
 */
export const setPlaying = (playing: boolean): void => {
  passedOver = 0
  const wish = playing ? 'playing' : 'paused'
  askOfChosen(wish)
  const { current, choosing } = playerStore.get()
  if (choosing) {
    playerStore.set({ choosing: wish })
    return
  }
  playerStore.set({ resumed: false })
  if (!current) return
  if (playing) sound.play()
  else sound.pause()
}

export const playNext = (entry: Entry): void => {
  const { queue, current } = playerStore.get()
  if (!current) {
    void play(entry)
    return
  }
  playerStore.set({
    queue: [{ ...entry, byHand: true }, ...without(queue, entry)],
  })
  toast(`Next: ${entry.track.title}`)
}

/** Likes, dislikes or takes either back. A dislike of what plays also moves on. */
export const rate = (entry: Entry, rating: 'liked' | 'disliked' | 'unrated'): void => {
  const { ratings, current, queue } = playerStore.get()
  playerStore.set({
    ratings: { ...ratings, [ratingKey(listenerId, entry.track)]: rating },
    queue: rating === 'disliked' ? without(queue, entry) : queue,
  })
  record({ type: `track.${rating}`, ...about(listenerId, entry) })
  if (!current) return
  if (rating === 'disliked' && idOf(current) === idOf(entry)) {
    choose()
    void leaveFor(listenerId, 'dislike', current)
  } else void refreshQueue(rating === 'liked' ? 'like' : rating === 'disliked' ? 'dislike' : 'unlike')
}

/** In a list: takes back each dislike that reaches the track, of whichever recording of the song it was said. */
export const takeBackDislike = (track: ListedTrack): void => {
  const { ratings, current } = playerStore.get()
  playerStore.set({ ratings: { ...ratings, [ratingKey(listenerId, track)]: 'unrated' } })
  for (const id of track.ruledOut?.trackIds ?? [track.id])
    record({ type: 'track.unrated', ...about(listenerId, found({ ...track, id })) })
  if (current) void refreshQueue('undislike')
}

/** Takes away at once what blocks cover, before the server has answered. Nothing that stays names what went. */
export const dropBlocked = (targets: readonly Target[]): void => {
  const { queue, current, history, resumed } = playerStore.get()
  const allowed = (entry: Entry) => !targets.some((target) => covers(target, entry.track))
  const gone = [...queue, ...history, ...(current ? [current] : [])].filter((entry) => !allowed(entry))
  const cleared = (entry: Entry): Entry => ({ ...entry, reason: reasonOf(entry, targets, gone.map(idOf)) })
  const kept = queue.filter(allowed).map(cleared)
  playerStore.set({
    current: current && cleared(current),
    queue: kept,
    history: history.filter(allowed).map(cleared),
    change: queueChange(queue.map(idOf), kept.map(idOf), 'block'),
  })
  if (!current) return
  if (allowed(current)) {
    void refreshQueue('block')
    return
  }
  const left = leaveFor(listenerId, 'block', current)
  // What was put back by a reload has no sound to go on with: without another track to rest on the player is empty.
  if (resumed) void left.then(() => playerStore.get().current?.unwanted && emptyOut(listenerId))
}

export const startSession = (seed: Target): Promise<void> =>
  goOnInSession(() => segue.sessions.start({ listenerId, seed }))

/** With what of its start can't be played, where it is begun just now. */
type Begun = Session & { readonly degraded?: readonly string[] }

/** Plays what comes next in a session, which may have begun on another device. */
export const goOnInSession = async (find: () => Promise<Begun> | Begun): Promise<void> => {
  const isWanted = choose()
  try {
    const { degraded = [], ...session } = await find()
    // Another listener is another choice: what was asked for by one is not played as the other.
    if (!isWanted()) return
    const slate = await segue.sessions.next(session.sessionId, { limit: 12 })
    if (!isWanted()) return
    const [first, ...rest] = slate.items.map((item) => ({ ...item, requestId: slate.requestId }))
    if (!first)
      return toast('Nothing here can be played in a session. Try another start, or check your blocks.')
    const enough = tellOfCurrent(listenerId, 'skip')
    forgetQueue()
    const { shuffle, repeat } = playerStore.get()
    playerStore.set({
      session,
      // A session never ends by itself; a queue that goes round would keep its next tracks out.
      repeat: repeat === 'all' ? 'off' : repeat,
      change: undefined,
      notice: undefined,
      error: undefined,
      loading: false,
      served: { requestId: slate.requestId, tier: slate.tier },
    })
    begin(first, shuffle ? shuffled(rest, shuffle.seed) : rest, enough, askedOfChosen())
    toast([`Session: ${session.title}`, ...degraded].join('. '))
  } catch (thrown) {
    toastFailure(thrown)
  }
}

export const endSession = (): void => {
  playerStore.set({ session: undefined })
  void refreshQueue('start')
}

export const retryQueue = (): Promise<void> => refreshQueue('retry')

/** The track as an entry that no slate led to. */
export const found = (track: ListedTrack): Listed => ({ track })

/** The player as it was left, without what was blocked or went from the server since. */
const takeUp = () => {
  restorePlayer(listenerId, dropBlocked)
  checkAnew()
}

listenerStore.subscribe(() => {
  tellOfCurrent(listenerId, 'quietly')
  keepPlayer(listenerId)
  listenerId = currentListenerId()
  stopWaiting()
  choose()
  forgetQueue()
  sound.unload()
  takeUp()
})

// A closing page says what was heard of the current track; what was barely begun is no skip.
addEventListener('pagehide', () => {
  sound.settle()
  tellOfCurrent(listenerId, 'quietly')
  keepPlayer(listenerId)
  void delivered(0)
})
// A phone may end a hidden page without another word.
document.addEventListener('visibilitychange', () => document.hidden && keepPlayer(listenerId))
playerStore.subscribe(() => keepPlayer(listenerId))

takeUp()
