import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { instant } from '#domain'
import { allEvents } from './event-log.sample.ts'
import { createIntake, type Intake } from './intake.ts'
import { createJournal } from './journal.ts'

const now = Date.UTC(2026, 10, 20, 12)

const skips = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `${name}-${index}`,
    type: 'track.skipped',
    at: now,
    listenerId: 'listener-77',
    trackId: 'song',
    positionMs: 12_000,
  }))

const asText = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join('\n')

describe('the turns of the intake', () => {
  let checkedInTurns: number[]
  let intake: Intake
  let storedIds: () => Promise<readonly string[]>
  beforeEach(() => {
    checkedInTurns = [0]
    const log = createMemoryEventLog()
    intake = createIntake({
      clock: () => instant(now),
      blockWords: { find: (target) => target, append: createJournal({ log, folds: [] }).append },
      describe: () => {
        checkedInTurns.push((checkedInTurns.pop() ?? 0) + 1)
        return undefined
      },
    })
    storedIds = async () => (await allEvents(log)).map(({ event }) => event.id)
  })

  /** Does it while each turn of the event loop begins a new count. */
  const countingTurns = async <Done>(work: () => Promise<Done>): Promise<Done> => {
    let isOver = false
    const count = async () => {
      for (; !isOver; checkedInTurns.push(0)) await nextTurn()
    }
    const counting = count()
    const done = await work()
    isOver = true
    await counting
    return done
  }

  it('are many for a large batch, and one batch after another for small ones', async () => {
    const { accepted } = await countingTurns(() => intake.acceptText(asText(skips('large', 1_000))))
    expect(accepted).toBe(1_000)
    expect(checkedInTurns.filter((checked) => checked > 0)).toEqual(Array.from({ length: 10 }, () => 100))
    await Promise.all(['one', 'two'].map((name) => intake.acceptValues(skips(name, 1))))
    expect((await storedIds()).slice(-2)).toEqual(['one-0', 'two-0'])
  })

  it('check no more where eight large batches come at once, and each whole', async () => {
    const batches = Array.from({ length: 8 }, (_, call) => skips(`call-${call}`, 1_000))
    const taken = await countingTurns(() =>
      Promise.all(
        batches.map((batch, call) =>
          call % 2 === 0 ? intake.acceptValues(batch) : intake.acceptText(asText(batch)),
        ),
      ),
    )
    expect(taken.map(({ accepted }) => accepted)).toEqual(batches.map(() => 1_000))
    expect(checkedInTurns.reduce((sum, checked) => sum + checked)).toBe(8_000)
    expect(Math.max(...checkedInTurns)).toBeLessThanOrEqual(100)
  })

  it('let small batches through between those of a large one, in the order in which they came', async () => {
    const done: string[] = []
    const send = async (name: string, size: number) => {
      await intake.acceptValues(skips(name, size))
      done.push(name)
    }
    await Promise.all([send('large', 2_000), send('a', 60), send('b', 60), send('c', 1)])
    expect(done).toEqual(['a', 'b', 'c', 'large'])
    const firsts = (await storedIds()).filter((id) => id.endsWith('-0'))
    expect(firsts).toEqual(['a-0', 'b-0', 'c-0', 'large-0'])
  })

  it('read no line that is longer than any event, say so and take those beside it [promise: good-ones-taken]', async () => {
    const [one, two] = skips('beside', 2).map((skip) => JSON.stringify(skip))
    const keys = Array.from({ length: 5_000 }, (_, number) => `"unknown-${number}":1`)
    const { accepted, refused } = await intake.acceptText([one, `{${keys}}`, two].join('\n'))
    expect(accepted).toBe(2)
    expect(refused).toEqual([
      {
        index: 1,
        code: 'invalid-event',
        detail: expect.stringMatching(/^The event has more than 32,768 letters/),
      },
    ])
  })

  it('are many for an array of few large ones, and nothing of one that is torn is taken [promise: thread-shared]', async () => {
    const keys = Array.from({ length: 2_000 }, (_, number) => `"unknown-${number}":1`)
    const large = Array.from({ length: 40 }, () => `{${keys}}`)
    const done: string[] = []
    const [one, two] = skips('array', 2).map((skip) => JSON.stringify(skip))
    const sent = intake.acceptArray(`[${[one, ...large]}, ${two}]`).then(({ accepted, refused }) => {
      done.push(`large ${accepted} of ${accepted + refused.length}`)
    })
    const small = ['a', 'b'].map((name) => intake.acceptValues(skips(name, 1)).then(() => done.push(name)))
    await Promise.all([sent, ...small])
    expect(done).toEqual(['a', 'b', 'large 2 of 42'])
    const kept = await storedIds()
    await expect(intake.acceptArray(`[${one}, ${two}, {"torn"`)).rejects.toMatchObject({
      code: 'malformed-json',
    })
    const [other] = skips('other', 1).map((skip) => JSON.stringify(skip))
    await expect(intake.acceptArray(`[${other}, {"a":1,}]`)).rejects.toThrow(/near character/)
    expect(await storedIds()).toEqual(kept)
  })

  it('take the largest event there is: fifty artists and fifty tags with the longest names', async () => {
    const names = (kind: string) =>
      Array.from({ length: 50 }, (_, number) => `${kind} ${number}`.padEnd(200, 'é'))
    const [skip] = skips('largest', 1)
    const largest = { ...skip, artistIds: names('artist'), tags: names('tag') }
    expect(await intake.acceptText(JSON.stringify(largest))).toMatchObject({ accepted: 1, refused: [] })
  })

  it('are many for few long lines, and between them others have theirs [promise: thread-shared]', async () => {
    const long = Array.from({ length: 40 }, () => `"${'x'.repeat(30_000)}"`).join('\n')
    const done: string[] = []
    const sent = intake.acceptText(long).then(({ refused }) => done.push(`long ${refused.length}`))
    await Promise.all([
      sent,
      ...['a', 'b'].map((name) => intake.acceptValues(skips(name, 1)).then(() => done.push(name))),
    ])
    expect(done).toEqual(['a', 'b', 'long 40'])
  })
})
