import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { listenerId } from '#domain'
import { samplePlays } from '../log/event-log.sample.ts'
import type { Follower } from './follower.ts'
import { createList, opened, openFollowers } from './run-followers.sample.ts'
import { runFollowers } from './run-followers.ts'

/** Who asks a follower, while more comes than it keeps, amid an append or as it closes. */

/** More than is kept for a follower, so that it is read of the log. */
const tooLarge = (from: number) =>
  samplePlays(from, 1).map(({ event }) => ({ event: { ...event, tags: ['x'.repeat(20_000_000)] } }))

const ann = listenerId('ann')

/** So that whoever waits for ever is told as such. */
const soon = async (asked: Promise<unknown>): Promise<void> => {
  const isDone = asked.then(() => true)
  for (let turns = 0; turns < 500; turns++) if (await Promise.race([isDone, nextTurn(false)])) return
  expect.fail('waits still')
}

test('who asks while more comes than is kept waits until the log was read of it [promise: listener-redacted]', async () => {
  const log = createMemoryEventLog()
  const { follower, told } = createList()
  const during: { fold?: (() => Promise<void>) | undefined } = {}
  const slow: Follower = {
    ...follower,
    get cursor() {
      return follower.cursor
    },
    async fold(batch) {
      const { fold } = during
      during.fold = undefined
      await fold?.()
      await follower.fold(batch)
    },
  }
  const followers = runFollowers({ log, followers: [slow], onFault: (error) => expect.fail(String(error)) })
  opened.push(followers)
  await followers.caughtUp()
  let asked: Promise<void> | undefined
  during.fold = async () => {
    followers.follow(await log.append(tooLarge(5)))
    asked = followers.caughtUp()
  }
  followers.follow(await log.append(samplePlays(0, 5)))
  while (asked === undefined) await nextTurn()
  await asked
  expect(told).toHaveLength(6)
})

test('who asks waits for one reading of the log, though more than is kept comes in each [promise: listener-redacted]', async () => {
  const log = createMemoryEventLog()
  let reads = 0
  let isFlooded = true
  const followers = runFollowers({
    log: {
      ...log,
      async *read(from, signal) {
        reads++
        if (isFlooded && reads < 30) followers.follow(await log.append(tooLarge(reads)))
        yield* log.read(from, signal)
      },
    },
    followers: [createList().follower],
    onFault: (error) => expect.fail(String(error)),
  })
  opened.push(followers)
  await followers.forget(ann)
  isFlooded = false
  expect(reads).toBe(1)
})

test('who asks amid an append whose rest is not kept is answered when the log was read of it [promise: listener-redacted]', async () => {
  const { log, followers, list } = openFollowers()
  await followers.caughtUp()
  const { recorded, after } = await log.append(samplePlays(0, 20))
  followers.follow({ recorded: recorded.slice(0, 5), after, through: after })
  while (list.told.length < 5) await nextTurn()
  followers.follow(await log.append(tooLarge(20)))
  await soon(followers.forget(ann))
  expect(list.told).toHaveLength(21)
})

test('who waits as it closes is let go, and is not told that a listener is forgotten who is not [promise: listener-redacted]', async () => {
  const { log, followers } = openFollowers()
  await followers.caughtUp()
  const { recorded, after } = await log.append(samplePlays(0, 20))
  followers.follow({ recorded: recorded.slice(0, 5), after, through: after })
  const waits = followers.caughtUp()
  const forgotten = expect(followers.forget(ann)).rejects.toMatchObject({ code: 'not-open' })
  await followers.close()
  await soon(Promise.all([waits, forgotten]))
})
