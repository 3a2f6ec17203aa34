import type { Answer } from './http-connection.ts'

/** One request as the client saw it, on the clock of the system, with what its answer says of the log. */
export interface Timed {
  readonly fromMs: number
  readonly tookMs: number
  /** From handing the decision to the log until it was durable; 0 where no answer said so. */
  readonly logMs: number
}

export const timedFrom = (tookMs: number, dueMs: number, answer: Answer | Error): Timed => ({
  fromMs: performance.timeOrigin + dueMs,
  tookMs,
  logMs:
    answer instanceof Error ? 0 : Number(/\r\nserver-timing: log;dur=([\d.]+)/i.exec(answer.head)?.[1] ?? 0),
})

/** When it began, on the clock of the system, and how long it took. */
export type Collection = readonly [atMs: number, tookMs: number]

export interface OwnTimes {
  readonly logMs: readonly number[]
  readonly collectedMs: readonly number[]
  readonly ownMs: readonly number[]
}

/**
 * What is left of each request without the collections that fell into it and without the disk. Of the wait for the log at
 * most `diskMs` is the disk's: what a log takes beyond what a bare writer takes is its own. The wait is the last thing in a
 * request, so a collection that falls into it is known and not taken off twice.
 */
export const ownTimes = (
  timed: readonly Timed[],
  collections: readonly Collection[],
  diskMs: number,
): OwnTimes => {
  const inOrder = [...collections].sort(([one], [other]) => one - other)
  const longestMs = Math.max(0, ...inOrder.map(([, tookMs]) => tookMs))
  const within = (fromMs: number, toMs: number): number => {
    let insideMs = 0
    for (let at = firstFrom(inOrder, fromMs - longestMs); at < inOrder.length; at++) {
      const [startMs, lengthMs] = inOrder[at] ?? [toMs, 0]
      if (startMs >= toMs) break
      insideMs += Math.max(0, Math.min(startMs + lengthMs, toMs) - Math.max(startMs, fromMs))
    }
    return insideMs
  }
  return {
    logMs: timed.map(({ logMs }) => logMs),
    collectedMs: timed.map(({ fromMs, tookMs }) => within(fromMs, fromMs + tookMs)),
    ownMs: timed.map(({ fromMs, tookMs, logMs }) => {
      const workedMs = tookMs - Math.min(logMs, diskMs)
      return Math.max(0, workedMs - within(fromMs, fromMs + workedMs))
    }),
  }
}

/** The place of the first that begins at a moment or later; times ascending. */
const firstFrom = (inOrder: readonly Collection[], fromMs: number): number => {
  let [low, high] = [0, inOrder.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((inOrder[middle]?.[0] ?? 0) < fromMs) low = middle + 1
    else high = middle
  }
  return low
}
