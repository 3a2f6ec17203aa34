import { expect, it } from 'vitest'
import { eventId, listenerId } from '#domain'
import { type Place, place } from './cursor.ts'
import type { EventIndex } from './event-index.ts'
import { samplePlay, samplePlays, sampleSlate } from './event-log.sample.ts'
import type { EventLog, Recorded } from './event-log.ts'

/** What every index keeps of what its log appends. */
export const eventIndexContract = (log: () => EventLog & EventIndex): void => {
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
    const slates = (before?: Place) =>
      log().latest('slate.served', 2, { listenerId: listenerId('listener-1'), before })
    const first = await slates()
    expect(idsOf(first)).toEqual(['slate-10', 'slate-7'])
    const second = await slates(first.at(-1)?.place)
    expect(idsOf(second)).toEqual(['slate-4', 'slate-1'])
    expect(await slates(second.at(-1)?.place)).toEqual([])
    const plays = await log().latest('track.played', 2, { listenerId: listenerId('listener-6') })
    expect(idsOf(plays)).toEqual(['play-699', 'play-692'])
    const before = second.at(-1)?.place
    expect(idsOf(await log().latest('slate.served', 2, { before }))).toEqual(['slate-0'])
    expect(await log().latest('track.played', 1, { before })).toEqual([])
    expect(await log().latest('track.liked', 9, { listenerId: listenerId('listener-1') })).toEqual([])
    expect(await log().latest('slate.served', 9, { listenerId: listenerId('nobody') })).toEqual([])
  })

  it('gives events the sequence numbers that they were recorded with', async () => {
    const { recorded } = await log().append(samplePlays(0, 20))
    const [newest] = await log().latest('track.played', 1)
    expect(newest).toMatchObject(recorded.at(-1) ?? {})
    expect(await log().find(samplePlay(3).listenerId, eventId('play-3'))).toEqual(recorded[3])
  })

  it('finds an event by its listener and id, and none that it does not have', async () => {
    await log().append(samplePlays(0, 3))
    expect((await log().find(samplePlay(1).listenerId, eventId('play-1')))?.event).toEqual(samplePlay(1))
    expect(await log().find(samplePlay(1).listenerId, eventId('play-9'))).toBeUndefined()
    expect(await log().find(listenerId('nobody'), eventId('play-1'))).toBeUndefined()
  })

  it('refuses a place that it did not make', async () => {
    const asked = log().latest('track.played', 1, { before: place('no place') })
    await expect(asked).rejects.toMatchObject({ code: 'invalid-request' })
  })
}

const idsOf = (records: readonly Recorded[]): readonly string[] => records.map(({ event }) => event.id)
