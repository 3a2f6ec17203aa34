import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { instant, listenerId, sessionId, type TrackId } from '#domain'
import { allEvents } from './event-log.sample.ts'
import { eventSchemas, incomingSchemas } from './event-schemas.ts'
import type { AppEvent } from './events.ts'
import { createIntake, type Intake, type TrackDescription } from './intake.ts'
import { createJournal } from './journal.ts'

const now = Date.UTC(2026, 10, 20, 12)

const tracks = new Map<string, TrackDescription>([
  ['song', { artistIds: ['artist-1', 'guest-1'], tags: ['ambient'], durationMs: 200_000 }],
  ['endless', { artistIds: ['artist-1'], tags: [] }],
  ['crowd', { artistIds: Array.from({ length: 80 }, (_, number) => `artist-${number}`), tags: [] }],
])

const skip = (fields: Record<string, unknown> = {}) => ({
  id: 'e1',
  type: 'track.skipped',
  at: '2026-11-20T12:00:00Z',
  listenerId: 'listener-77',
  trackId: 'song',
  positionMs: 12_000,
  ...fields,
})

const without = (field: string): Record<string, unknown> => {
  const { [field]: _, ...rest }: Record<string, unknown> = skip()
  return rest
}

describe('the intake', () => {
  let intake: Intake
  let stored: () => Promise<readonly AppEvent[]>
  beforeEach(() => {
    const log = createMemoryEventLog()
    intake = createIntake({
      clock: () => instant(now),
      blockWords: { find: (target) => target, append: createJournal({ log, folds: [] }).append },
      describe: (track: TrackId) => tracks.get(track),
    })
    stored = async () => (await allEvents(log)).map(({ event }) => event)
  })

  it.each([...eventSchemas.keys()].filter((type) => !incomingSchemas.has(type)))(
    'takes no %s from outside, whoever sends it: an id of a session is one that Segue gave, and to one listener',
    async (type) => {
      const sent = skip({ type, sessionId: 'theirs', seed: { kind: 'tag', id: 'ambient' } })
      const { accepted, refused } = await intake.acceptValues([sent], {
        listenerId: listenerId('ben'),
        sessionId: sessionId('theirs'),
      })
      const { refused: lines } = await intake.acceptText(JSON.stringify(sent))
      expect([accepted, refused[0]?.detail, lines[0]?.detail]).toEqual([
        0,
        expect.stringMatching(/^type "[a-z.]+" is not/),
        expect.stringMatching(/^type "[a-z.]+" is not/),
      ])
      expect(await stored()).toEqual([])
    },
  )

  it('refuses what only the door says of other names and versions', async () => {
    const about = { at: now, listenerId: 'ann' }
    const target = { kind: 'tag', id: 'punk' }
    const { accepted, refused } = await intake.acceptValues([
      { ...about, id: 'a', type: 'track.liked', trackId: 'song', versionIds: ['another song'] },
      { ...about, id: 'b', type: 'listener.unblocked', target, alsoCalled: ['funk'] },
    ])
    expect([accepted, refused.map(({ detail }) => detail)]).toEqual([
      0,
      [expect.stringContaining('versionIds'), expect.stringContaining('alsoCalled')],
    ])
  })

  it('refuses what only a stored event may say of itself, and types that it does not know [promise: log-evolves]', async () => {
    const marks = [{ v: 1 }, { v: 2 }, { ignorable: true }, { v: 9, ignorable: true }]
    const { accepted, refused } = await intake.acceptValues([
      ...marks.map((mark) => ({ ...skip(), ...mark })),
      { ...skip(), type: 'track.imagined', ignorable: true },
    ])
    expect([accepted, refused.length]).toEqual([0, 5])
    expect(refused.map(({ detail }) => detail)).toEqual([
      ...['v', 'v', 'ignorable', 'v'].map((name) => expect.stringContaining(name)),
      expect.stringContaining('type'),
    ])
  })

  it('stores an event with its instant in milliseconds and what the catalogue knows of the track', async () => {
    expect(await intake.acceptValues([skip()])).toEqual({
      accepted: 1,
      duplicates: 0,
      unknownTracks: 0,
      takenDownTracks: 0,
      refused: [],
    })
    expect(await stored()).toEqual([
      { ...skip(), at: now, artistIds: ['artist-1', 'guest-1'], tags: ['ambient'] },
    ])
  })

  it('overwrites what the caller says about a track it knows', async () => {
    await intake.acceptValues([skip({ artistIds: ['someone'], tags: ['hit'] })])
    expect(await stored()).toMatchObject([{ artistIds: ['artist-1', 'guest-1'], tags: ['ambient'] }])
  })

  it('takes events about tracks it does not know, as they came, and counts them', async () => {
    const taken = await intake.acceptValues([skip({ trackId: 'tomorrow', tags: ['folk'] })])
    expect(taken).toMatchObject({ accepted: 1, unknownTracks: 1 })
    expect(await stored()).toMatchObject([{ trackId: 'tomorrow', tags: ['folk'] }])
  })

  it('keeps to the fields an event may carry when a track has a crowd of artists', async () => {
    expect(await intake.acceptValues([skip({ trackId: 'crowd' })])).toMatchObject({ accepted: 1 })
    expect((await stored()).flatMap((event) => ('artistIds' in event ? event.artistIds : []))).toHaveLength(
      50,
    )
  })

  it('takes the good ones of a batch, counts the known ones and refuses the bad ones in order [promise: good-ones-taken]', async () => {
    await intake.acceptValues([skip({ id: 'known' })])
    const lines = [
      JSON.stringify(skip({ id: 'known' })),
      '{"id": "cut off',
      '',
      JSON.stringify(skip({ id: 'bad', positionMs: -1 })),
      JSON.stringify(skip({ id: 'new' })),
      '',
    ]
    const taken = await intake.acceptText(lines.join('\r\n'))
    expect(taken).toMatchObject({ accepted: 1, duplicates: 1, unknownTracks: 0 })
    expect(taken.refused).toMatchObject([
      { index: 1, code: 'malformed-json' },
      { index: 3, id: 'bad', code: 'invalid-event' },
    ])
  })

  it('takes nothing from nothing', async () => {
    const nothing = { accepted: 0, duplicates: 0, unknownTracks: 0, takenDownTracks: 0, refused: [] }
    expect(await intake.acceptText('\n\n')).toEqual(nothing)
    expect(await intake.acceptValues([])).toEqual(nothing)
  })

  it('reads past a byte order mark', async () => {
    expect(await intake.acceptText(`\uFEFF${JSON.stringify(skip())}`)).toMatchObject({ accepted: 1 })
  })

  it('refuses more than 5,000 events in one call and takes exactly 5,000', async () => {
    const many = Array.from({ length: 5_000 }, (_, number) => skip({ id: `e${number}` }))
    expect(await intake.acceptValues(many)).toMatchObject({ accepted: 5_000 })
    await expect(intake.acceptValues([...many, skip()])).rejects.toMatchObject({ code: 'invalid-request' })
    const text = [...many, skip()].map((event) => JSON.stringify(event)).join('\n')
    await expect(intake.acceptText(text)).rejects.toThrow('at most 5000')
  })

  it.each<[string, unknown, string | RegExp]>([
    ['no object', 7, 'JSON object'],
    ['null', null, 'JSON object'],
    ['an array', [skip()], 'JSON object'],
    ['no type', without('type'), /^type is missing.*track\.played.*listener\.unblocked/],
    ['an unknown type', skip({ type: 'track.paused' }), /^type "track\.paused".*Send one of: track\.played/],
    ['a type only Segue writes', skip({ type: 'slate.served' }), /^type "slate\.served" is not/],
    ['a missing field', without('positionMs'), /^positionMs is missing: send milliseconds/],
    ['a missing id', without('id'), /^id is missing: .*sent again/],
    [
      'a misspelt field',
      skip({ positionMS: 1 }),
      '"positionMS" is not a field of track.skipped: did you mean positionMs?',
    ],
    ['a field in seconds', skip({ position_seconds: 1 }), 'did you mean positionMs?'],
    [
      'a field of another type',
      skip({ playedMs: 1 }),
      /"playedMs" is not a field of track\.skipped: leave it out/,
    ],
    ['NaN', skip({ positionMs: Number.NaN }), /^positionMs is not a number: send milliseconds/],
    ['a text for a number', skip({ positionMs: '12000' }), /^positionMs is not a number/],
    ['a negative length', skip({ positionMs: -1 }), /^positionMs is negative: send milliseconds/],
    ['a length beyond a day', skip({ positionMs: 86_400_001 }), /^positionMs is longer than a day/],
    [
      'a length in microseconds',
      skip({ positionMs: 12_000_000 }),
      /^positionMs is more than 10 times the length/,
    ],
    ['an instant in seconds', skip({ at: now / 1_000 }), /^at looks like seconds: send milliseconds/],
    ['an instant in seconds with a fraction', skip({ at: 1795406629.22 }), /^at looks like seconds: send/],
    ['a fraction of a millisecond', skip({ at: now + 0.442 }), /^at must be whole: send milliseconds/],
    ['an instant in microseconds', skip({ at: now * 1_000 }), /^at is more than ten minutes in the future/],
    ['a time without a zone', skip({ at: '2026-11-20T12:00:00' }), /^at is not as it should be: .*zone/],
    ['no time at all', skip({ at: 'yesterday' }), /^at is not as it should be/],
    ['the far past', skip({ at: '1999-12-31T23:59:59Z' }), /^at is before the year 2000/],
    ['before 1970', skip({ at: -5 }), /^at is before the year 2000/],
    ['eleven minutes ahead', skip({ at: now + 660_000 }), /^at is more than ten minutes in the future/],
    ['an empty id', skip({ id: '' }), /^id is .*: send a text of 1 to 200/],
    ['a long id', skip({ trackId: 'x'.repeat(201) }), /^trackId is .*: send a text of 1 to 200/],
    [
      'control characters',
      skip({ trackId: 'a\u0000b' }),
      /^trackId is not as it should be: .*control characters/,
    ],
    ['simulated: false', skip({ simulated: false }), /^simulated is not as it should be: send true/],
  ])('refuses %s with a sentence that says what to send', async (_, value, detail) => {
    const { accepted, refused } = await intake.acceptValues([value])
    expect(accepted).toBe(0)
    expect(refused).toHaveLength(1)
    expect(refused[0]?.detail).toMatch(detail)
    expect(refused[0]?.detail).not.toContain('listener-77')
  })

  it('refuses a block of something that can not be blocked', async () => {
    const {
      positionMs: _,
      trackId: __,
      ...rest
    } = skip({ type: 'listener.blocked', target: { kind: 'mood', id: 'x' } })
    const { refused } = await intake.acceptValues([rest])
    expect(refused[0]?.detail).toBe(
      'target.kind is not as it should be: send {"kind": "artist", "track" or "tag", "id": …}.',
    )
  })

  it('says of NaN in a text that it is not JSON', async () => {
    const { refused } = await intake.acceptText('{"id":"e1","positionMs":NaN}')
    expect(refused).toMatchObject([{ index: 0, code: 'malformed-json' }])
    expect(refused[0]?.detail).toContain('NaN')
  })

  it('takes an event nine minutes ahead, for clocks of phones run fast', async () => {
    expect(await intake.acceptValues([skip({ at: now + 540_000 })])).toMatchObject({ accepted: 1 })
  })

  it('does not judge the length of a track it has no length of', async () => {
    const taken = await intake.acceptValues([skip({ trackId: 'endless', positionMs: 80_000_000 })])
    expect(taken).toMatchObject({ accepted: 1 })
  })

  it('fills in what the door knows, and refuses what contradicts it', async () => {
    const context = {
      listenerId: listenerId('listener-77'),
      sessionId: sessionId('s1'),
      simulated: true as const,
    }
    const { trackId: _, positionMs: __, ...bare } = skip()
    const taken = await intake.acceptValues(
      [
        without('listenerId'),
        skip({ id: 'e2', listenerId: 'you' }),
        skip({ id: 'e3', sessionId: 's2' }),
        { ...bare, id: 'e4', type: 'listener.blocked', target: { kind: 'tag', id: 'ambient' } },
      ],
      context,
    )
    expect(taken.refused.map(({ index, detail }) => [index, detail.split(' ')[0]])).toEqual([
      [1, 'listenerId'],
      [2, 'sessionId'],
    ])
    expect(await stored()).toMatchObject([
      { id: 'e1', listenerId: 'listener-77', sessionId: 's1', simulated: true },
      { id: 'e4', listenerId: 'listener-77', simulated: true },
    ])
  })
})
