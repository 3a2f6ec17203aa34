import type { IncomingEvent, OutgoingEvent } from '@segue/client'
import { browserStorage } from '../browser-storage.ts'
import { isProblem, segue } from '../segue.ts'

/**
 * What was heard, on its way to the server. Events are kept in local storage until the server has answered for
 * them, so a closed tab or a dead line loses none; their ids are made here, so sending one twice stores it once.
 * The trap closed here: asking for the next slate before the server knows of the skip. `delivered` waits for it.
 */
const key = 'segue.unsent-events'
const longestWaitMs = 30_000

const readUnsent = (): IncomingEvent[] => {
  try {
    const stored: unknown = JSON.parse(browserStorage.read(key) ?? '[]')
    return Array.isArray(stored) ? stored : []
  } catch {
    return []
  }
}

let unsent = readUnsent()
let sending: Promise<void> | undefined
let waitMs = 1000
let timer: ReturnType<typeof setTimeout> | undefined

const keep = () => browserStorage.write(key, JSON.stringify(unsent.slice(-500)))

/** True when sending the same events again could end differently. */
const mayRecover = (thrown: unknown): boolean =>
  isProblem(thrown) && (thrown.status === 0 || thrown.status === 429 || thrown.status >= 500)

const sendAll = async (): Promise<void> => {
  while (unsent.length > 0) {
    const batch = unsent.slice(0, 100)
    try {
      await segue.events.send(batch, { keepalive: true })
    } catch (thrown) {
      if (mayRecover(thrown)) {
        timer = setTimeout(() => void deliver(), waitMs)
        waitMs = Math.min(longestWaitMs, waitMs * 2)
        return
      }
      // A refusal is final: the same bytes would be refused again, and would hold back all that follow.
    }
    unsent = unsent.filter((event) => !batch.includes(event))
    waitMs = 1000
    keep()
  }
}

const deliver = (): Promise<void> => {
  clearTimeout(timer)
  sending ??= sendAll().finally(() => {
    sending = undefined
  })
  return sending
}

export const record = (event: OutgoingEvent): void => {
  unsent = [...unsent, { id: crypto.randomUUID(), at: new Date().toISOString(), ...event }]
  keep()
  void deliver()
}

/** Resolves when every event so far is with the server, or after `atMostMs` when the line is slow or dead. */
export const delivered = async (atMostMs: number): Promise<void> => {
  const deadline = new Promise<void>((resolve) => setTimeout(resolve, atMostMs))
  const all = async () => {
    await deliver()
    if (unsent.length > 0 && sending) await sending
  }
  await Promise.race([all(), deadline])
}

addEventListener('online', () => void deliver())
void deliver()
