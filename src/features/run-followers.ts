import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { AppError, counted, type ListenerId, secondMs, toAppError } from '#domain'
import { type Batch, type EventLog, type Fold, logStart } from '#log'
import { createDueWork } from './due-work.ts'
import { type Follower, farBehind } from './follower.ts'
import { createHandedBatches } from './handed-batches.ts'
import { followedAgain, isDamage } from './open-features-errors.ts'

/**
 * Keeps followers behind the log. What is appended while one stands at the end is handed to it as it is, a turn later, so
 * nothing is read from the disk twice; whoever is further behind reads the log from its own cursor, as all do at the start.
 * The trap closed here is a gap: a batch is folded only where it begins at the cursor, and when one was not kept, for
 * too many waited, the log is read before any other is folded.
 */
export interface Followers {
  /** A fold of the journal, behind those that must hold at the acknowledgement. It takes a note and never throws. */
  readonly follow: Fold
  /**
   * Resolves when each follower has folded all that was handed over before the call, however much comes behind it, or when
   * they are closed.
   */
  caughtUp(): Promise<void>
  /** How many events each has still to fold; all of them where the log does not know its place. */
  lags(): Promise<readonly Lag[]>
  /** Why one of them does not follow, or that it is far behind; what it keeps is that of before. */
  readonly amiss: AppError | undefined
  save(): Promise<void>
  /** Has each look through what it keeps; damage is mended from then on, and told. */
  check(): Promise<void>
  /**
   * Has each save all that was handed over before the call, and then forget a listener: nothing up to there is folded
   * again. Between two appends, for its cursor says no more than that. Rejects where one of them does not follow or can't save.
   */
  forget(listener: ListenerId): Promise<void>
  /** See `StateStore`. */
  wipe(): Promise<void>
  /** Ends between two batches, saves and closes each. Idempotent. */
  close(): Promise<void>
}

export interface Lag {
  readonly follower: string
  readonly events: number
}

export interface FollowersOptions {
  readonly log: Pick<EventLog, 'read' | 'lag'>
  readonly followers: readonly Follower[]
  /** Told of whatever keeps a follower from following, once each time. */
  readonly onFault: (error: AppError, follower: string) => void
  /** How long one that failed rests before it is given the same again. */
  readonly retryMs?: number
}

/**
 * Folded in one turn of the event loop: about half a millisecond, and up to three times as much of what was handed over and
 * waits. The trap closed here: the journal folds 250 events in a turn, and one that folds a hundred would fall behind for as
 * long as they come.
 */
const foldedPerTurn = 100
const mostPerTurn = 300
/** With so many times as much waiting, a turn takes its share. */
const turnsBehind = 4

export const runFollowers = (options: FollowersOptions): Followers => {
  const running = options.followers.map((follower) => keepUp(follower, options))
  const amiss = () => {
    const found = running.map((one) => one.amiss()).find((one) => one !== undefined)
    return found !== undefined && isDamage(found) ? followedAgain(found) : found
  }
  return {
    follow: (batch) => {
      for (const { hand } of running) hand(batch)
    },
    caughtUp: async () => {
      await Promise.all(running.map((one) => one.caughtUp()))
    },
    lags: () => Promise.all(running.map((one) => one.lag())),
    get amiss() {
      return amiss()
    },
    save: async () => {
      await Promise.all(running.map((one) => one.save()))
    },
    check: async () => {
      await Promise.all(running.map((one) => one.check()))
    },
    forget: async (listener) => {
      const found = amiss()
      if (found !== undefined) throw found
      await Promise.all(running.map((one) => one.forget(listener)))
    },
    wipe: async () => {
      await Promise.all(options.followers.map((follower) => follower.wipe()))
    },
    close: async () => {
      await Promise.all(running.map((one) => one.close()))
    },
  }
}

const keepUp = (follower: Follower, options: FollowersOptions) => {
  const { log, retryMs = 10 * secondMs } = options
  const onFault = (error: AppError): void => options.onFault(error, follower.name)
  const closing = new AbortController()
  const { signal } = closing
  const handed = createHandedBatches()
  /** What stands between the cursor and `handed` is in the log alone. */
  let mustRead = true
  let left = 0
  /** How many batches were handed over; the log as it stood at the start is the first. */
  let told = 1
  /** So many of them are folded, at least. */
  let folded = 0
  /** Within an append, where no cursor stands. */
  let isAmid = false
  const due = createDueWork()
  /** Damage that was met beside the folds. */
  let found: AppError | undefined
  let failure: AppError | undefined
  let isResting = false
  let woken = Promise.withResolvers<void>()

  const isBehind = (): boolean => mustRead || handed.first !== undefined || found !== undefined

  const hand = (batch: Batch): void => {
    told++
    if (!mustRead && !handed.keep(batch)) mustRead = true
    woken.resolve()
  }

  const keepNone = (): void => handed.drop(Number.POSITIVE_INFINITY)

  const toFold = (): number => left + handed.events

  const perTurn = (): number =>
    Math.min(mostPerTurn, Math.max(foldedPerTurn, Math.ceil(handed.events / turnsBehind)))

  const fold = async ({ recorded, after, through }: Batch): Promise<void> => {
    let from = 0
    // One of which all is passed over moves the cursor.
    do {
      signal.throwIfAborted()
      const part = recorded.slice(from, from + perTurn())
      from += part.length || 1
      await follower.fold({ recorded: part, after, through: from >= recorded.length ? through : after })
      left = Math.max(0, left - part.length)
      await nextTurn()
    } while (from < recorded.length)
  }

  /** Beside the folds: damage is for the loop to mend, and what else fails is tried again by whoever asks. */
  const beside = async (work: () => Promise<void>): Promise<void> => {
    if (failure !== undefined || signal.aborted) return
    try {
      await work()
    } catch (thrown) {
      const error = toAppError(thrown)
      if (error.code !== 'states-damaged') return onFault(error)
      found = error
      woken.resolve()
    }
  }

  const readLog = async (): Promise<void> => {
    const known = await log.lag(follower.cursor)
    if (known === undefined) await follower.startAgain(undefined)
    left = known ?? (await log.lag(follower.cursor)) ?? 0
    // What is handed over from now on may be read as well, and whatever was handed over before will be.
    keepNone()
    mustRead = false
    const before = told
    const from = follower.cursor
    for await (const batch of log.read(from, signal)) {
      await fold(batch)
      handed.dropRead(follower.cursor)
    }
    left = 0
    // Or whoever is killed again and again would read the same again and again.
    if (follower.cursor !== from) await beside(() => follower.save())
    folded = before
    isAmid = false
  }

  const foldNext = async (): Promise<void> => {
    if (found !== undefined) throw found
    if (handed.first?.after !== follower.cursor) handed.dropRead(follower.cursor)
    const { first } = handed
    if (mustRead || (first && first.after !== follower.cursor)) return await readLog()
    if (first === undefined) return
    const { batch, parts, endsAmid } = handed.joined(first, perTurn())
    await fold(batch)
    isAmid = endsAmid
    // They may be kept no more.
    if (handed.first === first) handed.drop(parts)
  }

  const mend = async (thrown: unknown): Promise<void> => {
    failure = toAppError(thrown)
    onFault(failure)
    due.fail(failure)
    keepNone()
    mustRead = true
    try {
      if (failure.code !== 'states-damaged') throw failure
      await follower.startAgain(failure)
      found = undefined
    } catch (again) {
      if (again !== failure) onFault(toAppError(again))
      // Rejects only when closing, which ends the loop.
      await pause(retryMs, undefined, { signal, ref: false }).catch(() => {})
    }
  }

  const rest = async (): Promise<void> => {
    isResting = true
    await woken.promise
    woken = Promise.withResolvers()
    isResting = false
  }

  const reach = async (): Promise<void> => {
    // Whoever must read knows nothing of what was handed over and not kept.
    if (!mustRead) folded = told - handed.batches
    if (!isAmid && found === undefined) await due.reach(folded)
  }

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        while (isBehind()) {
          await foldNext()
          if (isBehind()) await reach()
        }
        await follower.atEnd()
        failure = undefined
        await reach()
        if (!isBehind()) await rest()
      } catch (thrown) {
        if (!signal.aborted) await mend(thrown)
      }
    }
  }

  const end = async (): Promise<void> => {
    const isSound = failure === undefined && found === undefined
    closing.abort()
    woken.resolve()
    await ended
    due.end(stopped())
    // What is not saved is folded again at the next start.
    if (isSound) await follower.save().catch((thrown: unknown) => onFault(toAppError(thrown)))
    await follower.close()
  }

  const caughtUp = (): Promise<void> => {
    if (signal.aborted || (isResting && !isBehind())) return Promise.resolve()
    // Or whoever asks while it lies down to rest would wait for the next event.
    woken.resolve()
    return due.add(told, async () => {}, false)
  }

  const forget = (listener: ListenerId): Promise<void> => {
    if (signal.aborted) return Promise.reject(stopped())
    woken.resolve()
    return due.add(told, () => follower.forget(listener), true)
  }

  const ended = run()
  let closed: Promise<void> | undefined
  return {
    hand,
    lag: async (): Promise<Lag> => {
      const events = (await log.lag(follower.cursor)) ?? (await log.lag(logStart)) ?? 0
      return { follower: follower.name, events }
    },
    amiss: () => failure ?? found ?? (toFold() > farBehind ? behind(follower, toFold()) : undefined),
    caughtUp,
    forget,
    save: () => beside(() => follower.save()),
    check: () => beside(() => follower.check()),
    close: () => (closed ??= end()),
  }
}

const behind = ({ whenBehind }: Follower, events: number): AppError =>
  new AppError(
    'overloaded',
    `${whenBehind} ${counted(events, 'event')} of the log are still to be read; it ends by itself.`,
  )

const stopped = (): AppError =>
  new AppError('not-open', 'Segue is stopping: what was begun is gone on with at the next start.')
