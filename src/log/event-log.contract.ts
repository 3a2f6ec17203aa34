import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventId, listenerId, requestId } from '#domain'
import { logStart } from './cursor.ts'
import { decisionStoreContract } from './decision-store.contract.ts'
import { eventIndexContract } from './event-index.contract.ts'
import type { EventIndex } from './event-index.ts'
import { allEvents, samplePlay, samplePlays, sampleSlate } from './event-log.sample.ts'
import type { EventLog } from './event-log.ts'
import { byListener, cursors, expected, idsOf, reads } from './event-log-reading.contract.ts'
import { redactedNewer, redaction } from './event-redaction.contract.ts'
import { passedOver, stopped } from './passed-over.contract.ts'
import { maxRecordBytes } from './refuse-large-records.ts'
import type { StoredLog } from './stored-log.ts'

/**
 * What every event log keeps, whatever it is made of, with its decisions and its index. An adapter's test calls
 * `eventLogContract` with a way to open an empty log; one that survives its process also says how to open the same log
 * again, and is then held to durability as well.
 */
export interface OpenedLog {
  readonly log: StoredLog
  /** Opens what `log` wrote, after `log` was closed. Absent for a log that keeps nothing. */
  readonly reopen?: () => Promise<StoredLog>
  /** Stores a body behind the back of `log`, as a newer Segue would have written it before. */
  readonly takeStored: (body: string) => void
}

export const eventLogContract = (name: string, open: () => Promise<OpenedLog>): void => {
  let opened: OpenedLog
  const log = () => opened.log
  const within = (port: string, contract: () => void) =>
    describe(`${name} keeps the contract of ${port}`, () => {
      beforeEach(async () => {
        opened = await open()
      })
      afterEach(() => log().close())
      contract()
    })

  within('an event log', () => {
    appends(log)
    identities(log)
    reads(log)
    cursors(log, async () => (await open()).log)
    endings(() => opened)
  })
  within('an event log that a newer Segue wrote to', () => {
    const takeStored = (body: string) => opened.takeStored(body)
    passedOver(log, takeStored, async () => {
      if (opened.reopen === undefined) return log()
      await log().close()
      opened = { ...opened, log: await opened.reopen() }
      return log()
    })
    stopped(log, takeStored)
    redactedNewer(log, takeStored)
  })
  within('a decision store', () => decisionStoreContract(log))
  within('an event index', () => eventIndexContract(log))
  within('a redaction', () => redaction(log))
}

const appends = (log: () => EventLog): void => {
  it('starts empty', async () => {
    expect(await log().end()).toBe(logStart)
    expect(await log().lag(logStart)).toBe(0)
    expect(await allEvents(log())).toEqual([])
  })

  it('stores the events of each listener in the order given, and numbers them so', async () => {
    const { recorded, duplicates } = await log().append(samplePlays(0, 30))
    expect(idsOf(recorded)).toEqual(samplePlays(0, 30).map(({ event }) => event.id))
    expect(duplicates).toBe(0)
    expect(byListener(await allEvents(log()))).toEqual(expected(0, 30))
  })

  it('hands the very event objects back that it was given', async () => {
    const event = samplePlay(1)
    const { recorded } = await log().append([{ event }])
    expect(recorded[0]?.event).toBe(event)
  })

  it('takes an append of nothing and changes nothing', async () => {
    const before = await log().end()
    expect(await log().append([])).toEqual({ recorded: [], duplicates: 0, after: before, through: before })
    expect(await log().end()).toBe(before)
  })

  it('makes one chain of its appends: each begins where the one before it ended, and at the end of all of them', async () => {
    const calls = Array.from({ length: 20 }, (_, call) => log().append(samplePlays(call * 3, 4)))
    let reached = logStart
    for (const { recorded, after, through } of await Promise.all(calls)) {
      expect(after).toBe(reached)
      expect(through === after).toBe(recorded.length === 0)
      reached = through
    }
    expect(await log().end()).toBe(reached)
  })

  it('keeps the order of concurrent appends', async () => {
    const calls = Array.from({ length: 50 }, (_, call) => log().append(samplePlays(call * 4, 4)))
    const answers = await Promise.all(calls)
    expect(byListener(answers.flatMap(({ recorded }) => recorded))).toEqual(expected(0, 200))
    expect(byListener(await allEvents(log()))).toEqual(expected(0, 200))
  })

  it('stores a batch of twenty thousand', async () => {
    const { recorded } = await log().append(samplePlays(0, 20_000))
    expect(recorded).toHaveLength(20_000)
    expect(await log().lag(logStart)).toBe(20_000)
  })

  it('refuses a batch whole, as a fault of its own, when one record is larger than any may be', async () => {
    const batch = [
      { event: samplePlay(1) },
      { event: sampleSlate(2), record: new Uint8Array(maxRecordBytes + 1) },
      { event: samplePlay(3) },
    ]
    await expect(log().append(batch)).rejects.toMatchObject({ code: 'internal' })
    expect(await log().end()).toBe(logStart)
    expect((await log().append(samplePlays(1, 1))).recorded).toHaveLength(1)
  })
}

const identities = (log: () => EventLog & EventIndex): void => {
  it('stores an event once within a batch; the first one stays', async () => {
    const first = samplePlay(1)
    const { recorded, duplicates } = await log().append([
      { event: first },
      { event: { ...samplePlay(2), id: first.id, listenerId: first.listenerId } },
      { event: samplePlay(3) },
    ])
    expect(idsOf(recorded)).toEqual(['play-1', 'play-3'])
    expect(duplicates).toBe(1)
    expect((await log().find(first.listenerId, first.id))?.event).toEqual(first)
  })

  it("keeps an event beside another listener's of the same id, within and across batches [promise: stored-once]", async () => {
    const of = (name: string) => ({ event: { ...samplePlay(1), listenerId: listenerId(name) } })
    expect((await log().append([of('ann'), of('ben'), of('ann')])).duplicates).toBe(1)
    const { recorded, duplicates } = await log().append([of('ben'), of('cleo')])
    expect([recorded.length, duplicates]).toEqual([1, 1])
    const listeners = (await allEvents(log())).map(({ event }) => event.listenerId)
    expect(listeners.sort()).toEqual(['ann', 'ben', 'cleo'])
    expect((await log().find(listenerId('ben'), samplePlay(1).id))?.event.listenerId).toBe('ben')
    expect(await log().find(listenerId('dora'), samplePlay(1).id)).toBeUndefined()
  })

  it('stores an event once across batches [promise: stored-once]', async () => {
    await log().append(samplePlays(0, 2))
    const again = await log().append(samplePlays(1, 3))
    expect(again.duplicates).toBe(1)
    expect(idsOf(again.recorded)).toEqual(['play-2', 'play-3'])
    const nothingNew = await log().append(samplePlays(0, 4))
    expect(nothingNew).toMatchObject({ recorded: [], duplicates: 4 })
    expect(await allEvents(log())).toHaveLength(4)
  })

  it('tells ids apart by case and by accent', async () => {
    const ids = ['a', 'A', 'á', 'a\u0301', 'a ']
    const { recorded } = await log().append(
      ids.map((id) => ({ event: { ...samplePlay(1), id: eventId(id) } })),
    )
    expect(idsOf(recorded)).toEqual(ids)
  })

  it('stores an id once when two concurrent appends bring it', async () => {
    const [first, second] = await Promise.all([
      log().append(samplePlays(0, 3)),
      log().append(samplePlays(2, 3)),
    ])
    expect(first?.duplicates).toBe(0)
    expect(second?.duplicates).toBe(1)
    expect(await log().lag(logStart)).toBe(5)
  })
}

const endings = (opened: () => OpenedLog): void => {
  it('stores what was asked before it was closed', async () => {
    const { log, reopen } = opened()
    const asked = log.append(samplePlays(0, 500))
    await log.close()
    expect((await asked).recorded).toHaveLength(500)
    const again = await reopen?.()
    if (again === undefined) return
    expect(await again.lag(logStart)).toBe(500)
    await again.close()
  })

  it('may be closed twice, and says that it is closed', async () => {
    const { log } = opened()
    await Promise.all([log.close(), log.close()])
    await log.close()
    await expect(log.append(samplePlays(0, 1))).rejects.toMatchObject({ code: 'storage-failed' })
    await expect(log.end()).rejects.toMatchObject({ code: 'storage-failed' })
    await expect(allEvents(log)).rejects.toMatchObject({ code: 'storage-failed' })
  })

  it('has everything when opened again, knows the old ids and cursors, and goes on where it was', async ({
    skip,
  }) => {
    const { log, reopen } = opened()
    if (reopen === undefined) return skip('this log keeps nothing when it is closed')
    const before = await log.append(samplePlays(0, 3))
    await log.append([{ event: sampleSlate(1), record: Uint8Array.of(1, 2, 3) }])
    const end = await log.end()
    await log.close()
    const again = await reopen()
    expect(idsOf(await allEvents(again)).toSorted()).toEqual(['play-0', 'play-1', 'play-2', 'slate-1'])
    expect((await again.record(requestId('slate-1')))?.bytes).toEqual(Uint8Array.of(1, 2, 3))
    expect(await again.lag(before.through)).toBe(1)
    const { recorded, duplicates, after } = await again.append(samplePlays(2, 2))
    expect([idsOf(recorded), duplicates, after]).toEqual([['play-3'], 1, end])
    await again.close()
  })
}
