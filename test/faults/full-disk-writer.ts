/**
 * Runs inside a small disk of its own: fills it through the log, frees it, fills it again, and says on standard
 * output what became of each append. See `full-disk.test.ts`.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSqliteEventLog } from '#adapters/sqlite'
import { toAppError } from '#domain'
import { logStart } from '#log'
import { sampleSlate } from '../../src/log/event-log.sample.ts'

const [folder = ''] = process.argv.slice(2)
const ballast = join(folder, 'ballast')
writeFileSync(ballast, Buffer.alloc(3_000_000))
const log = await openSqliteEventLog({ path: join(folder, 'events.db') })

let next = 0
let confirmed = 0
/** Appends until one is refused, and answers why. */
const fill = async (): Promise<string> => {
  for (;;) {
    const entries = [0, 1, 2].map(() => ({ event: sampleSlate(next++), record: noise(20_000) }))
    try {
      confirmed += (await log.append(entries)).recorded.length
    } catch (thrown) {
      return `${toAppError(thrown).code}: ${toAppError(thrown).message}`
    }
  }
}

/** Bytes that do not shrink when packed; a fixed sequence. */
const noise = (size: number): Uint8Array => {
  let state = 42 + next
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  })
}

const checked = async (): Promise<string> =>
  log.check().then(
    () => 'ready',
    (thrown: unknown) => toAppError(thrown).code,
  )

const first = await fill()
const checks = [await checked()]
const stored = await log.lag(logStart)
const storedWhenFull = { confirmed, stored }
rmSync(ballast)
checks.push(await checked())
const { recorded } = await log.append([{ event: sampleSlate(next++) }])
confirmed += recorded.length
const second = await fill()
const third = await fill()
let read = 0
for await (const { recorded: more } of log.read(logStart)) read += more.length
console.log(JSON.stringify({ first, storedWhenFull, checks, second, third, confirmed, read }))
await log.close()
