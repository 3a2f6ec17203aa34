import type { ListenerId } from '#domain'

/**
 * Listeners who are being taken out while requests are under way. What was read of somebody before they left must not be
 * stored or kept after: it would name them where nothing looks any more.
 */
export interface Departures {
  /** How many have left so far; bound by a request with what it reads. */
  readonly count: number
  /** True where what was read when so many had left may not be kept of this listener: they are leaving, or somebody left since. */
  isPast(listener: ListenerId | undefined, count: number): boolean
  /** They leave at one moment while `work` runs, which tells it; before that what is read of them is what goes. */
  during<Result>(listener: ListenerId, work: (left: () => void) => Promise<Result>): Promise<Result>
}

export const createDepartures = (): Departures => {
  const leaving = new Set<ListenerId>()
  let count = 0
  return {
    get count() {
      return count
    },
    isPast: (listener, bound) => listener !== undefined && (bound !== count || leaving.has(listener)),
    during: async (listener, work) => {
      leaving.add(listener)
      try {
        return await work(() => {
          count++
        })
      } finally {
        leaving.delete(listener)
      }
    },
  }
}
