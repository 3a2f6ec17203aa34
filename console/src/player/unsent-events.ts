import type { IncomingEvent } from '@segue/client'
import type { BrowserStorage } from '../browser-storage.ts'

/**
 * Events that the server has not answered for, kept in this browser. The trap closed here: pages of one browser
 * share its storage, and a list that two of them write is the list of whoever wrote last. So each page has a list
 * under a name of its own, and sends what stands in the others' as well: their pages may be closed. What is sent
 * is taken out where it stands, never copied first: that needs no room, so it works in a full browser too. Where
 * the other page is still open both send the same events, and the server stores each once, by its id.
 *
 * What a page was told stays in the order in which it was told, for the last word holds and a device's clock may be
 * set back between two of them. Only what different pages were told is put in order by that clock.
 */
export interface Unsent {
  /** In the order in which they are to be sent. */
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
  /** What each page has to send, by the name of its list. */
  const lists = new Map<string, readonly IncomingEvent[]>([[own, []]])
  let all: readonly IncomingEvent[] = []
  const others = () => storage.names(prefix).filter((name) => name !== own)
  const keep = (name: string, events: readonly IncomingEvent[]): boolean => {
    if (events.length > 0) return storage.write(name, JSON.stringify(events))
    storage.remove(name)
    return true
  }
  const takeOver = () => {
    for (const name of others())
      lists.set(name, withoutTwins([...(lists.get(name) ?? []), ...eventsIn(storage.read(name))]))
    all = withoutTwins(merged([...lists.values()]))
  }
  takeOver()
  return {
    first: (count) => all.slice(0, count),
    add(event) {
      const mine = [...(lists.get(own) ?? []), event]
      lists.set(own, mine)
      all = [...all, event]
      return keep(own, mine)
    },
    remove(events) {
      const sent = new Set(events.map(({ id }) => id))
      const without = (list: readonly IncomingEvent[]) => list.filter(({ id }) => !sent.has(id))
      all = without(all)
      for (const [name, list] of lists) lists.set(name, without(list))
      keep(own, lists.get(own) ?? [])
      for (const name of others()) keep(name, without(eventsIn(storage.read(name))))
    },
    takeOver,
    count: () => all.length,
  }
}

const withoutTwins = (events: readonly IncomingEvent[]): IncomingEvent[] => [
  ...new Map(events.map((event) => [event.id, event])).values(),
]

/** By time, where none counts as earlier than what its own page was told before it. */
const merged = (lists: readonly (readonly IncomingEvent[])[]): IncomingEvent[] =>
  lists
    .flatMap((list) => {
      let latest = 0
      return list.map((event) => {
        latest = Math.max(latest, new Date(event.at).getTime() || 0)
        return { event, latest }
      })
    })
    .toSorted((one, other) => one.latest - other.latest)
    .map(({ event }) => event)

const eventsIn = (text: string | undefined): IncomingEvent[] => {
  try {
    const stored: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(stored) ? stored.filter((event) => typeof event?.id === 'string') : []
  } catch {
    return []
  }
}
