import { expect, it } from 'vitest'
import { eventId, listenerId } from '#domain'
import { logStart } from './cursor.ts'
import type { EventIndex } from './event-index.ts'
import { allEvents, fromNewer, samplePlays, sampleSlate } from './event-log.sample.ts'
import type { EventLog } from './event-log.ts'
import { idsOf } from './event-log-reading.contract.ts'
import type { StoredLog } from './stored-log.ts'

/** What a log keeps of events that a newer Segue wrote, and marked as such that a reader may pass over. */
export const passedOver = (
  log: () => StoredLog,
  takeStored: (body: string) => void,
  reopened: () => Promise<StoredLog>,
): void => {
  const take = (from: number, count: number, fields: object = {}) => {
    for (let number = from; number < from + count; number++) takeStored(fromNewer(number, fields))
  }

  it('passes over what is marked so, and its readers come past it [promise: log-evolves]', async () => {
    take(0, 2)
    await log().append(samplePlays(0, 3))
    take(2, 700)
    await log().append(samplePlays(3, 1))
    take(702, 1)
    expect(idsOf(await allEvents(log())).toSorted()).toEqual(['play-0', 'play-1', 'play-2', 'play-3'])
    const end = await log().end()
    let reached = logStart
    for await (const { after, through } of log().read(logStart)) {
      expect(after).toBe(reached)
      reached = through
    }
    expect(reached).toBe(end)
    expect([await log().lag(logStart), await log().lag(end)]).toEqual([707, 0])
    expect(await allEvents(log(), await log().tail(3))).toHaveLength(1)
    const next = await log().append(samplePlays(4, 1))
    expect(await log().lag(next.after)).toBe(1)
    expect(idsOf(await allEvents(log(), end))).toEqual(['play-4'])
  })

  it('goes on from a place where such an event stands, also when it is opened again', async () => {
    await log().append(samplePlays(0, 1))
    take(0, 1)
    const end = await log().end()
    const again = await reopened()
    expect(await again.lag(end)).toBe(0)
    const { after } = await again.append(samplePlays(1, 1))
    expect(after).toBe(end)
    expect(idsOf(await allEvents(again, end))).toEqual(['play-1'])
  })

  it('has none of them in its index, and pages that are not cut short by them', async () => {
    const newer = (number: number) => ({ type: 'slate.served', v: 99, at: sampleSlate(number).at })
    const [listener, id] = [listenerId('listener-1'), eventId('newer-0')]
    await log().append([{ event: sampleSlate(1) }])
    take(0, 40, newer(1))
    await log().append([{ event: sampleSlate(2) }])
    take(40, 40, newer(3))
    for (const of of [undefined, listener]) {
      expect(idsOf(await log().latest('slate.served', 2, { listenerId: of }))).toEqual(['slate-2', 'slate-1'])
      const decisions = await log().decisions({ limit: 2, listenerId: of })
      expect(decisions.map(({ event }) => event.id)).toEqual(['slate-2', 'slate-1'])
    }
    const until = sampleSlate(2).at
    expect((await log().decisions({ limit: 9, until })).map((one) => one.event.id)).toEqual(['slate-1'])
    expect(await log().find(listener, id)).toBeUndefined()
    const { duplicates } = await log().append([{ event: { ...sampleSlate(3), id, listenerId: listener } }])
    expect(duplicates).toBe(1)
  })
}

/** Of an event that is not marked so nothing may be left out: whoever reads is stopped there. */
export const stopped = (log: () => EventLog & EventIndex, takeStored: (body: string) => void): void => {
  it.each([
    ['a type', { type: 'track.shared', ignorable: undefined }],
    ['a version', { type: 'track.played', v: 99, ignorable: undefined, trackId: 'track-1' }],
  ])('stops at %s that it does not know and may not pass over [promise: log-evolves]', async (_, fields) => {
    await log().append(samplePlays(0, 3))
    // A log in memory has nobody who wrote before it, and tells at once.
    const read = async () => {
      takeStored(fromNewer(0, fields))
      return await allEvents(log())
    }
    await expect(read()).rejects.toMatchObject({
      code: 'corrupt-record',
      message: expect.stringContaining('Run the version that wrote it'),
    })
  })
}
