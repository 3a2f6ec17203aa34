import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { samplePlays } from '../../log/event-log.sample.ts'
import { openEventLogReader, openSqliteEventLog } from './index.ts'

/** What can't be made again says what to do, from every way of reading it. */
const folder = mkdtempSync(join(tmpdir(), 'segue-sources-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a log that is damaged in the middle says to restore a backup', async () => {
  const path = join(folder, 'log.db')
  const log = await openSqliteEventLog({ path })
  await log.append(samplePlays(0, 2_000))
  await log.close()
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.fill(0x5a, 4_096))
  const damaged = expect.objectContaining({
    code: 'storage-failed',
    message: expect.stringMatching(/log\.db\) is damaged.*backup/),
  })
  const readAll = async () => {
    const reader = openEventLogReader(path)
    for await (const _ of reader.read(0));
  }
  await expect(readAll()).rejects.toThrow(damaged)
})
