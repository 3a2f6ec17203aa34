import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteStateStore } from '#adapters/sqlite'
import { type AppError, eventId, instant, listenerId } from '#domain'
import { createJournal, type Entry } from '#log'
import { features as allFeatures, blocked, entity, openFeatures } from './index.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'segue-mark-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const blocks = (from: number, count: number, who: string): Entry[] =>
  Array.from({ length: count }, (_, index) => ({
    event: {
      type: 'listener.blocked',
      id: eventId(`${who}-${from + index}`),
      // A place is told by what was done there and when: no two logs have the same at every millisecond.
      at: instant(Date.UTC(2026, 10, 20) + 2 * (from + index) + (who === 'ann' ? 0 : 1)),
      listenerId: listenerId(who),
      target: { kind: 'artist', id: `a${from + index}` },
    },
  }))

/** A start beside the states of before, what is sent meanwhile, and an end; tells which blocks held at first. */
const serve = async (log: ReturnType<typeof createMemoryEventLog>, sent: readonly Entry[] = []) => {
  const faults: AppError[] = []
  let read = 0
  const features = await openFeatures({
    openStore: () =>
      openSqliteStateStore({ path: join(folder, 'state.db'), features: allFeatures.map(({ id }) => id) }),
    features: allFeatures,
    log,
    onFault: (error) => faults.push(error),
    progress: (done) => {
      read = done
    },
  })
  const of = (who: string) => [...features.entries(blocked, entity('listener', listenerId(who)))].length
  const held = { ann: of('ann'), ben: of('ben') }
  if (sent.length > 0) await createJournal({ log, folds: [features.fold] }).append(sent)
  await features.close()
  return { ...held, read, told: faults.map(({ message }) => message) }
}

test('states of a backup that was served for a while are not believed beside the longer log of before [promise: live-is-replay]', async () => {
  const [original, backup] = [createMemoryEventLog(), createMemoryEventLog()]
  await original.append(blocks(0, 60, 'ann'))
  await backup.append(blocks(0, 30, 'ann'))
  expect(await serve(backup, blocks(0, 20, 'ben'))).toMatchObject({ ann: 30, ben: 0 })
  const back = await serve(original)
  expect(back).toMatchObject({ ann: 60, ben: 0, read: 60 })
  expect(back.told).toEqual([expect.stringMatching(/states of another log.* folded again/)])
  expect(await serve(original)).toMatchObject({ ann: 60, told: [] })
})

test('states of the same log are believed after a restart, and only what came since is folded', async () => {
  const log = createMemoryEventLog()
  await serve(log, blocks(0, 30, 'ann'))
  await log.append(blocks(30, 5, 'ann'))
  expect(await serve(log)).toEqual({ ann: 35, ben: 0, read: 5, told: [] })
})
