import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventId, instant, listenerId } from '#domain'
import { attachmentsContract } from './attachments.contract.ts'
import { samplePlay, samplePlays, sampleSlate } from './event-log.sample.ts'
import type { EventLog, Position, Recorded } from './event-log.ts'
import type { AppEvent } from './events.ts'
import { maxAttachmentBytes } from './refuse-large-attachments.ts'

/**
 * What every event log keeps, whatever it is made of. An adapter's test calls `eventLogContract` with a way to
 * open an empty log; one that survives its process also says how to open the same log again, and is then held
 * to durability as well.
 */
export interface OpenedLog {
  readonly log: EventLog
  /** Opens what `log` wrote, after `log` was closed. Absent for a log that keeps nothing. */
  readonly reopen?: () => Promise<EventLog>
}

export const collect = async (records: AsyncIterable<Recorded>): Promise<readonly Recorded[]> => {
  const all: Recorded[] = []
  for await (const record of records) all.push(record)
  return all
}

const idsOf = (records: readonly Recorded[]): readonly string[] => records.map(({ event }) => event.id)
const positionsOf = (records: readonly Recorded[]): readonly Position[] =>
  records.map(({ position }) => position)

export const eventLogContract = (name: string, open: () => Promise<OpenedLog>): void => {
  describe(`${name} keeps the contract of an event log`, () => {
    let opened: OpenedLog
    let log: EventLog
    beforeEach(async () => {
      opened = await open()
      log = opened.log
    })
    afterEach(() => log.close())

    appends(() => log)
    reads(() => log)
    lookups(() => log)
    attachmentsContract(() => log)
    endings(() => opened)
  })
}

const appends = (log: () => EventLog): void => {
  it('starts empty, before position 1', async () => {
    expect(await log().end()).toBe(0)
    expect(await collect(log().read(0))).toEqual([])
  })

  it('stores events in the order given, at growing positions from 1', async () => {
    const { recorded, duplicates } = await log().append(samplePlays(0, 3))
    expect(positionsOf(recorded)).toEqual([1, 2, 3])
    expect(duplicates).toBe(0)
    expect(idsOf(await collect(log().read(0)))).toEqual(['play-0', 'play-1', 'play-2'])
    expect(await log().end()).toBe(3)
  })

  it('hands the very event objects back that it was given', async () => {
    const event = samplePlay(1)
    const { recorded } = await log().append([{ event }])
    expect(recorded[0]?.event).toBe(event)
  })

  it('takes an append of nothing and changes nothing', async () => {
    expect(await log().append([])).toEqual({ recorded: [], duplicates: 0 })
    expect(await log().end()).toBe(0)
  })

  it('stores an event once within a batch; the first one stays', async () => {
    const first = samplePlay(1)
    const { recorded, duplicates } = await log().append([
      { event: first },
      { event: { ...samplePlay(2), id: first.id, listenerId: first.listenerId } },
      { event: samplePlay(3) },
    ])
    expect(positionsOf(recorded)).toEqual([1, 2])
    expect(duplicates).toBe(1)
    expect((await log().find(first.listenerId, first.id))?.event).toEqual(first)
  })

  it("keeps an event beside another listener's of the same id, within and across batches [promise: stored-once]", async () => {
    const of = (name: string) => ({ event: { ...samplePlay(1), listenerId: listenerId(name) } })
    expect((await log().append([of('ann'), of('ben'), of('ann')])).duplicates).toBe(1)
    const { recorded, duplicates } = await log().append([of('ben'), of('cleo')])
    expect([positionsOf(recorded), duplicates]).toEqual([[3], 1])
    const listeners = (await collect(log().read(0))).map(({ event }) => event.listenerId)
    expect(listeners).toEqual(['ann', 'ben', 'cleo'])
    expect((await log().find(listenerId('ben'), samplePlay(1).id))?.position).toBe(2)
    expect(await log().find(listenerId('dora'), samplePlay(1).id)).toBeUndefined()
  })

  it('stores an event once across batches, and leaves no hole in the positions [promise: stored-once]', async () => {
    await log().append(samplePlays(0, 2))
    const again = await log().append(samplePlays(1, 3))
    expect(again.duplicates).toBe(1)
    expect(positionsOf(again.recorded)).toEqual([3, 4])
    const nothingNew = await log().append(samplePlays(0, 4))
    expect(nothingNew).toEqual({ recorded: [], duplicates: 4 })
    expect(positionsOf(await collect(log().read(0)))).toEqual([1, 2, 3, 4])
  })

  it('tells ids apart by case and by accent', async () => {
    const ids = ['a', 'A', 'á', 'a\u0301', 'a ']
    const { recorded } = await log().append(
      ids.map((id) => ({ event: { ...samplePlay(1), id: eventId(id) } })),
    )
    expect(idsOf(recorded)).toEqual(ids)
  })

  it('gives concurrent appends positions in the order of the calls', async () => {
    const calls = Array.from({ length: 50 }, (_, call) => log().append(samplePlays(call * 4, 4)))
    const answers = await Promise.all(calls)
    const positions = answers.flatMap(({ recorded }) => positionsOf(recorded))
    expect(positions).toEqual(Array.from({ length: 200 }, (_, index) => index + 1))
    expect(idsOf(await collect(log().read(0)))).toEqual(
      Array.from({ length: 200 }, (_, index) => `play-${index}`),
    )
  })

  it('stores an id once when two concurrent appends bring it', async () => {
    const [first, second] = await Promise.all([
      log().append(samplePlays(0, 3)),
      log().append(samplePlays(2, 3)),
    ])
    expect(first?.duplicates).toBe(0)
    expect(second?.duplicates).toBe(1)
    expect(await log().end()).toBe(5)
  })

  it('stores a batch of twenty thousand', async () => {
    const { recorded } = await log().append(samplePlays(0, 20_000))
    expect(recorded).toHaveLength(20_000)
    expect(await log().end()).toBe(20_000)
  })

  it('refuses a batch whole, as a fault of its own, when one attachment is larger than any record', async () => {
    const batch = [
      { event: samplePlay(1) },
      { event: sampleSlate(2), attachment: new Uint8Array(maxAttachmentBytes + 1) },
      { event: samplePlay(3) },
    ]
    await expect(log().append(batch)).rejects.toMatchObject({ code: 'internal' })
    expect(await log().end()).toBe(0)
    expect((await log().append(samplePlays(1, 1))).recorded).toHaveLength(1)
  })
}

const reads = (log: () => EventLog): void => {
  it('reads back events that equal the ones stored', async () => {
    const odd: AppEvent = { ...samplePlay(1), id: eventId('„Zitat“ 🎧 "\\ x'), tags: ['ä', '日本'] }
    const blocked: AppEvent = {
      id: eventId('block-1'),
      type: 'listener.blocked',
      at: instant(1_790_000_000_000),
      listenerId: listenerId('listener-1'),
      simulated: true,
      target: { kind: 'artist', id: 'artist-1' },
    }
    const events = [odd, blocked, sampleSlate(1)]
    await log().append(events.map((event) => ({ event })))
    expect((await collect(log().read(0))).map(({ event }) => event)).toEqual(events)
  })

  it('reads strictly after a position', async () => {
    await log().append(samplePlays(0, 5))
    expect(positionsOf(await collect(log().read(3)))).toEqual([4, 5])
    expect(await collect(log().read(5))).toEqual([])
    expect(await collect(log().read(99))).toEqual([])
  })

  it('reads thousands in order, none left out and none twice', async () => {
    await log().append(samplePlays(0, 5_000))
    const positions = positionsOf(await collect(log().read(0)))
    expect(positions).toEqual(Array.from({ length: 5_000 }, (_, index) => index + 1))
  })

  it('reads up to the end as it was when reading began, while appends go on', async () => {
    await log().append(samplePlays(0, 3_000))
    const seen: Position[] = []
    for await (const { position } of log().read(0)) {
      if (position % 1_000 === 1) await log().append(samplePlays(10_000 + position, 10))
      seen.push(position)
    }
    expect(seen).toHaveLength(3_000)
    expect(await log().end()).toBe(3_030)
  })

  it('serves two readers at once, each in its own place', async () => {
    await log().append(samplePlays(0, 1_500))
    const [all, some] = await Promise.all([collect(log().read(0)), collect(log().read(1_000))])
    expect(all).toHaveLength(1_500)
    expect(some).toHaveLength(500)
  })

  it('stops with the reason of the signal when it is aborted', async () => {
    await log().append(samplePlays(0, 2_000))
    const abort = new AbortController()
    const seen: Position[] = []
    const reading = (async () => {
      for await (const { position } of log().read(0, abort.signal)) {
        seen.push(position)
        if (position === 700) abort.abort(new Error('enough'))
      }
    })()
    await expect(reading).rejects.toThrow('enough')
    expect(seen).toHaveLength(700)
    await expect(collect(log().read(0, AbortSignal.abort(new Error('before'))))).rejects.toThrow('before')
  })

  it('lets a reader leave early', async () => {
    await log().append(samplePlays(0, 2_000))
    for await (const { position } of log().read(0)) if (position === 5) break
    expect((await log().append(samplePlays(5_000, 1))).recorded).toHaveLength(1)
  })
}

const lookups = (log: () => EventLog): void => {
  it('finds the newest events of a type, newest first', async () => {
    const slates = [1, 2, 3].map((number) => ({ event: sampleSlate(number) }))
    await log().append([...slates, ...samplePlays(0, 50)])
    expect(idsOf(await log().latest('slate.served', 2))).toEqual(['slate-3', 'slate-2'])
    expect(idsOf(await log().latest('slate.served', 99))).toEqual(['slate-3', 'slate-2', 'slate-1'])
    expect(idsOf(await log().latest('track.played', 1))).toEqual(['play-49'])
    expect(await log().latest('track.liked', 5)).toEqual([])
    expect(await log().latest('slate.served', 0)).toEqual([])
  })

  it('finds the newest events of one listener, page by page, past what others did', async () => {
    const slateFor = (number: number) => ({
      event: { ...sampleSlate(number), listenerId: listenerId(`listener-${number % 3}`) },
    })
    await log().append(Array.from({ length: 12 }, (_, number) => slateFor(number)))
    await log().append(samplePlays(0, 700))
    const slates = async (before?: Position) =>
      await log().latest('slate.served', 2, { listenerId: listenerId('listener-1'), before })
    const first = await slates()
    expect(idsOf(first)).toEqual(['slate-10', 'slate-7'])
    const second = await slates(first.at(-1)?.position)
    expect(idsOf(second)).toEqual(['slate-4', 'slate-1'])
    expect(await slates(second.at(-1)?.position)).toEqual([])
    const plays = await log().latest('track.played', 2, { listenerId: listenerId('listener-6') })
    expect(idsOf(plays)).toEqual(['play-699', 'play-692'])
    expect(idsOf(await log().latest('slate.served', 2, { before: 4 }))).toEqual(['slate-2', 'slate-1'])
    expect(idsOf(await log().latest('track.played', 1, { before: 14 }))).toEqual(['play-0'])
    expect(await log().latest('track.liked', 9, { listenerId: listenerId('listener-1') })).toEqual([])
    expect(await log().latest('slate.served', 9, { listenerId: listenerId('nobody') })).toEqual([])
  })

  it('finds an event by its listener and id', async () => {
    await log().append(samplePlays(0, 3))
    expect(await log().find(samplePlay(1).listenerId, eventId('play-1'))).toEqual({
      position: 2,
      event: samplePlay(1),
    })
    expect(await log().find(samplePlay(1).listenerId, eventId('play-9'))).toBeUndefined()
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
    expect(await again.end()).toBe(500)
    await again.close()
  })

  it('may be closed twice, and says that it is closed', async () => {
    const { log } = opened()
    await Promise.all([log.close(), log.close()])
    await log.close()
    await expect(log.append(samplePlays(0, 1))).rejects.toMatchObject({ code: 'storage-failed' })
    await expect(log.end()).rejects.toMatchObject({ code: 'storage-failed' })
    await expect(collect(log.read(0))).rejects.toMatchObject({ code: 'storage-failed' })
  })

  it('has everything when opened again, knows the old ids and goes on counting', async ({ skip }) => {
    const { log, reopen } = opened()
    if (reopen === undefined) return skip('this log keeps nothing when it is closed')
    await log.append([...samplePlays(0, 3), { event: sampleSlate(1), attachment: Uint8Array.of(1, 2, 3) }])
    await log.close()
    const again = await reopen()
    expect(idsOf(await collect(again.read(0)))).toEqual(['play-0', 'play-1', 'play-2', 'slate-1'])
    expect((await again.attachment(sampleSlate(1).id))?.bytes).toEqual(Uint8Array.of(1, 2, 3))
    const { recorded, duplicates } = await again.append(samplePlays(2, 2))
    expect(duplicates).toBe(1)
    expect(positionsOf(recorded)).toEqual([5])
    await again.close()
  })
}
