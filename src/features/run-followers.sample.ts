import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, expect } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import type { AppError } from '#domain'
import { type Batch, type Cursor, createJournal, logStart } from '#log'
import { samplePlays } from '../log/event-log.sample.ts'
import type { Follower } from './follower.ts'
import { type Followers, runFollowers } from './run-followers.ts'

/** Keeps the ids of what it was given, each once, as followers must; fails as it is told to, between two batches. */
export const createList = () => {
  const told: string[] = []
  const sizes: number[] = []
  const trouble: { fold?: AppError | undefined; save?: AppError } = {}
  let cursor: Cursor = logStart
  let ends = 0
  let restarts = 0
  let saved = 0
  const follower: Follower = {
    name: 'list',
    whenBehind: 'The list is being made. Until then there is none.',
    get cursor() {
      return cursor
    },
    async fold({ recorded, after, through }: Batch) {
      expect(after).toBe(cursor)
      if (trouble.fold) throw trouble.fold
      await nextTurn()
      sizes.push(recorded.length)
      for (const { event } of recorded) if (!told.includes(event.id)) told.push(event.id)
      cursor = through
    },
    async atEnd() {
      ends++
    },
    async startAgain() {
      restarts++
      trouble.fold = undefined
      told.length = 0
      cursor = logStart
    },
    async forget() {},
    async wipe() {},
    async save() {
      if (trouble.save) throw trouble.save
      saved = told.length
    },
    async check() {
      if (trouble.save) throw trouble.save
    },
    async close() {},
  }
  return {
    follower,
    told,
    sizes,
    trouble,
    get counts() {
      return { ends, restarts, saved }
    },
  }
}

/** Closed behind each test. */
export const opened: Followers[] = []
afterEach(async () => {
  for (const followers of opened.splice(0)) await followers.close()
})

export const openFollowers = (log = createMemoryEventLog(), { follower, ...list } = createList()) => {
  const faults: AppError[] = []
  const reads: Cursor[] = []
  const followers = runFollowers({
    log: {
      ...log,
      read(from, signal) {
        reads.push(from)
        return log.read(from, signal)
      },
    },
    followers: [follower],
    onFault: (error) => faults.push(error),
    retryMs: 1,
  })
  opened.push(followers)
  return { log, journal: createJournal({ log, folds: [followers.follow] }), followers, list, faults, reads }
}

export const ids = (count: number): string[] => samplePlays(0, count).map(({ event }) => event.id)
