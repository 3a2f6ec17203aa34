import { type Instant, instant } from '#domain'
import type { AppEvent } from '#log'
import { assembleServices, type Foundations } from './assemble-services.ts'
import type { Services } from './services.ts'

/**
 * Segue over a log that is told event by event, to see what it would have served: the services that serve, on stores that are
 * thrown away. Its clock is the newest event that it was told and its ids are counted, so the same events give the same answers.
 * The trap closed here is a copy of serving that is made to be judged: nothing of what is judged is made here.
 */
export interface Rehearsal {
  readonly services: Services
  /** Resolves when the next answer knows of them. */
  tell(events: readonly AppEvent[]): Promise<void>
  /** Trains all models on what was told so far, and serves with them; says at each step that it goes on. */
  train(signal: AbortSignal, onStep?: () => void): Promise<void>
  /** How the last answer came to be. */
  lastRecord(): Uint8Array | undefined
  close(): Promise<void>
}

/** Empty stores in memory, beside a filled catalogue. */
export type RehearsalStores = Pick<Foundations, 'log' | 'catalog' | 'features' | 'registry' | 'stopwatch'>

/** Told in one append; as many as a reader of the log takes at once. */
const toldAtOnce = 1_000

export const openRehearsal = async (stores: RehearsalStores): Promise<Rehearsal> => {
  let now: Instant = instant(0)
  let ids = 0
  const fail = (thrown: unknown): never => {
    throw thrown
  }
  const { log, last } = withoutRecords(stores.log)
  const { services, serving, followers } = await assembleServices({
    ...stores,
    log,
    clock: () => now,
    newId: () => `rehearsed-${ids++}`,
    version: 'rehearsal',
    onFault: fail,
  })
  return {
    services,
    async tell(events) {
      for (let from = 0; from < events.length; from += toldAtOnce) {
        const told = events.slice(from, from + toldAtOnce)
        for (const { at } of told) if (at > now) now = at
        await services.journal.append(told.map((event) => ({ event })))
      }
      await followers.caughtUp()
    },
    async train(signal, onStep = () => {}) {
      await serving.train(onStep, signal)
    },
    lastRecord: last,
    close: () => followers.close(),
  }
}

/** Thousands of answers are asked for, and what each was made of would fill the memory: the last is kept. */
const withoutRecords = (
  log: Foundations['log'],
): { readonly log: Foundations['log']; readonly last: () => Uint8Array | undefined } => {
  let last: Uint8Array | undefined
  return {
    log: {
      ...log,
      append: (entries) => {
        last = entries.at(-1)?.record ?? last
        return log.append(entries.map(({ event }) => ({ event })))
      },
    },
    last: () => last,
  }
}
