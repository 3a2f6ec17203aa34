import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Answer, type Ask, createRawAsk, ndjson, type Sent } from './asking.ts'
import { type StartedServer, startServer } from './started-server.ts'

/**
 * Everything a clumsy or hostile client sends, against a real server: each gets a status, a code and a sentence
 * that says what to do; each is counted; and after all of it the server starts again on the same log, with every
 * good event that was sent beside the bad ones.
 */
const now = Date.now()
const tracks = Array.from({ length: 30 }, (_, index) => ({
  id: `track-${index}`,
  title: `Song ${index}`,
  artists: [{ id: `artist-${index % 5}`, name: `Artist ${index % 5}` }],
  tags: ['folk'],
  durationMs: 200_000,
}))
let made = 0
const event = (more: object = {}) => ({
  id: `bad-input-${made++}`,
  type: 'track.played',
  at: now,
  listenerId: 'someone',
  trackId: 'track-1',
  ...more,
})
/** JSON written by hand, for what `JSON.stringify` would mend. */
const handmade = (fields: string): Sent => json(`[{"id":"handmade",${fields}}]`)
const json = (body: string | Buffer): Sent => ({ body, headers: { 'content-type': 'application/json' } })
const skip = (positionMs: unknown) => ({ body: event({ type: 'track.skipped', positionMs }) })
const rest = `"type":"track.played","listenerId":"someone","trackId":"track-1"`

const folder = mkdtempSync(join(tmpdir(), 'segue-bad-input-'))
let server: StartedServer
let ask: Ask
const start = async () => {
  server = await startServer({ command: 'serve', data: folder })
  ask = createRawAsk(server.url)
}
const metric = async (line: string): Promise<number> => {
  const { text } = await ask('GET', '/metrics')
  const found = text.split('\n').find((row) => row.startsWith(`${line} `))
  return Number(found?.slice(line.length + 1) ?? 0)
}

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

/** A request refused as a whole: what it is, the request, status, code, and words of the advice. */
type Refused = readonly [string, string, string, Sent, number, string, RegExp]

const events = '/v1/events'
const long = 'x'.repeat(201)
const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
const manyEvents = Array.from({ length: 5_001 }, () => ({ type: 'track.played' }))
const start4 = { kind: 'track', id: 'track-1' }
const passwd = '..%2f..%2f..%2f..%2fetc%2fpasswd'

const requests: readonly Refused[] = [
  ['JSON that ends too early', 'POST', events, json('[{"id":'), 400, 'malformed-json', /send the whole/],
  ['JSON with a stray word', 'POST', events, json('[{id: 1}]'), 400, 'malformed-json', /near character/],
  ['NaN', 'POST', events, handmade(`"at":NaN,${rest}`), 400, 'malformed-json', /leave such a field out/],
  ['-Infinity', 'POST', events, handmade(`"at":-Infinity,${rest}`), 400, 'malformed-json', /leave such/],
  ['NDJSON sent as JSON', 'POST', events, json('{"id":1}\n{"id":2}'), 400, 'malformed-json', /x-ndjson/],
  ['an empty JSON body', 'POST', events, json(''), 400, 'malformed-json', /body is empty/],
  ['no body', 'POST', events, {}, 400, 'invalid-request', /array of events, or NDJSON/],
  ['null', 'POST', events, json('null'), 400, 'invalid-request', /array of events, or NDJSON/],
  ['a number', 'POST', events, json('42'), 400, 'invalid-request', /array of events, or NDJSON/],
  [
    'JSON in JSON',
    'POST',
    events,
    json(JSON.stringify(JSON.stringify([event()]))),
    400,
    'invalid-request',
    /JSON twice/,
  ],
  [
    'bytes that are not UTF-8',
    'POST',
    events,
    json(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])),
    400,
    'malformed-json',
    /UTF-8/,
  ],
  [
    'UTF-16',
    'POST',
    events,
    json(Buffer.from(`\uFEFF${JSON.stringify([event()])}`, 'utf16le')),
    400,
    'malformed-json',
    /UTF-8/,
  ],
  [
    '10 MB of JSON',
    'POST',
    events,
    json(`[${' '.repeat(10_000_000)}]`),
    413,
    'body-too-large',
    /smaller batches/,
  ],
  [
    '10 MB of NDJSON',
    'POST',
    events,
    { body: '\n'.repeat(10_000_000), headers: { 'content-type': 'application/x-ndjson' } },
    413,
    'body-too-large',
    /smaller batches/,
  ],
  [
    '10 MB without a length',
    'POST',
    events,
    {
      body: `[${' '.repeat(10_000_000)}]`,
      headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    },
    413,
    'body-too-large',
    /smaller batches/,
  ],
  ['5,001 events', 'POST', events, { body: manyEvents }, 400, 'invalid-request', /at most 5000 each/],
  ['5,001 lines', 'POST', events, ndjson(manyEvents), 400, 'invalid-request', /at most 5000 each/],
  [
    'a form',
    'POST',
    events,
    { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'unsupported-media-type',
    /application\/json/,
  ],
  [
    'plain text',
    'POST',
    events,
    { body: '[]', headers: { 'content-type': 'text/plain' } },
    415,
    'unsupported-media-type',
    /application\/json/,
  ],
  ['a body of no type', 'POST', events, { body: '[]' }, 415, 'unsupported-media-type', /application\/json/],
  [
    'a compressed body',
    'POST',
    events,
    { body: '[]', headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } },
    415,
    'unsupported-media-type',
    /uncompressed/,
  ],
  [
    'another host name',
    'GET',
    '/healthz',
    { headers: { host: 'evil.example' } },
    403,
    'forbidden-host',
    /127\.0\.0\.1/,
  ],
  [
    'events for another host name',
    'POST',
    events,
    { body: [event()], headers: { host: 'evil.example:7700' } },
    403,
    'forbidden-host',
    /127\.0\.0\.1/,
  ],
  ['an unknown address', 'GET', '/v1/nothing', {}, 404, 'not-found', /openapi\.json/],
  ['the wrong method', 'GET', events, {}, 405, 'method-not-allowed', /no GET.*OPTIONS, POST/],
  ['another wrong method', 'DELETE', '/v1/catalog/tracks', {}, 405, 'method-not-allowed', /OPTIONS, PUT/],
  [
    'a listener whose name is longer than any',
    'GET',
    `/v1/listeners/${'x'.repeat(5_000)}/home`,
    {},
    400,
    'invalid-request',
    /200 characters/,
  ],
  ['a long address of nothing', 'GET', `/${'x'.repeat(5_000)}`, {}, 404, 'not-found', /openapi\.json/],
  [
    'a mistyped name in a query',
    'GET',
    '/v1/tracks?releaseId=nope',
    {},
    400,
    'invalid-request',
    /"releaseId".*not known/,
  ],
  [
    'a decision asked for by another site',
    'POST',
    '/v1/listeners/a/now-playing',
    { headers: { 'sec-fetch-site': 'cross-site' } },
    403,
    'cross-site',
    /another site/,
  ],
  [
    'an address that is no UTF-8',
    'GET',
    '/v1/listeners/%ff/home',
    {},
    400,
    'invalid-request',
    /percent-encode/,
  ],
  [
    'an address that ends in the middle',
    'GET',
    '/v1/listeners/%zz/home',
    {},
    400,
    'invalid-request',
    /percent-encode/,
  ],
  [
    'a listener with a control character',
    'GET',
    '/v1/listeners/a%00b/home',
    {},
    400,
    'invalid-request',
    /control characters/,
  ],
  [
    'a listener with a long name',
    'GET',
    `/v1/listeners/${long}/home`,
    {},
    400,
    'invalid-request',
    /200 characters/,
  ],
  ['a listener without a name', 'GET', '/v1/listeners//home', {}, 400, 'invalid-request', /1 to 200/],
  [
    'a limit of 0',
    'GET',
    '/v1/tracks/track-1/similar?limit=0',
    {},
    400,
    'invalid-request',
    /limit.*from 1 to/,
  ],
  ['a negative limit', 'GET', '/v1/search?q=song&limit=-1', {}, 400, 'invalid-request', /limit.*from 1 to/],
  [
    'a huge limit',
    'GET',
    '/v1/tracks/track-1/similar?limit=1e9',
    {},
    400,
    'invalid-request',
    /limit.*from 1 to 100/,
  ],
  ['a limit in words', 'GET', '/v1/decisions?limit=many', {}, 400, 'invalid-request', /"many".*whole number/],
  ['two limits', 'GET', '/v1/decisions?limit=1&limit=2', {}, 400, 'invalid-request', /limit.*give it once/],
  [
    'a fraction of a limit',
    'POST',
    '/v1/listeners/a/now-playing',
    { body: { limit: 1.5 } },
    400,
    'invalid-request',
    /limit.*whole number, not a fraction/,
  ],
  [
    'an unknown field',
    'POST',
    '/v1/listeners/a/now-playing',
    { body: { track: 'track-1' } },
    400,
    'invalid-request',
    /track/,
  ],
  [
    '51 recent tracks',
    'POST',
    '/v1/listeners/a/now-playing',
    { body: { recentTrackIds: Array(51).fill('a') } },
    400,
    'invalid-request',
    /recentTrackIds.*at most 50/,
  ],
  [
    'NDJSON where JSON is asked',
    'POST',
    '/v1/listeners/a/now-playing',
    ndjson([{}]),
    400,
    'invalid-request',
    /object/,
  ],
  ['an unknown track', 'GET', '/v1/tracks/none', {}, 404, 'unknown-track', /v1\/search/],
  ['tracks like an unknown one', 'GET', '/v1/tracks/none/similar', {}, 404, 'unknown-track', /v1\/search/],
  [
    'a session from a mood',
    'POST',
    '/v1/sessions',
    { body: { listenerId: 'a', seed: { kind: 'mood', id: 'x' } } },
    400,
    'invalid-request',
    /seed\.kind/,
  ],
  [
    'a session from an unknown track',
    'POST',
    '/v1/sessions',
    { body: { listenerId: 'a', seed: { kind: 'track', id: 'none' } } },
    404,
    'unknown-seed',
    /v1\/search/,
  ],
  [
    'a session from an unknown tag',
    'POST',
    '/v1/sessions',
    { body: { listenerId: 'a', seed: { kind: 'tag', id: 'none' } } },
    404,
    'unknown-seed',
    /v1\/search/,
  ],
  [
    'a session from nothing',
    'POST',
    '/v1/sessions',
    { body: { listenerId: 'a' } },
    400,
    'invalid-request',
    /seed/,
  ],
  [
    'a session of nobody',
    'POST',
    '/v1/sessions',
    { body: { seed: start4 } },
    400,
    'invalid-request',
    /listenerId/,
  ],
  [
    'a session of half a character',
    'POST',
    '/v1/sessions',
    json('{"listenerId":"a\\ud800","seed":{"kind":"track","id":"track-1"}}'),
    400,
    'invalid-request',
    /control characters/,
  ],
  ['an unknown session', 'GET', '/v1/sessions/none/next', {}, 404, 'unknown-session', /POST \/v1\/sessions/],
  [
    'events of an unknown session',
    'POST',
    '/v1/sessions/none/events',
    { body: [] },
    404,
    'unknown-session',
    /POST \/v1\/sessions/,
  ],
  ['a block of a label', 'PUT', '/v1/listeners/a/blocks/label/x', {}, 400, 'invalid-request', /artist/],
  [
    'a block of an unknown artist',
    'PUT',
    '/v1/listeners/a/blocks/artist/none',
    {},
    404,
    'not-found',
    /v1\/search/,
  ],
  [
    'a block with a control character',
    'PUT',
    '/v1/listeners/a%0Ab/blocks/track/track-1',
    {},
    400,
    'invalid-request',
    /control characters/,
  ],
  ['an unknown decision', 'GET', '/v1/decisions/none', {}, 404, 'unknown-decision', /requestId/],
  [
    'a replay of an unknown decision',
    'POST',
    '/v1/decisions/none/replay',
    {},
    404,
    'unknown-decision',
    /requestId/,
  ],
  ['a search for nothing', 'GET', '/v1/search', {}, 400, 'invalid-request', /words in q/],
  [
    'a search of 1,001 characters',
    'GET',
    `/v1/search?q=${'x'.repeat(1_001)}`,
    {},
    400,
    'invalid-request',
    /1000/,
  ],
  ['two searches', 'GET', '/v1/search?q=a&q=b', {}, 400, 'invalid-request', /q.*give it once/],
  ['a file outside the library', 'GET', `/v1/tracks/${passwd}/audio`, {}, 404, 'unknown-track', /v1\/search/],
  ['a file outside the console', 'GET', `/assets/${passwd}`, {}, 404, 'not-found', /openapi\.json/],
  ['a file above the console', 'GET', '/../../package.json', {}, 404, 'not-found', /openapi\.json/],
  [
    'a file above the console, encoded',
    'GET',
    '/%2e%2e/%2e%2e/package.json',
    {},
    404,
    'not-found',
    /openapi\.json/,
  ],
  ['the audio of a track without any', 'GET', '/v1/tracks/track-1/audio', {}, 404, 'not-found', /audioUrl/],
  ['malformed tracks', 'PUT', '/v1/catalog/tracks', json('[{'), 400, 'malformed-json', /JSON/],
  [
    'tracks that are null',
    'PUT',
    '/v1/catalog/tracks',
    json('null'),
    400,
    'invalid-request',
    /array of tracks/,
  ],
  [
    '5,001 tracks',
    'PUT',
    '/v1/catalog/tracks',
    { body: Array(5_001).fill({}) },
    400,
    'invalid-request',
    /in parts/,
  ],
]

describe('a request that can not be served', () => {
  it.each(requests)('is refused with advice: %s', async (_name, method, path, sent, status, code, advice) => {
    const line = `segue_errors_total{code="${code}"}`
    const before = await metric(line)
    const answer = await ask(method, path, sent)
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json'])
    const problem = problemSchema.parse(answer.body)
    expect(problem).toMatchObject({ status, code, detail: expect.stringMatching(advice) })
    expect(answer.headers['request-id']).toBe(problem.requestId)
    expect(answer.text).not.toMatch(/root:|node_modules|\bat \w+ \(/)
    expect(await metric(line)).toBe(before + 1)
  })
})

/** An event refused on its own: what it is, the request, code, and words of the advice. */
const badEvents: readonly (readonly [string, Sent, string, RegExp])[] = [
  [
    'of an unknown type',
    { body: event({ type: 'track.loved' }) },
    'invalid-event',
    /Send one of: track\.played/,
  ],
  ['of a type only Segue writes', { body: event({ type: 'slate.served' }) }, 'invalid-event', /Send one of/],
  ['of the type __proto__', { body: event({ type: '__proto__' }) }, 'invalid-event', /Send one of/],
  ['without a type', { body: event({ type: undefined }) }, 'invalid-event', /Send one of/],
  ['that is no object', { body: [null] }, 'invalid-event', /JSON object/],
  ['at a time in seconds', { body: event({ at: Math.floor(now / 1_000) }) }, 'invalid-event', /milliseconds/],
  [
    'at a time in seconds with a fraction',
    { body: event({ at: now / 1_000 + 0.5 }) },
    'invalid-event',
    /milliseconds/,
  ],
  ['at a time in microseconds', { body: event({ at: now * 1_000 }) }, 'invalid-event', /micro/],
  ['in 1970', { body: event({ at: 0 }) }, 'invalid-event', /milliseconds/],
  [
    'in 1970, written out',
    { body: event({ at: '1970-01-01T00:00:00Z' }) },
    'invalid-event',
    /before the year 2000/,
  ],
  ['in 2099', { body: event({ at: '2099-01-01T00:00:00Z' }) }, 'invalid-event', /in the future/],
  ['on 30 February', { body: event({ at: '2026-02-30T00:00:00Z' }) }, 'invalid-event', /ISO 8601/],
  ['at a time without a zone', { body: event({ at: '2026-11-20T12:00:00' }) }, 'invalid-event', /zone/],
  ['yesterday', { body: event({ at: 'yesterday' }) }, 'invalid-event', /ISO 8601/],
  ['at a time in a text', { body: event({ at: `${now}` }) }, 'invalid-event', /ISO 8601/],
  ['at no time', { body: event({ at: null }) }, 'invalid-event', /ISO 8601/],
  ['at an infinite time', handmade(`"at":1e999,${rest}`), 'invalid-event', /milliseconds/],
  ['at NaN, as a line', { ...ndjson([]), body: `{"at":NaN,${rest}}` }, 'malformed-json', /NaN/],
  ['skipped nowhere', skip(undefined), 'invalid-event', /positionMs is missing/],
  ['skipped before its beginning', skip(-1), 'invalid-event', /negative/],
  ['skipped in microseconds', skip(12_000_000), 'invalid-event', /micro/],
  ['skipped after a day', skip(1e12), 'invalid-event', /a day/],
  ['skipped at a text', skip('12'), 'invalid-event', /milliseconds/],
  [
    'with a misspelt field',
    { body: { ...event({ type: 'track.skipped' }), positionMs: 1, positionMS: 1 } },
    'invalid-event',
    /did you mean positionMs/,
  ],
  ['with an unknown field', { body: event({ mood: 'glad' }) }, 'invalid-event', /leave it out/],
  [
    'with a __proto__',
    handmade(`"at":${now},${rest},"__proto__":{"simulated":true}`),
    'invalid-event',
    /__proto__.*leave it out/,
  ],
  [
    'with a constructor',
    handmade(`"at":${now},${rest},"constructor":{"prototype":{}}`),
    'invalid-event',
    /leave it out/,
  ],
  ['as deep as a well', json(`[{"id":"deep","type":"track.played","mood":${deep}}]`), 'invalid-event', /./],
  ['with a long id', { body: event({ id: long }) }, 'invalid-event', /1 to 200/],
  ['with an empty id', { body: event({ id: '' }) }, 'invalid-event', /1 to 200/],
  ['with a number for an id', { body: event({ id: 7 }) }, 'invalid-event', /text/],
  ['with a control character', { body: event({ id: 'a\u0000b' }) }, 'invalid-event', /control characters/],
  [
    'of half a character',
    handmade(`"at":${now},"type":"track.played","listenerId":"a\\ud800","trackId":"t"`),
    'invalid-event',
    /control characters/,
  ],
  ['of nobody', { body: event({ listenerId: undefined }) }, 'invalid-event', /listenerId is missing/],
  [
    'that blocks nothing',
    { body: { ...event({ type: 'listener.blocked' }), trackId: undefined } },
    'invalid-event',
    /target/,
  ],
  [
    'in bytes that are not UTF-8',
    { ...ndjson([]), body: Buffer.from([0x7b, 0xff, 0x7d]) },
    'malformed-json',
    /JSON/,
  ],
  ['cut short', { ...ndjson([]), body: '{"id":"cut' }, 'malformed-json', /one JSON object per line/],
]

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
      .object({ added: z.number(), refused: z.array(z.object({ index: z.number(), detail: z.string() })) })
      .parse(answer.body)
    expect([added, refused.map(({ index }) => index)]).toEqual([bad.length, bad.map((_, at) => at * 2)])
    for (const [index, [, advice]] of bad.entries()) expect(refused[index]?.detail).toMatch(advice)
    expect(await metric('segue_tracks_total{outcome="refused"}')).toBe(before + bad.length)
  })

  it('are taken beside lines that are no JSON', async () => {
    const body = '{"id":"line-1","title":"One"}\n{"id":\n\n{"id":"line-2","title":"Two"}'
    const answer = await ask('PUT', '/v1/catalog/tracks', { ...ndjson([]), body })
    expect(answer.body).toMatchObject({ added: 2, refused: [{ index: 1 }] })
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
  it.each([...searches, 'x'.repeat(1_000), 'a '.repeat(499), '\u0000', '🎵', '﷽﷽﷽', '   ', ''])(
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
