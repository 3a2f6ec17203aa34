import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { openSqliteEventLog, openSqliteStateStore, salvageLog } from '#adapters/sqlite'
import { type AppError, eventId, instant, listenerId } from '#domain'
import { blocked, features, openFeatures } from '#features'
import type { Entry } from '#log'
import { samplePlays } from '../../src/log/event-log.sample.ts'

const folder = mkdtempSync(join(tmpdir(), 'segue-salvaged-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string) => join(folder, name)
const now = instant(1_800_000_000_000)

/** The value of a block, as a server says it that starts on a log with the states beside it. */
const valueOn = async (
  path: string,
  states = at('state.db'),
  onFault = (error: AppError): void => {
    throw error
  },
): Promise<number> => {
  const log = await openSqliteEventLog({ path })
  const online = await openFeatures({
    openStore: () =>
      openSqliteStateStore({ path: states, features: features.map(({ id }) => id), log: log.identity }),
    features,
    log,
    onFault,
  })
  const value = online.value(blocked, 'listener:ann', 'artist:y', now)
  await online.close()
  await log.close()
  return value
}

test('states beside a salvaged log are what it folds to, also where a block was lost, and again when a backup of before is put back [promise: live-is-replay]', async () => {
  const log = await openSqliteEventLog({ path: at('log.db') })
  const block = {
    type: 'listener.blocked' as const,
    id: eventId('block'),
    at: instant(1_790_000_000_000),
    listenerId: listenerId('ann'),
    target: { kind: 'artist' as const, id: 'y' },
  }
  await log.append([...samplePlays(0, 5), { event: block }, ...samplePlays(5, 5)])
  await log.close()
  expect(await valueOn(at('log.db'))).toBe(1)
  const database = new DatabaseSync(at('log.db'))
  database.exec(`VACUUM INTO '${at('backup.db')}'; UPDATE events SET body = 'x' WHERE id = 'block'`)
  database.close()
  const { signal } = new AbortController()
  expect(await salvageLog({ from: at('log.db'), to: at('new.db'), signal })).toMatchObject({ lost: 1 })
  expect(await valueOn(at('new.db'))).toBe(await valueOn(at('new.db'), at('other-states.db')))
  expect(await valueOn(at('new.db'))).toBe(0)
  expect(await valueOn(at('backup.db'))).toBe(1)
})

test('states of a log whose backup was put back and went on are folded again, though the same was done at the same time [promise: live-is-replay]', async () => {
  const day = instant(1_790_000_000_000)
  const plays = (name: string, count: number) =>
    samplePlays(0, count).map(({ event }, number) => ({
      event: { ...event, at: day, id: eventId(`${name}-${number}`) },
    }))
  const path = at('restored.db')
  const grown = async (on: string, entries: readonly Entry[]) => {
    const log = await openSqliteEventLog({ path: on })
    await log.append(entries)
    await log.close()
  }
  await grown(path, plays('first', 10))
  copyFileSync(path, `${path}.backup`)
  await grown(path, plays('lost', 10))
  const states = at('restored-states.db')
  expect(await valueOn(path, states)).toBe(0)
  const target = { kind: 'artist' as const, id: 'y' }
  const said = { id: eventId('b'), at: day, listenerId: listenerId('ann') }
  await grown(`${path}.backup`, [
    { event: { ...said, type: 'listener.blocked', target } },
    ...plays('since', 9),
  ])
  const told: string[] = []
  expect(await valueOn(`${path}.backup`, states, ({ message }) => void told.push(message))).toBe(1)
  expect(told).toHaveLength(1)
})
