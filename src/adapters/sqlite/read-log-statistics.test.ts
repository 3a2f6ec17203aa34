import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { instant } from '#domain'
import { samplePlay, sampleSlate } from '../../log/event-log.sample.ts'
import { readLogStatistics } from './read-log-statistics.ts'
import { openSqliteEventLog } from './sqlite-event-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'segue-statistics-'))
const bytesOf = (...events: readonly object[]): number =>
  events.reduce((sum, event) => sum + Buffer.byteLength(JSON.stringify(event)), 0)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('statistics of a log', () => {
  it('are counted while a writer has it open, by type and by surface', async () => {
    const path = join(folder, 'log.db')
    const log = await openSqliteEventLog({ path })
    try {
      expect(readLogStatistics(path)).toMatchObject({
        end: 0,
        events: [],
        decisions: [],
        oldestRecord: undefined,
      })
      const word = 'a track as it was shown '.repeat(20)
      const attachment = new TextEncoder().encode(`record of ${word}`)
      await log.append([{ event: samplePlay(1) }, { event: samplePlay(2) }, { event: samplePlay(3) }])
      const home = { ...sampleSlate(4), surface: 'home', at: instant(7) }
      const similar = { ...sampleSlate(5), surface: 'similar', at: instant(9) }
      await log.append([{ event: home, record: attachment, about: ['a', 'b'] }])
      await log.append([{ event: similar, record: attachment, repeats: [word] }])
      const { decisions, files, ...rest } = readLogStatistics(path)
      expect(rest).toEqual({
        end: 5,
        events: [
          { type: 'track.played', count: 3, bytes: bytesOf(samplePlay(1), samplePlay(2), samplePlay(3)) },
          { type: 'slate.served', count: 2, bytes: bytesOf(home, similar) },
        ],
        shared: { count: 1, bytes: expect.any(Number) },
        oldestRecord: instant(7),
        freeBytes: 0,
      })
      const stored = Number((await log.record(sampleSlate(4).requestId))?.storedBytes)
      expect(decisions[0]).toEqual({ surface: 'home', records: 1, bytes: stored, bytesPerAnswer: stored })
      expect(decisions.map(({ surface }) => surface)).toEqual(['home', 'similar'])
      expect(files.map(({ name }) => name)).toEqual(['log.db', 'log.db-wal', 'log.db-shm'])
    } finally {
      await log.close()
    }
  })

  it('of a log of before words were kept apart count no words', async () => {
    const path = join(folder, 'old.db')
    await (await openSqliteEventLog({ path })).close()
    const database = new DatabaseSync(path)
    database.exec('DROP TABLE attachment_words')
    database.close()
    expect(readLogStatistics(path).shared).toEqual({ count: 0, bytes: 0 })
  })

  it('of no log, or of a file that is none, say what to do', () => {
    expect(() => readLogStatistics(join(folder, 'none.db'))).toThrow(/no event log .*segue serve/)
    writeFileSync(join(folder, 'noise.db'), 'no database, '.repeat(1_000))
    expect(() => readLogStatistics(join(folder, 'noise.db'))).toThrow(/damaged.*backup/)
  })
})
