/** What the log pays for finding one listener's plays without reading everybody's: one more index to keep. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openSqliteEventLog } from '#adapters/sqlite'
import type { Claim, Figure } from './claim.ts'
import { chunksOf, plays, timeInLanes } from './event-append.ts'
import { ascending, percentile } from './measure.ts'

const events = 100_000
const rounds = 6

export const playIndex: Claim = {
  name: 'play-index',
  describe: `${events.toLocaleString('en')} plays of 2,000 listeners appended in batches of 500, with and without the index on plays by listener, ${rounds} times in turn`,
  meaning:
    'The log alone, below HTTP, so the share of a whole server is far smaller: see its CPU per 1,000 events under ingest. Medians of the rounds, with the least and the most of them. CPU time is that of the process with its writer thread; wall time has the disk in it, and whatever else the machine does.',
  run: async ({ pace, say }) => {
    const ratios: Readonly<Record<keyof Cost, number[]>> = { cpu: [], wall: [], bytes: [] }
    const addedMs: number[] = []
    for (let round = 0; round < (pace === 'full' ? rounds : 1); round++) {
      say(`round ${round + 1}`)
      const [indexed, bare] = [await costOf(true), await costOf(false)]
      addedMs.push((indexed.cpu - bare.cpu) / 1_000 / (events / 1_000))
      ratios.cpu.push(indexed.cpu / bare.cpu)
      ratios.wall.push(indexed.wall / bare.wall)
      ratios.bytes.push(indexed.bytes / bare.bytes)
    }
    return [
      middle('CPU the index adds to 1,000 plays', addedMs, 'ms'),
      middle('CPU to append, with the index over without', ratios.cpu, '×'),
      middle('time to append, with the index over without', ratios.wall, '×'),
      middle('file, with the index over without', ratios.bytes, '×'),
    ]
  },
}

interface Cost {
  readonly cpu: number
  readonly wall: number
  readonly bytes: number
}

const middle = (name: string, values: readonly number[], unit: string): Figure => {
  const sorted = ascending(values)
  return {
    name,
    value: percentile(sorted, 0.5),
    unit,
    // Of six rounds the true median lies between the least and the most with 96%.
    ...(values.length >= rounds && { interval: [percentile(sorted, 0), percentile(sorted, 1)] as const }),
  }
}

const costOf = async (indexed: boolean): Promise<Cost> => {
  const folder = mkdtempSync(join(tmpdir(), 'segue-bench-'))
  const path = join(folder, 'events.db')
  const log = await openSqliteEventLog({ path })
  try {
    if (!indexed) {
      const database = new DatabaseSync(path)
      database.exec('DROP INDEX plays_by_listener')
      database.close()
    }
    const batches = chunksOf(plays(events), 500)
    const before = process.cpuUsage()
    const wall = await timeInLanes(batches, (batch) => log.append(batch))
    const { user, system } = process.cpuUsage(before)
    await log.close()
    return { cpu: user + system, wall, bytes: statSync(path).size }
  } finally {
    await log.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
