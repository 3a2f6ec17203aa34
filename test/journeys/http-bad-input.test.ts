import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Answer, type Ask, createRawAsk, metricOf, ndjson } from './asking.ts'
import { badAddresses } from './bad-addresses.ts'
import { badBodies } from './bad-bodies.ts'
import { badEvents } from './bad-events.ts'
import { event, events, tracks } from './bad-input.ts'
import { type StartedServer, startServer } from './started-server.ts'

/**
 * Everything a clumsy or hostile client sends, against a real server: each gets a status, a code and a sentence
 * that says what to do; each is counted; and after all of it the server starts again on the same log, with every
 * good event that was sent beside the bad ones.
 */
const folder = mkdtempSync(join(tmpdir(), 'segue-bad-input-'))
let server: StartedServer
let ask: Ask
const start = async () => {
  server = await startServer({ command: 'serve', data: folder })
  ask = createRawAsk(server.url)
}
const metric = (line: string) => metricOf(ask, line)

beforeAll(async () => {
  await start()
  expect((await ask('PUT', '/v1/catalog/tracks', { body: tracks })).status).toBe(200)
})
afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const problemSchema = z.object({
  type: z.url(),
  title: z.string().min(1),
  status: z.number(),
  detail: z.string().min(20),
  code: z.string(),
  requestId: z.string().min(1),
})
const takenSchema = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  refused: z.array(z.object({ index: z.number(), code: z.string(), detail: z.string().min(20) })),
})

describe('a request that can not be served', () => {
  it.each([...badBodies, ...badAddresses])(
    'is refused with advice: %s',
    async (_name, method, path, sent, status, code, advice) => {
      const line = `segue_errors_total{code="${code}"}`
      const before = await metric(line)
      const answer = await ask(method, path, sent)
      expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json'])
      const problem = problemSchema.parse(answer.body)
      expect(problem).toMatchObject({ status, code, detail: expect.stringMatching(advice) })
      expect(answer.headers['request-id']).toBe(problem.requestId)
      expect(answer.text).not.toMatch(/root:|node_modules|\bat \w+ \(/)
      expect(await metric(line)).toBe(before + 1)
    },
  )
})

describe('an event that can not be taken', () => {
  it.each(badEvents)('is refused with advice: %s', async (_name, sent, code, advice) => {
    const before = await metric(`segue_events_refused_total{code="${code}"}`)
    const answer = await ask('POST', events, sent)
    expect(answer.status).toBe(400)
    const { accepted, refused } = takenSchema.parse(answer.body)
    expect([accepted, refused.length]).toEqual([0, 1])
    expect(refused[0]).toMatchObject({ index: 0, code, detail: expect.stringMatching(advice) })
    expect(await metric(`segue_events_refused_total{code="${code}"}`)).toBe(before + 1)
  })
})

/** Ids of good events that were answered as taken: all of them have to be there in the end. */
const taken: string[] = []
const goodEvent = (more: object = {}) => {
  const good = event({
    type: 'track.liked',
    listenerId: 'careful',
    trackId: `track-${taken.length}`,
    ...more,
  })
  taken.push(good.id)
  return good
}

describe('good events', () => {
  it('are taken beside bad ones, in an array [promise: good-ones-taken]', async () => {
    const body = [event({ at: 0 }), goodEvent(), null, goodEvent(), event({ type: 'x' }), goodEvent()]
    const answer = await ask('POST', events, { body })
    expect(answer.status).toBe(200)
    const { accepted, refused } = takenSchema.parse(answer.body)
    expect([accepted, refused.map(({ index }) => index)]).toEqual([3, [0, 2, 4]])
  })

  it('are taken beside bad lines, blank lines and lines that are not UTF-8 [promise: good-ones-taken]', async () => {
    const lines = [
      Buffer.from(`\uFEFF${JSON.stringify(goodEvent())}\r\n`),
      Buffer.from('\n'),
      Buffer.from('{"id":'),
      Buffer.from('\n'),
      Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]),
      Buffer.from(`${JSON.stringify(goodEvent())}\n`),
      Buffer.from(`[${JSON.stringify(event())}]\n`),
      Buffer.from(JSON.stringify(goodEvent())),
    ]
    const answer = await ask('POST', events, { ...ndjson([]), body: Buffer.concat(lines) })
    const { accepted, refused } = takenSchema.parse(answer.body)
    expect([accepted, refused.map(({ index }) => index)]).toEqual([3, [2, 3, 5]])
  })

  it('are stored once, within a batch and across batches [promise: stored-once]', async () => {
    const [one, two] = [goodEvent(), goodEvent()]
    const first = await ask('POST', events, { body: [one, one, two] })
    expect(first.body).toMatchObject({ accepted: 2, duplicates: 1 })
    const again = await ask('POST', events, ndjson([two, one, one]))
    expect([again.status, again.body]).toEqual([200, expect.objectContaining({ accepted: 0, duplicates: 3 })])
  })

  it('about unknown tracks are taken and counted', async () => {
    const answer = await ask('POST', events, { body: goodEvent({ trackId: 'not-yet' }) })
    expect(answer.body).toMatchObject({ accepted: 1, unknownTracks: 1 })
    expect(await metric('segue_events_total{outcome="unknown-track"}')).toBe(1)
  })

  it('may be none at all', async () => {
    for (const sent of [{ body: [] }, ndjson([]), { ...ndjson([]), body: '\n\n' }]) {
      expect([(await ask('POST', events, sent)).status]).toEqual([200])
    }
  })
})

describe('tracks', () => {
  it('are taken beside bad ones, each of which is told what to mend [promise: good-ones-taken]', async () => {
    const bad: readonly (readonly [object | null, RegExp])[] = [
      [{ id: 'bad-1', title: 'In seconds', durationMs: 200 }, /milliseconds/],
      [{ id: 'bad-2' }, /title.*missing/],
      [{ id: '', title: 'No id' }, /id/],
      [{ id: 'bad-3', title: ' ' }, /blank/],
      [{ id: 'bad-4', title: 'Script', audioUrl: 'javascript:alert(1)' }, /https/],
      [{ id: 'bad-5', title: 'File', audioPath: '/etc/passwd' }, /audioPath/],
      [{ id: 'bad-6', title: 'Date', releasedAt: 'soon' }, /2026-11-20/],
      [{ id: 'bad\u0000', title: 'Control' }, /control characters/],
    ]
    const rows = bad.flatMap(([row], index) => [row, { id: `good-${index}`, title: `Good ${index}` }])
    const before = await metric('segue_tracks_total{outcome="refused"}')
    const answer = await ask('PUT', '/v1/catalog/tracks', { body: rows })
    expect(answer.status).toBe(200)
    const { added, refused } = z
      .object({
        added: z.number(),
        refused: z.array(z.object({ index: z.number(), code: z.string(), detail: z.string() })),
      })
      .parse(answer.body)
    expect([added, refused.map(({ index }) => index)]).toEqual([bad.length, bad.map((_, at) => at * 2)])
    for (const [index, [, advice]] of bad.entries()) expect(refused[index]?.detail).toMatch(advice)
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['invalid-track']))
    expect(await metric('segue_tracks_total{outcome="refused"}')).toBe(before + bad.length)
  })

  it('are taken beside lines that are no JSON', async () => {
    const body = '{"id":"line-1","title":"One"}\n{"id":\n\n{"id":"line-2","title":"Two"}'
    const answer = await ask('PUT', '/v1/catalog/tracks', { ...ndjson([]), body })
    expect(answer.body).toMatchObject({ added: 2, refused: [{ index: 1, code: 'malformed-json' }] })
  })

  it('with one id twice in a batch are one track, the last', async () => {
    const body = [
      { id: 'twice', title: 'First' },
      { id: 'twice', title: 'Last' },
    ]
    expect((await ask('PUT', '/v1/catalog/tracks', { body })).status).toBe(200)
    expect((await ask('GET', '/v1/tracks/twice')).body).toMatchObject({ title: 'Last' })
  })
})

describe('odd requests that can be served', () => {
  const searches = [
    '"',
    "' OR 1=1 --",
    'title:*',
    '*',
    'NEAR(a b)',
    'song AND',
    '(',
    '^song',
    '-song',
    '{title}: x',
  ]
  it.each([...searches, 'x'.repeat(1_000), 'a '.repeat(499), '\u0000', '🎵', '﷽﷽﷽'])(
    'are searches such as %j',
    async (query) => {
      const answer = await ask('GET', `/v1/search?q=${encodeURIComponent(query)}`)
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({ query })
    },
  )

  it('are listeners whose names are signs, script or 200 characters of any kind', async () => {
    for (const name of ['<b>', '../..', "'; DROP TABLE", 'ß'.repeat(200), '🎵'.repeat(200), ' ', 'a/b?c#d']) {
      const { status, body } = await ask('GET', `/v1/listeners/${encodeURIComponent(name)}/home`)
      expect([name, status]).toEqual([name, 200])
      expect(z.object({ shelves: z.array(z.unknown()) }).parse(body).shelves.length).toBeGreaterThan(0)
    }
  })
})

describe('noise on the port', () => {
  const say = (text: string): Promise<string> =>
    new Promise((resolve) => {
      let heard = ''
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text))
      socket.setEncoding('utf8').on('data', (part: string) => {
        heard += part
      })
      socket.once('error', () => resolve(heard))
      socket.once('close', () => resolve(heard))
    })

  it('is answered with a problem, counted, and the connection closed', async () => {
    const before = await metric('segue_errors_total{code="invalid-request"}')
    expect(await say('GARBAGE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*problem\+json.*plain HTTP/s)
    const headers = `GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`
    expect(await say(headers)).toMatch(/^HTTP\/1\.1 431 .*shorter/s)
    expect(await metric('segue_errors_total{code="invalid-request"}')).toBe(before + 2)
  })

  it('is no fault of ours: who hangs up in the middle of a body is not logged as one', async () => {
    const port = Number(new URL(server.url).port)
    const head = 'POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n'
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(`${head}content-length: 1000\r\n\r\n[`)
        setTimeout(() => socket.destroy(), 50)
      })
      socket.once('close', () => resolve())
    })
    await expect
      .poll(() => metric('segue_http_request_seconds_count{route="/v1/events",status="400"}'))
      .toBeGreaterThan(0)
    expect(server.log()).not.toMatch(/"level":50/)
  })
})

describe('after all of it', () => {
  const idsOf = (answer: Answer) =>
    z
      .object({ tracks: z.array(z.object({ id: z.string() })) })
      .parse(answer.body)
      .tracks.map(({ id }) => id)

  it('the log opens, and what was taken is there [promise: errors-advise]', async () => {
    const before = await ask('GET', '/v1/listeners/careful/likes')
    expect(idsOf(before).length).toBe(taken.length - 1)
    expect(await server.stop('SIGKILL')).toBe(null)
    // Without the saved state everything is folded again from the log: one bad record in it would end the start.
    for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `state.db${end}`), { force: true })
    await start()
    expect((await ask('GET', '/v1/listeners/careful/likes')).text).toBe(before.text)
    const again = await ask('POST', events, {
      body: taken.map((id) => event({ id, type: 'track.liked', listenerId: 'careful' })),
    })
    expect(again.body).toMatchObject({ accepted: 0, duplicates: taken.length })
  })
})
