/**
 * What an action did to the queue, in ids and in words. A row that moves up because the one above it was taken
 * is no change, and neither is the row that fills the place at the end; both would make every skip look wise.
 */
export type Cause =
  | 'start'
  | 'skip'
  | 'finish'
  | 'like'
  | 'dislike'
  | 'unlike'
  | 'undislike'
  | 'block'
  | 'unblock'
  | 'session'
  | 'retry'
  | 'gone'

export interface QueueChange {
  readonly text: string
  readonly entered: readonly string[]
  readonly left: readonly string[]
}

const after: Record<Cause, string> = {
  start: 'you pressed play',
  skip: 'your skip',
  finish: 'your play',
  like: 'your like',
  dislike: 'your dislike',
  unlike: 'you took the like back',
  undislike: 'you took the dislike back',
  block: 'your block',
  unblock: 'your unblock',
  session: 'the session began',
  retry: 'a new try',
  gone: 'tracks were taken away',
}

export const queueChange = (
  before: readonly string[],
  now: readonly string[],
  cause: Cause,
): QueueChange | undefined => {
  if (before.length === 0) return undefined
  const entered = now.filter((id) => !before.includes(id))
  const left = before.filter((id) => !now.includes(id))
  return { text: describe(before, now, left.length, cause), entered, left }
}

const describe = (before: readonly string[], now: readonly string[], left: number, cause: Cause): string => {
  if (left > 0) return `${left} ${left === 1 ? 'track' : 'tracks'} changed after ${after[cause]}`
  const kept = now.filter((id) => before.includes(id))
  const cameIn = now.findLastIndex((id) => before.includes(id)) + 1 - kept.length
  if (cameIn > 0) return `${cameIn} ${cameIn === 1 ? 'track' : 'tracks'} came in after ${after[cause]}`
  const moved = kept.filter((id, index) => id !== before[index]).length
  if (moved > 0) return `${moved} ${moved === 1 ? 'track' : 'tracks'} moved after ${after[cause]}`
  return `Same tracks next after ${after[cause]}`
}
