import { newId, type OutgoingEvent } from '@segue/client'
import { browserStorage } from '../browser-storage.ts'
import { toast } from '../design/toasts.tsx'
import { isProblem, segue } from '../segue.ts'
import { openUnsent } from './unsent-events.ts'

/**
 * What was heard, on its way to the server. Events are kept in local storage until the server has answered for
 * them, so a closed tab or a dead line loses none; their ids are made here, so sending one twice stores it once.
 * The trap closed here: asking for the next slate before the server knows of the skip. `delivered` waits for it.
 */
const longestWaitMs = 30_000

const unsent = openUnsent(browserStorage, newId())
/** Whether the newest events are kept in the browser as well, and whether it was said that they aren't. */
let kept = true
let saidLoss = false
let sending: Promise<void> | undefined
let waitMs = 1000
let timer: ReturnType<typeof setTimeout> | undefined

/** True when sending the same events again could end differently. */
const mayRecover = (thrown: unknown): boolean =>
  isProblem(thrown) && (thrown.status === 0 || thrown.status === 429 || thrown.status >= 500)

/** Once: what can neither be sent nor kept is gone when the page is closed, and only the person can wait. */
const sayLoss = () => {
  if (kept || saidLoss) return
  saidLoss = true
  toast(
    'What you hear can’t be sent or kept in this browser. Leave this page open until Segue can be reached.',
  )
}

/** Answers whether all was sent; what was not is tried again later. */
const sendAll = async (): Promise<boolean> => {
  let size = 100
  unsent.takeOver()
  while (unsent.count() > 0) {
    const batch = unsent.first(size)
    try {
      await segue.events.send(batch, { keepalive: true })
    } catch (thrown) {
      if (mayRecover(thrown)) {
        timer = setTimeout(() => void deliver(), waitMs)
        waitMs = Math.min(longestWaitMs, waitMs * 2)
        sayLoss()
        return false
      }
      // A refusal is final: the same bytes would be refused again, and would hold back all that follow. It is of
      // one event, so that others sent with it are not lost.
      if (batch.length > 1) {
        size = 1
        continue
      }
    }
    unsent.remove(batch)
    waitMs = 1000
  }
  return true
}

const send = async (): Promise<void> => {
  let isAll = false
  try {
    isAll = await sendAll()
  } finally {
    sending = undefined
  }
  // What was recorded after the last look and before this would wait for the next event.
  if (isAll && unsent.count() > 0) await deliver()
}

const deliver = (): Promise<void> => {
  clearTimeout(timer)
  sending ??= send()
  return sending
}

export const record = (event: OutgoingEvent): void => {
  kept = unsent.add({ id: newId(), at: new Date().toISOString(), ...event })
  void deliver()
}

/** Resolves when every event so far is with the server, or after `atMostMs` when the line is slow or dead. */
export const delivered = async (atMostMs: number): Promise<void> => {
  const deadline = new Promise<void>((resolve) => setTimeout(resolve, atMostMs))
  const all = async () => {
    await deliver()
    if (unsent.count() > 0 && sending) await sending
  }
  await Promise.race([all(), deadline])
}

addEventListener('online', () => void deliver())
void deliver()
