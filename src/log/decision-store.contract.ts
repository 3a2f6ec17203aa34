import { expect, it } from 'vitest'
import { instant, listenerId, requestId } from '#domain'
import { place } from './cursor.ts'
import type { DecisionStore } from './decision-store.ts'
import { samplePlay, samplePlays, sampleSlate } from './event-log.sample.ts'
import type { EventLog } from './event-log.ts'
import { maxRecordBytes } from './refuse-large-records.ts'

/** What every decision store keeps of what its log appends. */
export const decisionStoreContract = (log: () => EventLog & DecisionStore): void => {
  records(log)
  pages(log)
  pruning(log)
}

const idOf = (number: number) => sampleSlate(number).requestId
const slatesOf = (decisions: Awaited<ReturnType<DecisionStore['decisions']>>): readonly string[] =>
  decisions.map(({ event }) => event.id)

const records = (log: () => EventLog & DecisionStore): void => {
  it('gives a record back byte for byte, large, small or empty', async () => {
    const sizes = [0, 1, 63, 64, 10_000, 1_048_576]
    const kept = sizes.map((size) => Uint8Array.from({ length: size }, (_, at) => (at * at) >> 3))
    await log().append(
      kept.map((record, number) => ({
        event: sampleSlate(number),
        record,
        repeats: ['', 'not in it', String.fromCharCode(...record.subarray(0, 3))],
      })),
    )
    for (const [number, record] of kept.entries()) {
      const found = await log().record(idOf(number))
      expect(found && Buffer.compare(found.bytes, record)).toBe(0)
    }
  })

  it('keeps one as large as any may be', async () => {
    const record = new Uint8Array(maxRecordBytes).fill(7)
    await log().append([{ event: sampleSlate(1), record }])
    const found = await log().record(idOf(1))
    expect(found && Buffer.compare(found.bytes, record)).toBe(0)
  })

  it('has no record for an event that came without one, nor for one it does not know', async () => {
    await log().append(samplePlays(0, 1))
    expect(await log().record(requestId('play-0'))).toBeUndefined()
    expect(await log().record(requestId('play-1'))).toBeUndefined()
  })

  it("finds a record whatever other listeners' events have its id", async () => {
    const { id } = sampleSlate(1)
    await log().append([{ event: { ...samplePlay(1), id, listenerId: listenerId('before') } }])
    await log().append([{ event: sampleSlate(1), record: Uint8Array.of(1) }])
    await log().append([{ event: { ...samplePlay(1), id, listenerId: listenerId('after') } }])
    expect((await log().record(idOf(1)))?.bytes).toEqual(Uint8Array.of(1))
  })

  it('keeps the first record when an event comes twice', async () => {
    await log().append([{ event: sampleSlate(1), record: Uint8Array.of(1) }])
    await log().append([{ event: sampleSlate(1), record: Uint8Array.of(2) }])
    expect((await log().record(idOf(1)))?.bytes).toEqual(Uint8Array.of(1))
  })

  it('stores a slate and its record together or not at all', async () => {
    const batch = [
      { event: sampleSlate(1), record: Uint8Array.of(1) },
      { event: sampleSlate(2), record: new Uint8Array(maxRecordBytes + 1) },
    ]
    await expect(log().append(batch)).rejects.toMatchObject({ code: 'internal' })
    expect(await log().decisions({ limit: 9 })).toEqual([])
    expect(await log().record(idOf(1))).toBeUndefined()
  })

  it('is not touched by what the caller does to a record afterwards', async () => {
    const shared = Buffer.from('a record within a larger buffer')
    const record = shared.subarray(2, 8)
    await log().append([{ event: sampleSlate(1), record }])
    shared.fill(0)
    expect(Buffer.from((await log().record(idOf(1)))?.bytes ?? []).toString()).toBe('record')
  })
}

const pages = (log: () => EventLog & DecisionStore): void => {
  it('tells the newest decisions with what their records are about, newest first, past what else happened', async () => {
    const about = ['track-1', 'ü 音', 'track-2']
    await log().append([
      { event: samplePlay(1) },
      { event: sampleSlate(1), record: Uint8Array.of(1), about },
      { event: sampleSlate(2), record: Uint8Array.of(2), about: [] },
      { event: sampleSlate(3) },
      ...samplePlays(2, 50),
    ])
    for (const listener of [undefined, sampleSlate(1).listenerId]) {
      const found = await log().decisions({ limit: 9, listenerId: listener })
      expect(slatesOf(found)).toEqual(['slate-3', 'slate-2', 'slate-1'])
      expect(found.map((one) => one.about)).toEqual([[], [], about])
    }
    expect(await log().decisions({ limit: 0 })).toEqual([])
  })

  it('pages through the decisions of one listener, and through all of them', async () => {
    const slateFor = (number: number) => ({
      event: { ...sampleSlate(number), listenerId: listenerId(`listener-${number % 3}`) },
    })
    await log().append(Array.from({ length: 12 }, (_, number) => slateFor(number)))
    const page = (before?: Parameters<typeof place>[0], listener?: string) =>
      log().decisions({
        limit: 2,
        before: before === undefined ? undefined : place(before),
        listenerId: listener === undefined ? undefined : listenerId(listener),
      })
    const first = await page(undefined, 'listener-1')
    expect(slatesOf(first)).toEqual(['slate-10', 'slate-7'])
    const second = await page(first.at(-1)?.place, 'listener-1')
    expect(slatesOf(second)).toEqual(['slate-4', 'slate-1'])
    expect(await page(second.at(-1)?.place, 'listener-1')).toEqual([])
    expect(slatesOf(await page(second.at(-1)?.place))).toEqual(['slate-0'])
  })

  it('tells what was served before a moment', async () => {
    await log().append(Array.from({ length: 9 }, (_, number) => ({ event: sampleSlate(number) })))
    const until = sampleSlate(3).at
    expect(slatesOf(await log().decisions({ limit: 2, until }))).toEqual(['slate-2', 'slate-1'])
    const [last] = await log().decisions({ limit: 1, until: sampleSlate(5).at })
    const older = await log().decisions({ limit: 9, until: sampleSlate(8).at, before: last?.place })
    expect(slatesOf(older)).toEqual(['slate-3', 'slate-2', 'slate-1', 'slate-0'])
    expect(await log().decisions({ limit: 9, until: sampleSlate(0).at })).toEqual([])
  })

  it('refuses a place that it did not make', async () => {
    await expect(log().decisions({ limit: 1, before: place('no place') })).rejects.toMatchObject({
      code: 'invalid-request',
    })
  })
}

const pruning = (log: () => EventLog & DecisionStore): void => {
  const served = async () => {
    const record = Uint8Array.from({ length: 500 }, (_, at) => (at * 7_919) >> 4)
    await log().append(
      [1, 2, 3, 4].map((number) => ({ event: sampleSlate(number), record, about: ['track-1'] })),
    )
  }
  const kept = async (): Promise<readonly boolean[]> =>
    Promise.all([1, 2, 3, 4].map(async (number) => (await log().record(idOf(number))) !== undefined))
  const now = instant(1_790_000_100_000)

  it('lets records go by their age, with what they are about, and keeps the events', async () => {
    await served()
    expect(await log().prune({ now, from: sampleSlate(3).at, mostBytes: 1_000_000 })).toBe(2)
    expect(await kept()).toEqual([false, false, true, true])
    const decisions = await log().decisions({ limit: 9 })
    expect(decisions.map(({ about }) => about.length)).toEqual([1, 1, 0, 0])
    expect(await log().prune({ now, from: sampleSlate(3).at, mostBytes: 1_000_000 })).toBe(0)
  })

  it('lets records go by their size, the first ones first', async () => {
    await served()
    const storedBytes = (await log().record(idOf(1)))?.storedBytes ?? 0
    const mostBytes = 2 * storedBytes
    await log().prune({ now, from: instant(0), mostBytes })
    expect(await kept()).toEqual([false, false, true, true])
    await log().prune({ now, from: instant(0), mostBytes: 0 })
    expect(await kept()).toEqual([false, false, false, false])
  })
}
