import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteStateStore } from '#adapters/sqlite'
import { samplePlays } from '../log/event-log.sample.ts'
import { features, openFeatures } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'segue-again-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'state.db')

test('a log that is read again from its start is told with the reason, and an ordinary catching up without', async () => {
  const log = createMemoryEventLog()
  await log.append(samplePlays(0, 3))
  const told = async (folded: typeof features): Promise<readonly unknown[]> => {
    const reasons = new Set<unknown>()
    const online = await openFeatures({
      openStore: () => openSqliteStateStore({ path, features: folded.map(({ id }) => id) }),
      features: folded,
      log,
      onFault: () => {},
      progress: (_done, _total, again) => reasons.add(again),
    })
    await online.close()
    return [...reasons]
  }
  expect(await told(features)).toEqual([undefined])
  await log.append(samplePlays(3, 1))
  expect(await told(features)).toEqual([undefined])
  expect(await told(features.toReversed())).toEqual(['upgraded'])
  writeFileSync(path, 'no database')
  expect(await told(features)).toEqual(['damaged'])
})
