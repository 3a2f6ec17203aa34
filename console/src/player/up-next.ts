import type { Slate } from '@segue/client'
import { currentListenerId } from '../listener/listener-store.ts'
import { segue } from '../segue.ts'
import { delivered } from './listening-events.ts'
import { type Entry, playerStore } from './player-store.ts'
import { type Cause, queueChange } from './queue-change.ts'

/**
 * Keeps the queue true: after every action the server is asked again, once it knows of the action. The old
 * queue stays playable meanwhile, and only the newest answer is taken.
 */
const slateLength = 12
const deliveryWaitMs = 2500
let asked = 0

export const idOf = (entry: Entry): string => entry.track.id

const askForSlate = async (): Promise<Slate> => {
  const { current, history, queue, session } = playerStore.get()
  if (session) return segue.sessions.next(session.sessionId, { limit: slateLength })
  const past = history.slice(-20).reverse()
  const byHand = queue.filter((entry) => entry.byHand).map(idOf)
  return segue.nowPlaying(currentListenerId(), {
    ...(current ? { trackId: current.track.id } : {}),
    // Newest first, and only what was heard: a track that was skipped must not pull what follows towards it.
    recentTrackIds: past.filter((entry) => entry.heard).map(idOf),
    excludeTrackIds: [...new Set([...(current ? [current.track.id] : []), ...past.map(idOf), ...byHand])],
    limit: slateLength,
  })
}

const merge = (slate: Slate): Entry[] => {
  const { current, history, queue } = playerStore.get()
  const byHand = queue.filter((entry) => entry.byHand)
  const taken = new Set([...byHand, ...history.slice(-20), ...(current ? [current] : [])].map(idOf))
  const chosen = slate.items.filter((item) => !taken.has(item.track.id))
  return [...byHand, ...chosen.map((item) => ({ ...item, requestId: slate.requestId }))]
}

export const refreshQueue = async (cause: Cause): Promise<void> => {
  asked += 1
  const turn = asked
  playerStore.set({ loading: true, error: undefined, fellBack: false })
  try {
    await delivered(deliveryWaitMs)
    const slate = await askForSlate()
    if (turn !== asked) return
    const before = playerStore.get().queue.map(idOf)
    const queue = merge(slate)
    playerStore.set({
      queue,
      loading: false,
      served: { requestId: slate.requestId, tier: slate.tier },
      change: queueChange(before, queue.map(idOf), cause),
    })
  } catch (thrown) {
    if (turn !== asked) return
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    playerStore.set({ loading: false, error, fellBack: playerStore.get().choosing })
  }
}

export const forgetQueue = (): void => {
  asked += 1
}
