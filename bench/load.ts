import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from '#domain'
import { type Answer, type Connection, openConnection } from './http-connection.ts'

/**
 * Load on a server. The trap is coordinated omission: a client that waits for an answer before it sends the next
 * request stops asking just when the server is slow, and its percentiles forget the wait. So `openLoop` fixes
 * ahead when each request is due and measures from then, whether or not a connection is free.
 */
export interface Shot {
  readonly request: Buffer
  answered?(answer: Answer): void
  /** Told what this one took and when it was due, on the clock of `performance.now()`; errors included. */
  timed?(tookMs: number, dueMs: number, answer: Answer | Error): void
  /** Goes out over the same connection as soon as this one is answered, and is due then. */
  readonly followUp?: Shot
}

export interface Load {
  /** From when each request was due (open loop) or sent (closed loop) to the last byte of its answer. */
  readonly tookMs: readonly number[]
  /** How late requests went out, for want of a timer's tick or of a free connection; part of `tookMs`. */
  readonly lateMs: readonly number[]
  /** Answers that are not 2xx, and connections lost. */
  readonly errors: number
  /** What the first error was. */
  readonly example?: string | undefined
  readonly seconds: number
}

/** `even`: like a clock. `random`: as from people who do not know of each other (Poisson), bursts included. */
export type Arrivals = 'even' | 'random'

export const openLoop = async (
  port: number,
  plan: {
    readonly perSecond: number
    readonly seconds: number
    readonly arrivals: Arrivals
    readonly random: Random
    readonly connections: number
  },
  next: () => Shot,
): Promise<Load> => {
  const startMs = performance.now() + 20
  const due = dueTimes(plan).map((afterMs) => startMs + afterMs)
  const tally = createTally()
  const idle = Array.from({ length: plan.connections }, () => createLine(port))
  const lines = [...idle]
  const queue: number[] = []
  const serve = async (line: Line, firstDueMs: number) => {
    for (let dueMs: number | undefined = firstDueMs; dueMs !== undefined; dueMs = queue.shift()) {
      const first = next()
      tally.late(performance.now() - dueMs)
      await askAll(line, first, dueMs, tally)
    }
    idle.push(line)
  }
  const underWay: Promise<void>[] = []
  for (const dueMs of due) {
    await until(dueMs)
    const line = idle.pop()
    if (line === undefined) queue.push(dueMs)
    else underWay.push(serve(line, dueMs))
  }
  await Promise.all(underWay)
  for (const line of lines) line.close()
  return tally.load((performance.now() - startMs) / 1_000)
}

/** As much as the server can: each connection sends when it has its answer, until `next` has no more. */
export const closedLoop = async (
  port: number,
  connections: number,
  next: () => Shot | undefined,
): Promise<Load> => {
  const startMs = performance.now()
  const tally = createTally()
  const lane = async () => {
    const line = createLine(port)
    for (let shot = next(); shot !== undefined; shot = next()) {
      await askAll(line, shot, performance.now(), tally)
    }
    line.close()
  }
  await Promise.all(Array.from({ length: connections }, lane))
  return tally.load((performance.now() - startMs) / 1_000)
}

const askAll = async (line: Line, first: Shot, firstDueMs: number, tally: Tally): Promise<void> => {
  let dueMs = firstDueMs
  for (let shot: Shot | undefined = first; shot !== undefined; shot = shot.followUp) {
    tally.answered(await line.ask(shot.request), dueMs, shot)
    dueMs = performance.now()
  }
}

/** Never before: a timer may ring up to a millisecond early, and an answer would come before it was asked for. */
const until = async (dueMs: number): Promise<void> => {
  for (let leftMs = dueMs - performance.now(); leftMs > 0; leftMs = dueMs - performance.now()) {
    await wait(Math.ceil(leftMs))
  }
}

const dueTimes = ({
  perSecond,
  seconds,
  arrivals,
  random,
}: {
  readonly perSecond: number
  readonly seconds: number
  readonly arrivals: Arrivals
  readonly random: Random
}): readonly number[] => {
  const gapMs = 1_000 / perSecond
  let atMs = 0
  return Array.from({ length: perSecond * seconds }, () => {
    atMs += arrivals === 'even' ? gapMs : -Math.log(1 - random.next()) * gapMs
    return atMs
  })
}

/** A connection that is opened again after the server hung up; an error for a request that was lost. */
interface Line {
  ask(request: Buffer): Promise<Answer | Error>
  close(): void
}

const createLine = (port: number): Line => {
  let connection: Connection | undefined
  return {
    ask: async (request: Buffer): Promise<Answer | Error> => {
      try {
        // A server ends connections that were idle for long: no request is lost by it.
        if (connection?.isOpen() !== true) connection = await openConnection(port)
        return await connection.ask(request)
      } catch (thrown) {
        connection = undefined
        return thrown instanceof Error ? thrown : new Error(String(thrown))
      }
    },
    close: () => connection?.close(),
  }
}

type Tally = ReturnType<typeof createTally>

const createTally = () => {
  const tookMs: number[] = []
  const lateMs: number[] = []
  let errors = 0
  let example: string | undefined
  return {
    late: (byMs: number) => void lateMs.push(byMs),
    answered: (answer: Answer | Error, fromMs: number, shot: Shot) => {
      const took = performance.now() - fromMs
      tookMs.push(took)
      shot.timed?.(took, fromMs, answer)
      if (!(answer instanceof Error) && answer.status >= 200 && answer.status <= 299) {
        shot.answered?.(answer)
        return
      }
      errors++
      example ??= answer instanceof Error ? answer.message : answer.body.toString('utf8', 0, 500)
    },
    load: (seconds: number): Load => ({ tookMs, lateMs, errors, example, seconds }),
  }
}
