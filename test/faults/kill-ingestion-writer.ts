/**
 * The process that is killed: appends to the log at the path given, several batches under way at once, and
 * writes the ids of each batch to standard output as soon as, and only when, the log has confirmed it.
 * The write is synchronous: what the parent reads was confirmed before the kill.
 */
import { writeSync } from 'node:fs'
import { openSqliteEventLog } from '#adapters/sqlite'
import { samplePlay, sampleSlate } from '../../src/log/event-log.sample.ts'

const [path = '', life = ''] = process.argv.slice(2)
const log = await openSqliteEventLog({ path })

const keepAppending = async (lane: number): Promise<never> => {
  for (let batch = 0; ; batch++) {
    const name = `${life}-${lane}-${batch}`
    const size = 1 + ((batch * 7) % 40)
    const entries = Array.from({ length: size }, (_, index) =>
      index === 0
        ? { event: sampleSlate(`${name}/${size}/0`), record: Buffer.from(name.repeat(50)) }
        : { event: samplePlay(`${name}/${size}/${index}`) },
    )
    const { recorded } = await log.append(entries)
    writeSync(1, recorded.map(({ event }) => `${event.id}\n`).join(''))
  }
}

writeSync(1, 'open\n')
await Promise.all([0, 1, 2, 3].map(keepAppending))
