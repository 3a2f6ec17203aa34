import { expect, it } from 'vitest'
import { eventId, type ListenerId, listenerId, requestId, sessionId, trackId } from '#domain'
import { logStart } from './cursor.ts'
import { allEvents, fromNewer, samplePlay, samplePlays, sampleSlate } from './event-log.sample.ts'
import type { Entry, Recorded } from './event-log.ts'
import type { AppEvent } from './events.ts'
import type { StoredLog } from './stored-log.ts'

const ann = listenerId('ann-who-leaves')
const ben = listenerId('ben-who-stays')

/** What someone may do, with everything that could name them. */
const doings = (of: ListenerId, from: number): readonly Entry[] => {
  const play = (number: number, session: string): AppEvent => ({
    ...samplePlay(from + number),
    id: eventId(`${of}-${from + number}`),
    listenerId: of,
    sessionId: sessionId(`${of}-${session}`),
    requestId: requestId(`${of}-slate-${from}`),
  })
  const said = { at: samplePlay(from).at, listenerId: of }
  const [target, seed] = [
    { kind: 'tag', id: `hated by ${of}` },
    { kind: 'artist', id: `artist of ${of}` },
  ] as const
  const session = sessionId(`${of}-one`)
  const slate = { ...sampleSlate(`${of}-slate-${from}`), listenerId: of, sessionId: session }
  const track = trackId('track-1')
  return [
    { event: { ...said, type: 'session.started', id: eventId(`${of}-s${from}`), sessionId: session, seed } },
    { event: slate, record: Buffer.from(`of ${of}`), about: ['track-1'] },
    ...[1, 2].map((number) => ({ event: play(number, 'one') })),
    {
      event: {
        ...said,
        type: 'track.skipped',
        id: eventId(`${of}-k${from}`),
        sessionId: sessionId(`${of}-two`),
        positionMs: 5_000,
        trackId: track,
      },
    },
    { event: { ...said, type: 'track.liked', id: eventId(`${of}-l${from}`), trackId: track } },
    { event: { ...said, type: 'track.unrated', id: eventId(`${of}-u${from}`), trackId: track } },
    { event: { ...said, type: 'listener.blocked', id: eventId(`${of}-b${from}`), target } },
  ]
}

/** What stays for the crowd. */
const countedOf = (all: readonly Recorded[]) =>
  all
    .filter(({ event }) => /played|skipped|liked|served/.test(event.type))
    .map(({ sequence, event }) => ({
      sequence,
      ...('trackId' in event && { trackId: event.trackId }),
      ...('positionMs' in event && { positionMs: event.positionMs }),
      ...('surface' in event && { surface: event.surface, tracks: event.tracks }),
      type: event.type,
      at: event.at,
    }))

/** Every name of each event, numbered as it is first met: what belongs together still does. */
const joined = (all: readonly Recorded[]): unknown => {
  const numbers = new Map<string, number>()
  const numberOf = (name: string | undefined) => {
    if (name !== undefined && !numbers.has(name)) numbers.set(name, numbers.size)
    return name === undefined ? undefined : numbers.get(name)
  }
  return all.map(({ event }) => [
    numberOf(event.listenerId),
    'sessionId' in event ? numberOf(event.sessionId) : undefined,
    'requestId' in event ? numberOf(event.requestId) : undefined,
  ])
}

export const redaction = (log: () => StoredLog): void => {
  const forget = async (of: ListenerId = ann) => {
    await log().redact(of, await log().end())
    await log().endRedaction(of)
  }
  const countedNow = async () => {
    const all = await allEvents(log())
    return all.filter(({ event }) => /played|skipped|\.liked|served/.test(event.type))
  }

  it('leaves nothing that names the listener, and all that the crowd counts [promise: listener-redacted]', async () => {
    await log().append([...doings(ann, 0), ...doings(ben, 10), ...doings(ann, 20)])
    const before = await countedNow()
    await forget()
    const all = await allEvents(log())
    expect(JSON.stringify(all)).not.toContain('ann')
    const after = await countedNow()
    expect(countedOf(after)).toEqual(countedOf(before))
    expect(joined(after)).toEqual(joined(before))
    expect(new Set(all.map(({ event }) => event.listenerId)).size).toBe(2)
    for (const { event } of all) expect('redacted' in event && event.redacted).toBe(event.listenerId !== ben)
  })

  it('lets go of their decisions, and finds nothing by what they were called [promise: listener-redacted]', async () => {
    await log().append([...doings(ann, 0), ...doings(ben, 10)])
    await forget()
    expect(await log().record(requestId('ann-who-leaves-slate-0'))).toBeUndefined()
    expect((await log().decisions({ limit: 9 })).map(({ event }) => event.listenerId)).toEqual([ben])
    expect(await log().find(ann, eventId('ann-who-leaves-1'))).toBeUndefined()
    for (const type of ['track.played', 'slate.served', 'listener.blocked'] as const) {
      expect(await log().latest(type, 9, { listenerId: ann })).toEqual([])
      expect(await log().latest(type, 9, { listenerId: ben })).not.toEqual([])
    }
    expect((await log().record(requestId('ben-who-stays-slate-10')))?.bytes).toBeDefined()
  })

  it('tells nothing that stands under a name from the moment its redaction is begun, though all of it is there [promise: listener-redacted]', async () => {
    await log().append([...doings(ann, 0), ...doings(ben, 10)])
    const before = await allEvents(log())
    await log().beginRedaction(ann)
    await log().beginRedaction(ann)
    expect(await log().redacting()).toEqual([ann])
    const told = async (who: ListenerId, id: string) => ({
      plays: await log().latest('track.played', 9, { listenerId: who }),
      blocks: await log().latest('listener.blocked', 9, { listenerId: who }),
      slates: await log().decisions({ limit: 9, listenerId: who }),
      event: await log().find(who, eventId(`${id}-1`)),
      record: await log().record(requestId(`${id}-slate-0`)),
    })
    expect(await told(ann, 'ann-who-leaves')).toEqual({ plays: [], blocks: [], slates: [] })
    expect((await log().latest('listener.blocked', 9)).map(({ event }) => event.listenerId)).toEqual([ben])
    expect((await log().decisions({ limit: 9 })).map(({ event }) => event.listenerId)).toEqual([ben])
    expect(await log().record(requestId('ben-who-stays-slate-10'))).toBeDefined()
    expect(await allEvents(log())).toEqual(before)
    await forget()
    await log().append(doings(ann, 20))
    const after = await told(ann, 'ann-who-leaves')
    expect([after.plays.length, after.blocks.length, after.slates.length]).toEqual([2, 1, 1])
  })

  it('changes nothing of anybody else', async () => {
    const of = async (who: ListenerId) =>
      (await allEvents(log())).filter(({ event }) => event.listenerId === who)
    await log().append([...doings(ann, 0), ...doings(ben, 10)])
    const before = await of(ben)
    await forget()
    expect(await of(ben)).toEqual(before)
  })

  it('reaches up to a place, and what comes later is somebody else’s', async () => {
    await log().append(doings(ann, 0))
    const through = await log().end()
    await log().append(doings(ann, 20))
    await log().redact(ann, through)
    const first = (await allEvents(log())).filter(({ event }) => event.listenerId !== ann)
    expect(first).toHaveLength(5)
    await log().endRedaction(ann)
    await forget()
    const names = new Set((await allEvents(log())).map(({ event }) => event.listenerId))
    expect(names.size).toBe(2)
    expect(names).not.toContain(ann)
  })

  it('goes on under the same pseudonym until it is ended, and tells whose it is till then', async () => {
    await log().append(doings(ann, 0))
    await log().redact(ann, await log().end())
    await log().append(doings(ann, 20))
    expect(await log().redacting()).toEqual([ann])
    await forget()
    expect(await log().redacting()).toEqual([])
    expect(new Set((await allEvents(log())).map(({ event }) => event.listenerId)).size).toBe(1)
  })

  it('changes nothing when it is done again, and nothing for a listener whom the log does not know', async () => {
    await log().append([...doings(ann, 0), ...doings(ben, 10)])
    await forget()
    const once = await allEvents(log())
    await forget()
    await forget(listenerId('nobody'))
    expect(await allEvents(log())).toEqual(once)
  })

  it('leaves the places of events as they were: cursors of before are known and lead to the same', async () => {
    await log().append(doings(ben, 10))
    const between = await log().end()
    await log().append(doings(ann, 0))
    const end = await log().end()
    await forget()
    expect(await log().end()).toBe(end)
    expect([await log().lag(between), await log().lag(end)]).toEqual([8, 0])
    expect(await allEvents(log(), between)).toHaveLength(5)
    const { after } = await log().append(samplePlays(0, 1))
    expect(after).toBe(end)
  })

  it('takes what goes on meanwhile, and loses none of it', async () => {
    await log().append([...Array.from({ length: 40 }, (_, of) => doings(ann, of * 10)).flat()])
    const before = await log().end()
    const redacting = log().redact(ann, before)
    const appended = await Promise.all([log().append(doings(ann, 5_000)), log().append(doings(ben, 10))])
    await redacting
    expect(appended.map(({ recorded }) => recorded.length)).toEqual([8, 8])
    await log().endRedaction(ann)
    const later = await allEvents(log(), before)
    expect(later.map(({ event }) => event.listenerId)).toEqual([...Array(8).fill(ann), ...Array(8).fill(ben)])
  })

  it('wipes what was removed, and goes on; from the end of a redaction until then it is owed', async () => {
    await log().append([...doings(ann, 0), ...doings(ben, 10)])
    expect(await log().wipeOwed()).toBe(false)
    await forget()
    expect(await log().wipeOwed()).toBe(true)
    const left = await allEvents(log(), logStart)
    await log().wipe()
    expect(await log().wipeOwed()).toBe(false)
    expect(await allEvents(log(), logStart)).toEqual(left)
    expect((await log().append(samplePlays(0, 2))).recorded).toHaveLength(2)
  })
}

/** Of what a newer Segue wrote nobody here knows what it says, so all of it goes. */
export const redactedNewer = (log: () => StoredLog, takeStored: (body: string) => void): void => {
  it('empties what it passes over', async () => {
    takeStored(fromNewer(1, { listenerId: ann, id: 'ann-1' }))
    await log().append(doings(ben, 10))
    await log().redact(ann, await log().end())
    await log().endRedaction(ann)
    expect(await allEvents(log())).toHaveLength(8)
    expect(
      (await log().append([{ event: { ...samplePlay(1), id: eventId('ann-1'), listenerId: ann } }]))
        .duplicates,
    ).toBe(0)
  })
}
