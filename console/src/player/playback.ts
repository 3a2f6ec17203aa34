import { type ListedTrack, newId, type Session } from '@segue/client'
import { toast, toastFailure } from '../design/toasts.tsx'
import { counted } from '../formatting.ts'
import { currentListenerId, listenerStore } from '../listener/listener-store.ts'
import { ruledOutBy } from '../listener/ruled-out.ts'
import { covers, reasonOf } from '../listener/without-blocked.ts'
import { segue, type Target } from '../segue.ts'
import type { Leaving } from './heard.ts'
import { checkAnew, mayTakeThePlace } from './keeping-true.ts'
import { emptyOut, keepPlayer, restorePlayer } from './kept-player.ts'
import { about, tellOfCurrent } from './leaving.ts'
import { delivered, record } from './listening-events.ts'
import { begin, isAskedToPlay, leaveFor, moveOn, put, stopWaiting, wishNow } from './moving-on.ts'
import { type Entry, type Listed, playerStore, ratingKey, type Wish } from './player-store.ts'
import { queueChange } from './queue-change.ts'
import { idOf, onward, shuffled, without } from './queue-order.ts'
import { sound, soundStore, whenEnded, whenSoundless } from './sound.ts'
import { mostInARow, soundlessStore } from './soundless.ts'
import { forgetQueue, refreshQueue } from './up-next.ts'

/** Everything a person can do to what plays. Each action tells the server what happened. */
let listenerId = currentListenerId()
let passedOver = 0
/** Counts what was chosen to play, so that a session that comes late does not take the place of a later choice. */
let chosen = 0
/** What was asked for last since something was chosen: what it does when it is here. */
let askedOfChosen: Wish = 'playing'

/** Whether what was pressed is to begin; what plays goes on until that is known. Where nothing plays there is nothing to lose. */
const isToBegin = async (pressed: Entry): Promise<boolean> => {
  chosen += 1
  const choice = chosen
  askedOfChosen = 'playing'
  if (playerStore.get().current === undefined) return true
  return (await mayTakeThePlace(pressed)) && choice === chosen
}

/** Plays one track now. Choosing something by hand leaves a running session. */
export const play = async (entry: Entry): Promise<void> => {
  if (!(await isToBegin(entry))) return
  const enough = tellOfCurrent(listenerId, 'skip')
  const { current, queue, repeat } = playerStore.get()
  playerStore.set({ session: undefined, change: undefined, notice: undefined })
  begin(entry, onward({ current, queue: without(queue, entry), repeat }, entry), enough, askedOfChosen)
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
export const playAll = (listed: readonly Listed[]): void => {
  const list = newId()
  const entries = passOver(listed)
  const [first, ...others] = entries.map((entry) => ({ ...entry, byHand: true, list }))
  if (first === undefined) return
  chosen += 1
  const enough = tellOfCurrent(listenerId, 'skip')
  const { shuffle } = playerStore.get()
  playerStore.set({
    session: undefined,
    change: undefined,
    notice: undefined,
    shuffle: shuffle && { ...shuffle, before: entries.map(idOf) },
  })
  begin(first, shuffle ? shuffled(others, shuffle.seed) : others, enough)
  void refreshQueue('start')
}

/** Plays a row of the queue; the rows above it are passed over without a word to the server. */
export const playFromQueue = async (entry: Entry): Promise<void> => {
  if (!(await isToBegin(entry))) return
  const enough = tellOfCurrent(listenerId, 'skip')
  begin(entry, onward(playerStore.get(), entry), enough, askedOfChosen)
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

export const next = (): void => leave('skip')

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
export const previous = (): void => {
  const { history, current, queue, choosing } = playerStore.get()
  if (!current) return
  const wanted = [...history, ...(choosing ? [current] : [])].filter((entry) => !entry.unwanted)
  const before = wanted.at(-1)
  if (!before || (!choosing && soundStore.get().positionMs > 3000)) {
    sound.seek(0)
    return
  }
  tellOfCurrent(listenerId, 'quietly')
  const again = before === current || current.unwanted ? [] : [current]
  put({ current: before, history: wanted.slice(0, -1), queue: without([...again, ...queue], before) })
}

export const togglePlay = (): void => setPlaying(!isAskedToPlay())

/**
 * As asked, whatever it was: a key of the system that says pause never starts anything. While the next track is
 * chosen it is that one that is asked for, and the one left behind does not sound again.
 */
export const setPlaying = (playing: boolean): void => {
  passedOver = 0
  const wish = playing ? 'playing' : 'paused'
  askedOfChosen = wish
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
  if (rating === 'disliked' && idOf(current) === idOf(entry)) void leaveFor(listenerId, 'dislike', current)
  else void refreshQueue(rating === 'liked' ? 'like' : rating === 'disliked' ? 'dislike' : 'unlike')
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
  chosen += 1
  const choice = chosen
  askedOfChosen = 'playing'
  try {
    const { degraded = [], ...session } = await find()
    // Another listener is another choice: what was asked for by one is not played as the other.
    if (choice !== chosen) return
    const slate = await segue.sessions.next(session.sessionId, { limit: 12 })
    if (choice !== chosen) return
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
    begin(first, shuffle ? shuffled(rest, shuffle.seed) : rest, enough, askedOfChosen)
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
  chosen += 1
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
