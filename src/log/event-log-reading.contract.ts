import { expect, it } from 'vitest'
import { eventId, instant, listenerId } from '#domain'
import { cursor, logStart, sequenceNumber } from './cursor.ts'
import { allEvents, samplePlay, samplePlays, sampleSlate } from './event-log.sample.ts'
import type { EventLog, Recorded } from './event-log.ts'
import type { AppEvent } from './events.ts'

/** What every event log keeps of reading; a part of `eventLogContract`. */
export const idsOf = (records: readonly Recorded[]): readonly string[] => records.map(({ event }) => event.id)

/** Of each listener the ids in the order in which they were recorded; numbers must grow within a listener. */
export const byListener = (records: readonly Recorded[]): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, { readonly ids: string[]; last: number }>()
  for (const { sequence, event } of records) {
    const one = found.get(event.listenerId) ?? { ids: [], last: Number.NEGATIVE_INFINITY }
    expect(sequence).toBeGreaterThan(one.last)
    one.ids.push(event.id)
    one.last = sequence
    found.set(event.listenerId, one)
  }
  return new Map([...found].map(([listener, { ids }]) => [listener, ids]))
}

export const expected = (from: number, count: number) =>
  byListener(samplePlays(from, count).map(({ event }, at) => ({ event, sequence: sequenceNumber(at) })))

export const reads = (log: () => EventLog): void => {
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
    const read = (await allEvents(log())).map(({ event }) => event)
    expect(new Map(read.map((event) => [event.id, event]))).toEqual(
      new Map(events.map((event) => [event.id, event])),
    )
  })

  it('reads what follows a cursor', async () => {
    await log().append(samplePlays(0, 3))
    const from = await log().end()
    expect(await allEvents(log(), from)).toEqual([])
    await log().append(samplePlays(3, 2))
    expect(idsOf(await allEvents(log(), from)).toSorted()).toEqual(['play-3', 'play-4'])
  })

  it('reads thousands, none left out and none twice, in batches that a reader may breathe between', async () => {
    await log().append(samplePlays(0, 5_000))
    const batches = await Array.fromAsync(log().read(logStart))
    expect(Math.max(...batches.map(({ recorded }) => recorded.length))).toBeLessThanOrEqual(1_000)
    expect(byListener(batches.flatMap(({ recorded }) => recorded))).toEqual(expected(0, 5_000))
  })

  it('reads on from each batch it gave', async () => {
    await log().append(samplePlays(0, 3_000))
    const all = await allEvents(log())
    let seen = 0
    let reached = logStart
    for await (const { recorded, after, through } of log().read(logStart)) {
      expect(after).toBe(reached)
      reached = through
      seen += recorded.length
      expect(await log().lag(through)).toBe(3_000 - seen)
      expect(await allEvents(log(), through)).toEqual(all.slice(seen))
    }
    expect(reached).toBe(await log().end())
  })

  it('reads up to the end as it was when reading began, while appends go on', async () => {
    await log().append(samplePlays(0, 3_000))
    let seen = 0
    for await (const { recorded } of log().read(logStart)) {
      await log().append(samplePlays(10_000 + seen, 10))
      seen += recorded.length
    }
    expect(seen).toBe(3_000)
    expect(await log().lag(logStart)).toBeGreaterThan(3_000)
  })

  it('serves two readers at once, each in its own place', async () => {
    await log().append(samplePlays(0, 1_000))
    const from = await log().end()
    await log().append(samplePlays(1_000, 500))
    const [all, some] = await Promise.all([allEvents(log()), allEvents(log(), from)])
    expect(all).toHaveLength(1_500)
    expect(some).toHaveLength(500)
  })

  it('stops with the reason of the signal when it is aborted', async () => {
    await log().append(samplePlays(0, 5_000))
    const abort = new AbortController()
    let batches = 0
    const reading = (async () => {
      for await (const _ of log().read(logStart, abort.signal)) {
        batches += 1
        abort.abort(new Error('enough'))
      }
    })()
    await expect(reading).rejects.toThrow('enough')
    expect(batches).toBe(1)
    const aborted = log().read(logStart, AbortSignal.abort(new Error('before')))
    await expect(Array.fromAsync(aborted)).rejects.toThrow('before')
  })

  it('lets a reader leave early', async () => {
    await log().append(samplePlays(0, 2_000))
    for await (const _ of log().read(logStart)) break
    expect((await log().append(samplePlays(5_000, 1))).recorded).toHaveLength(1)
  })
}

export const cursors = (log: () => EventLog, another: () => Promise<EventLog>): void => {
  it('knows no cursor of a log that has the same events, whichever was first [promise: live-is-replay]', async () => {
    const other = await another()
    for (const each of [log(), other]) await each.append(samplePlays(0, 7))
    expect(await log().lag(await log().end())).toBe(0)
    expect(await log().lag(await other.end())).toBeUndefined()
    expect(await other.lag(await log().end())).toBeUndefined()
    await other.close()
  })

  it('tells how many events follow a cursor, and that it knows none of another log', async () => {
    await log().append(samplePlays(0, 7))
    const from = await log().end()
    expect(await log().lag(from)).toBe(0)
    await log().append(samplePlays(7, 5))
    expect([await log().lag(logStart), await log().lag(from)]).toEqual([12, 5])
    expect(await log().lag(cursor('of another log'))).toBeUndefined()
  })

  it('finds a place with the newest so many events behind it', async () => {
    await log().append(samplePlays(0, 12))
    const behind = idsOf(await allEvents(log(), await log().tail(3)))
    expect(behind).toEqual(expect.arrayContaining(['play-9', 'play-10', 'play-11']))
    expect(await log().tail(12)).toBe(logStart)
    expect(await log().tail(100)).toBe(logStart)
    expect(await log().tail(0)).toBe(await log().end())
  })
}
