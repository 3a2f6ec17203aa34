import type { IncomingEvent } from '@segue/client'
import type { BrowserStorage } from '../browser-storage.ts'

/**
 * Events that the server has not answered for, kept in this browser. The trap closed here: pages of one browser
 * share its storage, and a list that two of them write is the list of whoever wrote last. So each page has a list
 * under a name of its own, and sends what stands in the others' as well: their pages may be closed. What is sent
 * is taken out where it stands, never copied first: that needs no room, so it works in a full browser too. Where
 * the other page is still open both send the same events, and the server stores each once, by its id.
 */
export interface Unsent {
  /** Oldest first. */
  first(count: number): readonly IncomingEvent[]
  /** False when the browser has no room for it: the event then lives as long as the page. */
  add(event: IncomingEvent): boolean
  remove(events: readonly IncomingEvent[]): void
  /** Counts in what other pages have left since it was last asked. */
  takeOver(): void
  count(): number
}

const prefix = 'segue.unsent-events'

/** `page` is a name that no page had before. */
export const openUnsent = (storage: BrowserStorage, page: string): Unsent => {
  const own = `${prefix}/${page}`
  let mine: readonly IncomingEvent[] = []
  let all: readonly IncomingEvent[] = []
  const others = () => storage.names(prefix).filter((name) => name !== own)
  const keep = (name: string, events: readonly IncomingEvent[]): boolean => {
    if (events.length > 0) return storage.write(name, JSON.stringify(events))
    storage.remove(name)
    return true
  }
  const takeOver = () => {
    const found = [...others().flatMap((name) => eventsIn(storage.read(name))), ...all]
    all = [...new Map(found.map((event) => [event.id, event])).values()].toSorted(byTime)
  }
  takeOver()
  return {
    first: (count) => all.slice(0, count),
    add(event) {
      all = [...all, event]
      mine = [...mine, event]
      return keep(own, mine)
    },
    remove(events) {
      const sent = new Set(events.map(({ id }) => id))
      const without = (list: readonly IncomingEvent[]) => list.filter(({ id }) => !sent.has(id))
      all = without(all)
      mine = without(mine)
      keep(own, mine)
      for (const name of others()) keep(name, without(eventsIn(storage.read(name))))
    },
    takeOver,
    count: () => all.length,
  }
}

const byTime = (one: IncomingEvent, other: IncomingEvent): number =>
  new Date(one.at).getTime() - new Date(other.at).getTime()

const eventsIn = (text: string | undefined): IncomingEvent[] => {
  try {
    const stored: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(stored) ? stored.filter((event) => typeof event?.id === 'string') : []
  } catch {
    return []
  }
}
