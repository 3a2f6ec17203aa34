import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { AppError, listenerId } from '#domain'
import { logStart } from '#log'
import { samplePlays } from '../log/event-log.sample.ts'
import { createList, ids, opened, openFollowers } from './run-followers.sample.ts'
import { runFollowers } from './run-followers.ts'

describe('followers', () => {
  test('one that is behind at the start reads the log from its cursor, in parts, and is told of the end', async () => {
    const log = createMemoryEventLog()
    await log.append(samplePlays(0, 250))
    const list = createList()
    const { followers } = openFollowers(log, list)
    await followers.caughtUp()
    expect(list.told).toEqual(ids(250))
    expect(list.sizes).toEqual([100, 100, 50])
    // Saved too, or whoever is killed before the next save would read it all again.
    expect(list.counts).toMatchObject({ ends: 1, saved: 250 })
    expect(await followers.lags()).toEqual([{ follower: 'list', events: 0 }])
  })

  test('whoever asks in whichever moment as one lies down to rest is told, without an event coming', async () => {
    for (let moment = 0; moment < 40; moment++) {
      const { followers } = openFollowers(createMemoryEventLog())
      for (let passed = 0; passed < moment; passed++) await undefined
      await followers.caughtUp()
    }
  })

  test('what was read of the log and handed over as well is not read again', async () => {
    const log = createMemoryEventLog()
    await log.append(samplePlays(0, 900))
    const { journal, followers, list, reads } = openFollowers(log)
    for (let from = 900; from < 1_200; from += 10) {
      await journal.append(samplePlays(from, 10))
      await nextTurn()
    }
    await followers.caughtUp()
    expect(list.told).toEqual(ids(1_200))
    expect(reads).toEqual([logStart])
  })

  test('what is handed over only after it was read of the log is not read again', async () => {
    const log = createMemoryEventLog()
    await log.append(samplePlays(0, 10))
    const { followers, list, reads } = openFollowers(log)
    const late = await log.append(samplePlays(10, 10))
    await followers.caughtUp()
    expect(list.told).toEqual(ids(20))
    followers.follow(late)
    await followers.caughtUp()
    expect([list.told, reads]).toEqual([ids(20), [logStart]])
  })

  test('what is read as it is handed over takes no room of what waits, however much that is', async () => {
    const { follower, told } = createList()
    const log = createMemoryEventLog()
    let reads = 0
    const followers = runFollowers({
      log: {
        ...log,
        async *read() {
          reads++
          for (let from = 0; from < 5_000 && reads === 1; from += 100) {
            const appended = await log.append(samplePlays(from, 100))
            followers.follow(appended)
            yield appended
          }
        },
      },
      followers: [follower],
      onFault: (error) => expect.fail(String(error)),
    })
    opened.push(followers)
    await followers.caughtUp()
    expect([told.length, reads]).toEqual([5_000, 1])
  })

  test('the parts of an append that begins where the reading ended are folded, each of them [promise: follower-folds-once]', async () => {
    const { follower, told } = createList()
    const log = createMemoryEventLog()
    const read = await log.append(samplePlays(0, 10))
    const { recorded, after, through } = await log.append(samplePlays(10, 10))
    const followers = runFollowers({
      log: {
        ...log,
        async *read() {
          followers.follow({ recorded: recorded.slice(0, 5), after, through: after })
          followers.follow({ recorded: recorded.slice(5), after, through })
          yield read
        },
      },
      followers: [follower],
      onFault: (error) => expect.fail(String(error)),
    })
    opened.push(followers)
    await followers.caughtUp()
    // What was handed over after that was asked for.
    await followers.caughtUp()
    expect(told).toEqual(ids(20))
  })

  test('one that fails is told of, given the same again and holds nobody up', async () => {
    const { journal, followers, list, faults } = openFollowers()
    await followers.caughtUp()
    list.trouble.fold = new AppError('disk-full', 'Free some space.')
    await journal.append(samplePlays(0, 5))
    await vi.waitFor(() => expect(followers.amiss).toMatchObject({ code: 'disk-full' }), 20_000)
    expect(await followers.lags()).toEqual([{ follower: 'list', events: 5 }])
    list.trouble.fold = undefined
    await followers.caughtUp()
    expect(list.told).toEqual(ids(5))
    expect([followers.amiss, faults[0]?.code]).toEqual([undefined, 'disk-full'])
  })

  test('who has a listener forgotten is told of one that fails meanwhile, and does not wait for it', async () => {
    const { log, followers, list } = openFollowers()
    await followers.caughtUp()
    const fault = new AppError('disk-full', 'Free some space.')
    list.trouble.fold = fault
    const appended = await log.append(samplePlays(0, 5))
    followers.follow(appended)
    expect(followers.amiss).toBeUndefined()
    await expect(followers.forget(listenerId('ann'))).rejects.toBe(fault)
    list.trouble.fold = undefined
    await followers.caughtUp()
    await followers.forget(listenerId('ann'))
  })

  test('who asks whether all is folded, or has a listener forgotten, waits for what was there and for nothing that comes behind [promise: listener-redacted]', async () => {
    const { log, followers, list } = openFollowers()
    await followers.caughtUp()
    const { ends } = list.counts
    let comes = true
    const stream = (async () => {
      for (let from = 0; comes; from += 10) {
        followers.follow(await log.append(samplePlays(from, 10)))
        await nextTurn()
      }
    })()
    while (list.told.length === 0) await nextTurn()
    const before = await log.lag(logStart)
    await followers.caughtUp()
    expect(list.told.length).toBeGreaterThanOrEqual(before ?? Number.POSITIVE_INFINITY)
    await followers.forget(listenerId('ann'))
    // It was never at rest meanwhile.
    expect(list.counts.ends).toBe(ends)
    comes = false
    await stream
  })

  test('a listener is forgotten between two appends and between two folds, where the cursor says all that is folded [promise: listener-redacted]', async () => {
    const { follower, told } = createList()
    const log = createMemoryEventLog()
    const places: unknown[] = []
    let isFolding = false
    const followers = runFollowers({
      log,
      followers: [
        {
          ...follower,
          get cursor() {
            return follower.cursor
          },
          async fold(batch) {
            isFolding = true
            await follower.fold(batch)
            isFolding = false
          },
          async forget() {
            places.push([isFolding, follower.cursor, told.length])
          },
        },
      ],
      onFault: (error) => expect.fail(String(error)),
    })
    opened.push(followers)
    await followers.caughtUp()
    const { recorded, after, through } = await log.append(samplePlays(0, 20))
    followers.follow({ recorded: recorded.slice(0, 5), after, through: after })
    const forgotten = followers.forget(listenerId('ann'))
    // At rest by then.
    for (let turns = 0; told.length < 5 || turns < 10; turns++) await nextTurn()
    expect(places).toEqual([])
    followers.follow({ recorded: recorded.slice(5), after, through })
    await forgotten
    expect(places).toEqual([[false, through, 20]])
    await followers.forget(listenerId('bob'))
    expect(places).toHaveLength(2)
  })

  test.each(['fold', 'save', 'check'])('damage that is met by a %s starts it again', async (where) => {
    const { journal, followers, list, faults } = openFollowers()
    await journal.append(samplePlays(0, 5))
    await followers.caughtUp()
    const damaged = new AppError('states-damaged', 'The feature states are damaged (checksum).')
    if (where === 'fold') {
      list.trouble.fold = damaged
      await journal.append(samplePlays(5, 5))
    } else {
      await journal.append(samplePlays(5, 5))
      list.trouble.save = damaged
      await (where === 'save' ? followers.save() : followers.check())
      // In words for whoever asks whether the server is well, not in those of the store.
      expect(followers.amiss?.message).toMatch(/is being counted again from the event log\. Answers go on/)
    }
    await followers.caughtUp()
    expect(list.told).toEqual(ids(10))
    expect(faults).toEqual([damaged])
    expect(followers.amiss).toBeUndefined()
  })

  test('one whose place the log does not know starts again, without a word: the states say it', async () => {
    const list = createList()
    const other = openFollowers(createMemoryEventLog(), list)
    await other.journal.append(samplePlays(0, 9))
    await other.followers.close()
    const { followers, faults, log } = openFollowers(createMemoryEventLog(), list)
    await log.append(samplePlays(0, 4))
    await followers.caughtUp()
    expect(list.told).toEqual(ids(4))
    expect([list.counts.restarts, faults]).toEqual([1, []])
  })

  test('closing saves what is folded, and what comes later is left for the next start', async () => {
    const list = createList()
    const { journal, followers } = openFollowers(createMemoryEventLog(), list)
    await journal.append(samplePlays(0, 3))
    await followers.caughtUp()
    await followers.close()
    await journal.append(samplePlays(3, 3))
    await followers.caughtUp()
    expect([list.told.length, list.counts.saved]).toEqual([3, 3])
  })

  test('one that is far behind says so until it has caught up', async () => {
    const log = createMemoryEventLog()
    await log.append(samplePlays(0, 11_000))
    const { followers } = openFollowers(log)
    while (followers.amiss === undefined) await nextTurn()
    expect(followers.amiss.message).toMatch(
      /^The list is being made.*there is none\. 1\d,\d{3} events of the log are still to be read; it ends/,
    )
    await followers.caughtUp()
    expect(followers.amiss).toBeUndefined()
  })
})
