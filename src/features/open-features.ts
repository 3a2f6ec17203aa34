import { setTimeout as pause } from 'node:timers/promises'
import { type AppError, type ListenerId, secondMs, toAppError } from '#domain'
import { type Batch, type Cursor, type EventLog, type EventRedaction, logStart } from '#log'
import { createFeatures, type Features } from './create-features.ts'
import { expectLogOf } from './expect-log-of.ts'
import type { Feature } from './feature.ts'
import { foldLimits, type LimitsRead } from './fold-limits.ts'
import { foldNext, foldRest } from './fold-next.ts'
import { lookingReader } from './looking-reader.ts'
import { beingGathered, beingMended, isDamage, reasonOf } from './open-features-errors.ts'
import { replay } from './replay.ts'
import type { StateStore, WhyFoldedAgain } from './state-store.ts'
import { nowhere } from './state-store-nowhere.ts'

/**
 * Features that outlive their store. Whoever finds a damaged state (a read, a save, the check in the
 * background), the store is put aside, a new one is folded from the log, and the two are swapped between two
 * requests. The trap closed here is what goes on meanwhile: limits must hold, so blocks and ratings are folded first,
 * and nothing is answered before; and a fold must not throw, or the journal would take the state for a lost one.
 *
 * Whoever is being taken out of the log is in no states that are made from it: it still tells what they did.
 */
export interface OpenedFeatures extends Features {
  /** Looks through the store; what is wrong is mended from then on, and told. */
  check(): Promise<void>
  /** Ends a mending under way, saves what is folded and closes the store. Idempotent. */
  close(): Promise<void>
}

export interface OpenFeaturesOptions {
  /** Opens the store; called again after a `discard`. */
  readonly openStore: () => StateStore
  readonly features: readonly Feature[]
  readonly log: LimitsRead & Pick<EventLog, 'end' | 'lag'> & Pick<EventRedaction, 'redacting'>
  /** Told of damage and of everything else that fails behind a request. */
  readonly onFault: (error: AppError) => void
  /** Told how far catching up with the log is, before this resolves; `again` where all of it is read, and why. */
  readonly progress?: (done: number, total: number, again?: WhyFoldedAgain) => void
  /** Aborted while it catches up, it saves what is folded and rejects; the next one goes on from there. */
  readonly signal?: AbortSignal
  /** How long `reading` waits for limits at most: a log of many ratings takes seconds to tell them all. */
  readonly longestWaitMs?: number
}

const triesAtStart = 2
const usualWaitMs = 2 * secondMs
const retryMs = 10 * secondMs

/** Resolves when everything in the log is folded; damage found on the way is mended first. */
export const openFeatures = async (options: OpenFeaturesOptions): Promise<OpenedFeatures> => {
  const { openStore, features, log, onFault, progress, signal, longestWaitMs = usualWaitMs } = options
  const closing = new AbortController()
  let store = openStore()
  let putAside: StateStore | undefined
  let mending: Promise<void> | undefined
  let amiss: AppError | undefined
  /** Folded by nobody yet: what the journal hands over while limits are gathered. */
  let held: Batch[] | undefined
  /** Settles when what must hold is folded, or can't be for now. */
  let gathered: Promise<unknown> = Promise.resolve()
  /** What the journal hands over while a new fold reads the end of the log, which may or may not hold it. */
  let arriving: Batch[] | undefined
  let newest = logStart
  let foldedAgain = 0
  let serving = false
  /** Of those who wait for room in states that are being put aside, where there is none to wait for. */
  const goOn = new Set<() => void>()

  const createOn = (on: StateStore): Features =>
    createFeatures({ store: on, features, flushFailed: (error) => failed(error, on) })
  /** A store that was put aside may fail as it likes; and at the start, catching up meets the damage itself. */
  const failed = (thrown: unknown, on: StateStore): void => {
    const error = toAppError(thrown)
    if (on !== store || on === putAside) return
    if (isDamage(error) && serving) mend(error)
    else onFault(error)
  }

  const startAgain = async (found: AppError): Promise<Features> => {
    putAside = store
    await store.discard(reasonOf(found))
    store = openStore()
    return createOn(store)
  }

  const leaving = (): Promise<readonly ListenerId[]> =>
    log.redacting().catch((thrown: unknown) => {
      onFault(toAppError(thrown))
      return []
    })
  /** In process at once; what can't be stored now goes with the next save, and is asked for again by whoever takes them out. */
  const forgetAll = (from: Features, listeners: readonly ListenerId[]): void => {
    const on = store
    for (const listener of listeners) from.forget(listener).catch((thrown: unknown) => failed(thrown, on))
  }

  const whyAgain = async (folded: Cursor): Promise<WhyFoldedAgain | undefined> => {
    if (putAside !== undefined) return 'damaged'
    return (await log.lag(folded)) === undefined ? 'other-log' : store.emptied
  }

  const catchUp = async (): Promise<Features> => {
    let fresh = createOn(store)
    for (let attempt = 1; ; attempt++) {
      try {
        await expectLogOf(log, fresh.cursor, onFault)
        const again = await whyAgain(fresh.cursor)
        await replay(log, fresh, { signal, progress: (done, total) => progress?.(done, total, again) })
        forgetAll(fresh, await leaving())
        return fresh
      } catch (thrown) {
        if (signal?.aborted) await fresh.flush()
        if (!isDamage(thrown) || attempt === triesAtStart) throw thrown
        onFault(thrown)
        fresh = await startAgain(thrown)
      }
    }
  }

  const serveLimitsOnly = async (): Promise<void> => {
    // Nothing is dropped from it, so nothing is ever read from a store.
    const limited = createFeatures({ store: nowhere, features, stateLimit: Number.POSITIVE_INFINITY })
    await foldLimits(log, limited)
    const going = await leaving()
    foldRest(limited, held ?? [])
    forgetAll(limited, going)
    current = limited
    held = undefined
    amiss = beingMended()
  }

  const foldAgain = async (found: AppError): Promise<void> => {
    const fresh = await startAgain(found)
    await replay(log, fresh, { signal: closing.signal })
    // The log has each event before a fold is told: what came until now is read now, what comes from now on is kept.
    const told = newest
    const kept: Batch[] = []
    let going: readonly ListenerId[] = []
    arriving = kept
    try {
      await replay(log, fresh, { signal: closing.signal })
      await expectLogOf(log, told, onFault)
      going = await leaving()
    } finally {
      arriving = undefined
    }
    // In one turn from here on: an event in between would be folded into what is thrown away.
    foldRest(fresh, kept)
    forgetAll(fresh, going)
    current = fresh
    foldedAgain += 1
    amiss = undefined
  }

  const mendAll = async (first: AppError): Promise<void> => {
    let found = first
    while (amiss !== undefined && !closing.signal.aborted) {
      try {
        if (held !== undefined) {
          const gathering = serveLimitsOnly()
          // Awaited below, where its failure is told; whoever waits for it reads again and is refused.
          gathered = gathering.catch(() => {})
          await gathering
        }
        await foldAgain(found)
      } catch (thrown) {
        if (closing.signal.aborted) return
        found = toAppError(thrown)
        onFault(found)
        // Rejects only when closing, which ends the loop.
        await pause(retryMs, undefined, { signal: closing.signal }).catch(() => {})
      }
    }
  }

  const mend = (found: AppError): void => {
    if (mending !== undefined || closing.signal.aborted) return
    onFault(found)
    amiss = beingGathered()
    held = []
    for (const wait of goOn) wait()
    mending = mendAll(found).finally(() => {
      mending = undefined
    })
  }

  const waitFor = async (room: Promise<void>): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    goOn.add(resolve)
    await Promise.race([room, promise])
    goOn.delete(resolve)
  }

  const look = <Read>(read: (from: Features) => Read): Read => {
    try {
      if (held === undefined) return read(current)
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown
      mend(thrown)
    }
    throw amiss ?? beingGathered()
  }

  /** What damage is met is met again by whoever reads, and told there. */
  const load = async (owners: readonly string[]): Promise<void> => {
    if (held !== undefined) return
    const from = current
    await from.load(owners).catch((thrown: unknown) => {
      if (!isDamage(thrown)) throw thrown
      if (from === current) mend(thrown)
    })
  }

  const reading = async <Read>(owners: readonly string[], read: () => Read): Promise<Read> => {
    try {
      await load(owners)
      return read()
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown
      await Promise.race([gathered, pause(longestWaitMs, undefined, { ref: false })])
      await load(owners)
      return read()
    }
  }

  // Whoever opens is given nothing to close when this rejects, and an open store keeps the process alive.
  let current = await catchUp().catch(async (thrown: unknown) => {
    await store.close()
    throw thrown
  })
  serving = true

  return {
    get cursor() {
      return current.cursor
    },
    get amiss() {
      return amiss
    },
    room: () => {
      const room = held === undefined ? current.room() : undefined
      return room && waitFor(room)
    },
    get full() {
      return current.full
    },
    fold: (batch) => {
      newest = batch.through
      arriving?.push(batch)
      try {
        if (held === undefined) foldNext(current, batch)
        else held.push(batch)
      } catch (thrown) {
        if (!isDamage(thrown)) throw thrown
        mend(thrown)
      }
    },
    load,
    // What could not be loaded is met by the fold, which may not be kept from it.
    prepare: (recorded) => (held === undefined ? current.prepare(recorded)?.catch(() => {}) : undefined),
    value: (feature, owner, about, asOf) => look((from) => from.value(feature, owner, about, asOf)),
    entries: (feature, owner) => look((from) => from.entries(feature, owner)),
    reader: (owner) => lookingReader(look, owner),
    reading,
    reset: () => current.reset(),
    forget: async (listener) => {
      if (amiss !== undefined) throw amiss
      await current.forget(listener)
    },
    get generation() {
      return foldedAgain + current.generation
    },
    wipe: () => store.wipe(),
    flush: async () => {
      const on = store
      if (mending === undefined) await current.flush().catch((thrown: unknown) => failed(thrown, on))
    },
    check: async () => {
      const on = store
      if (mending === undefined) await on.check().catch((thrown: unknown) => failed(thrown, on))
    },
    close: async () => {
      const whole = mending === undefined
      closing.abort()
      await mending
      try {
        if (whole) await current.flush()
      } catch (thrown) {
        // What is not saved is folded again at the next start, from the log.
        onFault(toAppError(thrown))
      } finally {
        await store.close()
      }
    },
  }
}
