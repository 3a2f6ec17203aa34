import { describe, expect, test } from 'vitest'
import { eventId, instant, listenerId, requestId } from '#domain'
import { type AppEvent, logStart, sequenceNumber } from '#log'
import { samplePlays } from '../log/event-log.sample.ts'
import { createHandedBatches } from './handed-batches.ts'
import { ids, openFollowers } from './run-followers.sample.ts'

const long = 'x'.repeat(10_000)
const about = { id: eventId('e'), at: instant(0), listenerId: listenerId('ann') }
const deep: readonly AppEvent[] = [
  { ...about, type: 'listener.blocked', target: { kind: 'tag', id: long } },
  {
    ...about,
    type: 'slate.served',
    requestId: requestId('r'),
    surface: 'home',
    recipe: 'r',
    tier: 'full',
    models: { content: long },
  },
]

describe('what is handed to a follower', () => {
  test('what is appended is handed over as it is, behind the acknowledgement, and read from no disk', async () => {
    const { journal, followers, list, reads } = openFollowers()
    await followers.caughtUp()
    expect(reads).toEqual([logStart])
    for (let from = 0; from < 30; from += 3) await journal.append(samplePlays(from, 3))
    expect(list.told.length).toBeLessThan(30)
    await followers.caughtUp()
    expect(list.told).toEqual(ids(30))
    expect(reads).toHaveLength(1)
  })

  test('appends that come in one turn are folded in one turn', async () => {
    const { journal, followers, list, reads } = openFollowers()
    await followers.caughtUp()
    await Promise.all(samplePlays(0, 250).map((entry) => journal.append([entry])))
    await followers.caughtUp()
    expect(list.told).toEqual(ids(250))
    expect(list.sizes.length).toBeLessThan(10)
    expect(Math.max(...list.sizes)).toBeLessThanOrEqual(100)
    expect(reads).toHaveLength(1)
  })

  test('what comes faster than it is folded is handed over and read from no disk, and a turn folds more of it', async () => {
    const { journal, followers, list, reads } = openFollowers()
    await followers.caughtUp()
    const appended = [journal.append(samplePlays(0, 4_900)), journal.append(samplePlays(4_900, 5_000))]
    await Promise.all(appended)
    await followers.caughtUp()
    expect(list.told).toEqual(ids(9_900))
    expect(reads).toEqual([logStart])
    expect(Math.max(...list.sizes)).toBe(250)
  })

  test('one for whom too much waits reads the log, and misses nothing and nothing twice [promise: follower-folds-once]', async () => {
    const { log, journal, followers, list, reads } = openFollowers()
    await followers.caughtUp()
    const tags = Array.from({ length: 50 }, (_, index) =>
      `a tag of many letters, number ${index}`.padEnd(200),
    )
    const long = samplePlays(0, 2_000).map(({ event }) => ({ event: { ...event, tags } }))
    followers.follow(await log.append(samplePlays(2_000, 10)))
    followers.follow(await log.append(long))
    await followers.caughtUp()
    // Nothing has come behind them by which the gap would be seen.
    expect(list.told).toHaveLength(2_010)
    await journal.append(samplePlays(2_010, 10))
    await followers.caughtUp()
    expect(list.told).toHaveLength(2_020)
    expect(reads.length).toBeGreaterThan(1)
  })

  test('no more is kept than some MiB, also where most of it lies deep within what is told [promise: flood-bounded]', () => {
    for (const event of deep) {
      const handed = createHandedBatches()
      const recorded = Array.from({ length: 100 }, (_, number) => ({
        sequence: sequenceNumber(number),
        event,
      }))
      let kept = 0
      while (kept < 1_000 && handed.keep({ recorded, after: logStart, through: logStart })) kept++
      // Each has a million letters, which are two megabytes where one of them is not Latin.
      expect(kept).toBeGreaterThan(5)
      expect(kept).toBeLessThan(9)
      expect([handed.events, handed.first]).toEqual([0, undefined])
    }
  })

  test('one for whom much is kept says so, as if it had it to read', async () => {
    const { log, followers } = openFollowers()
    await followers.caughtUp()
    followers.follow(await log.append(samplePlays(0, 11_000)))
    expect(followers.amiss?.message).toMatch(/11,000 events of the log are still to be read; it ends/)
    await followers.caughtUp()
    expect(followers.amiss).toBeUndefined()
  })
})
