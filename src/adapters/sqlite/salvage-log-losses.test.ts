import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { salvageLog } from './index.ts'
import { made, overwrite, pageBytes, pageOf } from './salvage-log.sample.ts'

const { signal } = new AbortController()

/** The right-most child of the root of a table, which leads to all the newest rows. */
const lastChildOf = (path: string, table: string): number => {
  const at = pageOf(path, table) * pageBytes
  return readFileSync(path).readUInt32BE(at + 8) - 1
}

describe('what a damaged log has lost', () => {
  it('is all that its indexes and its records know of, not what is missing before the last event that was found [promise: log-salvaged]', async () => {
    const { from, to, before, records } = await made()
    const last = lastChildOf(from, 'events')
    overwrite(from, (page) => page === last)
    const { events, lost, decisionRecords, recordsLost } = await salvageLog({ from, to, signal })
    expect(events).toBeLessThan(before.size)
    expect(lost).toBe(before.size - events)
    expect(recordsLost).toBe(records.size - decisionRecords)
    expect(recordsLost).toBeGreaterThan(0)
  })

  it('is never passed over in silence: without a single event no new log is made [promise: log-salvaged]', async () => {
    const { folder, from, backup, to } = await made()
    const root = pageOf(from, 'events')
    overwrite(from, (page) => page === root)
    await expect(salvageLog({ from, to, signal })).rejects.toThrow(/had events.*none/)
    overwrite(from, (page) => page <= 13)
    await expect(salvageLog({ from, backup, to, signal })).rejects.toThrow(/had events.*none/)
    expect(readdirSync(folder).filter((name) => name.startsWith('new'))).toEqual([])
  })

  it('is nothing where there was nothing', async () => {
    const { from, backup, to, before, records } = await made()
    const salvaged = await salvageLog({ from, backup, to, signal })
    expect(salvaged).toMatchObject({
      events: before.size,
      lost: 0,
      decisionRecords: records.size,
      recordsLost: 0,
    })
  })
})
