import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { AppError } from '#domain'
import { logStart } from './cursor.ts'
import { samplePlays } from './event-log.sample.ts'
import type { Appended, Batch, EventLog } from './event-log.ts'
import { createJournal, type Fold } from './journal.ts'

/** A log whose answers come in the reverse of the order they were asked for. */
const answeringBackwards = (log: EventLog): { log: EventLog; answer: () => Promise<void> } => {
  const held: (() => void)[] = []
  return {
    log: {
      ...log,
      async append(entries): Promise<Appended> {
        const appended = await log.append(entries)
        await new Promise<void>((resolve) => held.push(resolve))
        return appended
      },
    },
    async answer() {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve()
      for (const release of held.splice(0).reverse()) {
        release()
        await Promise.resolve()
      }
    },
  }
}

const idsOf = (from: number, count: number) => samplePlays(from, count).map(({ event }) => event.id)

const collector = (): { seen: string[]; fold: Fold } => {
  const seen: string[] = []
  return { seen, fold: ({ recorded }) => seen.push(...recorded.map(({ event }) => event.id)) }
}

describe('the journal', () => {
  it('has shown every fold what an append stored when the append resolves', async () => {
    const [first, second] = [collector(), collector()]
    const journal = createJournal({ log: createMemoryEventLog(), folds: [first.fold, second.fold] })
    const { recorded } = await journal.append(samplePlays(0, 3))
    expect(recorded).toHaveLength(3)
    expect(first.seen).toEqual(idsOf(0, 3))
    expect(second.seen).toEqual(idsOf(0, 3))
  })

  it('shows events once and in the order of the log, though the log answers backwards', async () => {
    const { log, answer } = answeringBackwards(createMemoryEventLog())
    const { seen, fold } = collector()
    const journal = createJournal({ log, folds: [fold] })
    const resolved: number[] = []
    const appends = [0, 1, 2, 3].map(async (call) => {
      await journal.append(samplePlays(call * 3, 4))
      resolved.push(call)
    })
    await answer()
    await Promise.all(appends)
    expect(seen).toEqual(idsOf(0, 13))
    expect(resolved).toEqual([0, 1, 2, 3])
  })

  it('does not call a fold when all was known', async () => {
    let calls = 0
    const journal = createJournal({ log: createMemoryEventLog(), folds: [() => calls++] })
    await journal.append(samplePlays(0, 2))
    expect(await journal.append(samplePlays(0, 2))).toMatchObject({ recorded: [], duplicates: 2 })
    expect(calls).toBe(1)
  })

  it('hands a rejection of the log to its caller alone and goes on', async () => {
    const memory = createMemoryEventLog()
    let full = false
    const log: EventLog = {
      ...memory,
      append: async (entries) => {
        if (full) throw new AppError('disk-full', 'The disk is full: free some space.')
        return memory.append(entries)
      },
    }
    const { seen, fold } = collector()
    const journal = createJournal({ log, folds: [fold] })
    const fine = journal.append(samplePlays(0, 1))
    full = true
    const refused = journal.append(samplePlays(1, 1))
    full = false
    const after = journal.append(samplePlays(2, 1))
    await expect(refused).rejects.toMatchObject({ code: 'disk-full' })
    await Promise.all([fine, after])
    expect(seen).toEqual(['play-0', 'play-2'])
  })

  it('keeps nothing of an append that is over, however many there were', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage: () => void = runInNewContext('gc')
    const heapInUse = (): number => {
      collectGarbage()
      return process.memoryUsage().heapUsed
    }
    const journal = createJournal({ log: createMemoryEventLog(), folds: [() => {}] })
    // Known to the log after the first time, so that nothing but the journal can keep what grows.
    const entries = samplePlays(0, 1)
    const append = async (turns: number): Promise<void> => {
      for (let turn = 0; turn < turns; turn++) {
        await Promise.all(Array.from({ length: 20 }, () => journal.append(entries)))
      }
    }
    await append(500)
    const before = heapInUse()
    await append(10_000)
    expect((heapInUse() - before) / 200_000).toBeLessThan(20)
  })

  it('lets appends wait while there is no room for folds, refuses what would wait beyond a bound, and goes on', async () => {
    const { seen, fold } = collector()
    const rooms: (() => void)[] = []
    const pace = {
      prepare: () => undefined,
      room: () =>
        seen.length === 0 || rooms.length > 0
          ? undefined
          : new Promise<void>((resolve) => rooms.push(resolve)),
      full: undefined,
    }
    const log = createMemoryEventLog()
    const journal = createJournal({ log, folds: [fold], pace })
    await journal.append(samplePlays(0, 1))
    const waiting = journal.append(samplePlays(1, 5_000))
    await nextTurn()
    expect([seen.length, rooms.length]).toEqual([1, 1])
    const second = journal.append(samplePlays(5_001, 5_000))
    await expect(journal.append(samplePlays(10_001, 1))).rejects.toMatchObject({ code: 'overloaded' })
    expect(await log.lag(logStart)).toBe(10_001)
    for (const release of rooms) release()
    await Promise.all([waiting, second])
    await journal.append(samplePlays(10_001, 1))
    expect(seen).toEqual(idsOf(0, 10_002))
  })

  it('folds a long append over several turns, in order', async () => {
    const turns: Batch[] = []
    const journal = createJournal({ log: createMemoryEventLog(), folds: [(batch) => turns.push(batch)] })
    const { after, through } = await journal.append(samplePlays(0, 1_200))
    expect(turns.map(({ recorded }) => recorded.length)).toEqual([250, 250, 250, 250, 200])
    // Who stops in between stands where it began, and is handed all of it again.
    expect(turns.map((part) => [part.after, part.through])).toEqual([
      [after, after],
      [after, after],
      [after, after],
      [after, after],
      [after, through],
    ])
  })

  it('folds no more in a turn where several appends are confirmed in one breath, each as large as a turn', async () => {
    let folded = 0
    const inTurns: number[] = []
    const turn = () => {
      inTurns.push(folded)
      folded = 0
      ticking = setImmediate(turn)
    }
    let ticking = setImmediate(turn)
    const fold = ({ recorded }: Batch) => {
      folded += recorded.length
    }
    const journal = createJournal({ log: createMemoryEventLog(), folds: [fold] })
    await Promise.all([0, 200, 400, 600].map((from) => journal.append(samplePlays(from, 200))))
    await nextTurn()
    clearImmediate(ticking)
    expect(inTurns.reduce((sum, events) => sum + events)).toBe(800)
    expect(Math.max(...inTurns)).toBeLessThanOrEqual(250)
  })

  it('stores nothing while what it is folded into is full, and says so where load balancers ask [promise: honest-readiness]', async () => {
    const full = new AppError('disk-full', 'No room: free some.')
    const log = createMemoryEventLog()
    const journal = createJournal({
      log,
      folds: [],
      pace: { prepare: () => undefined, room: () => undefined, full },
    })
    await expect(journal.append(samplePlays(0, 1))).rejects.toBe(full)
    await expect(journal.check()).rejects.toBe(full)
    expect(await log.lag(logStart)).toBe(0)
  })

  it('takes no more once a fold has failed, and says that a restart mends it [promise: honest-readiness]', async () => {
    const log = createMemoryEventLog()
    const journal = createJournal({
      log,
      folds: [
        () => {
          throw new Error('a bug')
        },
      ],
    })
    await expect(journal.append(samplePlays(0, 1))).rejects.toMatchObject({ code: 'internal' })
    await expect(journal.append(samplePlays(1, 1))).rejects.toThrow('restart Segue')
    await expect(journal.check()).rejects.toThrow('restart Segue')
    expect(await log.lag(logStart)).toBe(1)
  })
})
