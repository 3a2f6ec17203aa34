import type { Slate } from '@segue/client'
import { currentListenerId } from '../listener/listener-store.ts'
import { segue } from '../segue.ts'
import { delivered } from './listening-events.ts'
import { playerStore } from './player-store.ts'
import { type Cause, queueChange } from './queue-change.ts'
import { idOf, withChoice } from './queue-order.ts'

/**
 * Keeps the queue true: after every action the server is asked again, once it knows of the action. The old
 * queue stays playable meanwhile, and only the newest answer is taken. A queue that goes round takes none.
 */
const slateLength = 12
const deliveryWaitMs = 2500
let asked = 0
let onAnswered: () => void = () => {}

/** Called when an answer stands in the queue, which says nothing of what stood there before it. */
export const whenQueueAnswered = (listener: () => void): void => {
  onAnswered = listener
}

const askForSlate = async (): Promise<Slate> => {
  const { current, history, queue, session } = playerStore.get()
  if (session) {
    const playing = current ? { trackId: current.track.id } : {}
    return segue.sessions.next(session.sessionId, { limit: slateLength, ...playing })
  }
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

const ask = async (cause: Cause | undefined): Promise<void> => {
  asked += 1
  const turn = asked
  if (playerStore.get().repeat === 'all') {
    playerStore.set({ loading: false, error: undefined, fellBack: false })
    return
  }
  playerStore.set({ loading: true, error: undefined, fellBack: false })
  try {
    await delivered(deliveryWaitMs)
    // Another listener may be here by now, and the newest question is asked in any case.
    if (turn !== asked) return
    const slate = await askForSlate()
    if (turn !== asked) return
    const { queue: old, change } = playerStore.get()
    const choice = slate.items.map((item) => ({ ...item, requestId: slate.requestId }))
    const { queue, shuffle } = withChoice(playerStore.get(), choice)
    playerStore.set({
      queue,
      shuffle,
      loading: false,
      served: { requestId: slate.requestId, tier: slate.tier },
      change: cause === undefined ? change : queueChange(old.map(idOf), queue.map(idOf), cause),
    })
    onAnswered()
  } catch (thrown) {
    if (turn !== asked) return
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    playerStore.set({ loading: false, error })
  }
}

let newest = Promise.resolve()

/** Without a cause the line that says what changed the queue stays as it is. */
export const refreshQueue = (cause?: Cause): Promise<void> => {
  newest = ask(cause)
  return newest
}

/** Resolves once the newest question has its answer, also when it is put while an older one is waited for. */
export const queueAnswered = async (): Promise<void> => {
  const waitedFor = newest
  await waitedFor
  if (waitedFor !== newest) await queueAnswered()
}

export const forgetQueue = (): void => {
  asked += 1
}
