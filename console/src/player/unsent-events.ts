import type { IncomingEvent } from '@segue/client'
import type { BrowserStorage } from '../browser-storage.ts'

/**
 * Events that the server has not answered for, kept in this browser. The trap closed here: pages of one browser
 * share its storage, and a list that two of them write is the list of whoever wrote last. So each page has a list
 * under a name of its own, and a new page takes over the lists it finds. One that is still open may lose its list
 * to it: both then send the same events, and the server stores each once, by its id.
 */
export interface Unsent {
  /** Oldest first. */
  first(count: number): readonly IncomingEvent[]
  /** False when the browser has no room for it: the event then lives as long as the page. */
  add(event: IncomingEvent): boolean
  remove(events: readonly IncomingEvent[]): void
  count(): number
}

const prefix = 'segue.unsent-events'

export const openUnsent = (storage: BrowserStorage, page: string): Unsent => {
  const own = `${prefix}/${page}`
  let events: readonly IncomingEvent[] = []
  const keep = (): boolean => {
    if (events.length > 0) return storage.write(own, JSON.stringify(events))
    storage.remove(own)
    return true
  }
  const left = storage.names(prefix).map((name) => ({ name, text: storage.read(name) }))
  const found = left.flatMap(({ text }) => eventsIn(text))
  events = [...new Map(found.map((event) => [event.id, event])).values()]
  // Written before the others are removed, so that a page that ends in between leaves two copies and not none.
  if (keep()) {
    for (const { name, text } of left) {
      if (name !== own && storage.read(name) === text) storage.remove(name)
    }
  }
  return {
    first: (count) => events.slice(0, count),
    add(event) {
      events = [...events, event]
      return keep()
    },
    remove(sent) {
      events = events.filter((event) => !sent.includes(event))
      keep()
    },
    count: () => events.length,
  }
}

const eventsIn = (text: string | undefined): IncomingEvent[] => {
  try {
    const stored: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(stored) ? stored.filter((event) => typeof event?.id === 'string') : []
  } catch {
    return []
  }
}
