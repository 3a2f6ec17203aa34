import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleSlate } from '../src/log/event-log.sample.ts'
import {
  type Answer,
  checkAnswer,
  createRawAsk,
  documentSchema,
  ndjson,
  type OpenApiDocument,
  type Sent,
} from './journeys/asking.ts'
import { type ServedInMemory, serveInMemory } from './served-in-memory.ts'

/**
 * `/openapi.json` is true: every operation is called in every way it documents, each status with each media type
 * is provoked, and every answer is held against what is documented for it. An operation or an answer that nothing
 * here provokes fails, so what is added to the API is added here.
 */
interface Asked extends Sent {
  readonly path: string
}
/** What an operation needs to go well, and what it answers otherwise: `'404'` stands for a problem with 404. */
interface Case {
  readonly well: Asked
  readonly [answer: string]: Asked
}

const at = Date.UTC(2026, 10, 20, 11)
let made = 0
const played = () => ({ id: `event-${made++}`, type: 'track.played', at, trackId: 'song' })
const track = { id: 'sent', title: 'Sent' }
const none = (path: string): Asked => ({ path })

/** Filled in when the server runs: a session and a decision to ask about. */
const cases = (session: string, decision: string): Readonly<Record<string, Case>> => ({
  sendEvents: {
    well: { path: '/v1/events', body: [{ ...played(), listenerId: 'ann' }] },
    '400 application/json': { path: '/v1/events', body: [{ type: 'x' }] },
  },
  putTracks: {
    well: { path: '/v1/catalog/tracks', body: [track] },
    '400 application/json': { path: '/v1/catalog/tracks', body: [{}] },
  },
  listTakedowns: { well: none('/v1/catalog/takedowns?limit=1') },
  takeDownAll: {
    well: { path: '/v1/catalog/takedowns', body: { takedowns: [{ kind: 'track', id: 'barred' }] } },
  },
  takeDown: { well: { path: '/v1/catalog/takedowns/track/barred', body: { note: 'asked by its owner' } } },
  liftTakedown: { well: none('/v1/catalog/takedowns/release/lifted') },
  listLibraries: { well: none('/v1/library') },
  scanLibraries: {
    well: { path: '/v1/library/scan', body: {} },
    '404': { path: '/v1/library/scan', body: { library: 'none' } },
  },
  getTrack: {
    well: none('/v1/tracks/song'),
    '404': none('/v1/tracks/none'),
    '410': none('/v1/tracks/barred'),
    '451': none('/v1/tracks/later'),
  },
  getTrackAudio: {
    well: none('/v1/tracks/song/audio'),
    '206 audio/*': { path: '/v1/tracks/song/audio', headers: { range: 'bytes=0-3' } },
    '404': none('/v1/tracks/other/audio'),
    '410': none('/v1/tracks/barred/audio'),
    '451': none('/v1/tracks/later/audio'),
    '416': { path: '/v1/tracks/song/audio', headers: { range: 'bytes=900-' } },
  },
  search: { well: none('/v1/search?q=song') },
  listTracks: { well: none('/v1/tracks?artistId=artist&role=main&versions=first') },
  listArtists: { well: none('/v1/artists?q=art') },
  getArtist: {
    well: none('/v1/artists/artist'),
    '404': none('/v1/artists/none'),
    '410': none('/v1/artists/shut'),
  },
  getSimilarArtists: {
    well: none('/v1/artists/artist/similar'),
    '404': none('/v1/artists/none/similar'),
    '410': none('/v1/artists/shut/similar'),
  },
  listReleases: { well: none('/v1/releases?year=2020') },
  getRelease: {
    well: none('/v1/releases/release?listenerId=ann'),
    '404': none('/v1/releases/none'),
    '410': none('/v1/releases/closed'),
  },
  listTags: { well: none('/v1/tags') },
  listYears: { well: none('/v1/years') },
  getHome: { well: none('/v1/listeners/ann/home') },
  getNowPlaying: { well: { path: '/v1/listeners/ann/now-playing', body: { trackId: 'song' } } },
  getSimilarTracks: {
    well: none('/v1/tracks/song/similar?limit=3'),
    '404': none('/v1/tracks/none/similar'),
    '410': none('/v1/tracks/barred/similar'),
  },
  startSession: {
    well: { path: '/v1/sessions', body: { listenerId: 'ann', seed: { kind: 'track', id: 'song' } } },
    '404': { path: '/v1/sessions', body: { listenerId: 'ann', seed: { kind: 'tag', id: 'none' } } },
    '410': { path: '/v1/sessions', body: { listenerId: 'ann', seed: { kind: 'track', id: 'barred' } } },
  },
  getSessionNext: {
    well: none(`/v1/sessions/${session}/next`),
    '404': none('/v1/sessions/none/next'),
  },
  sendSessionEvents: {
    well: { path: `/v1/sessions/${session}/events`, body: [played()] },
    '400 application/json': { path: `/v1/sessions/${session}/events`, body: [{ type: 'x' }] },
    '404': { path: '/v1/sessions/none/events', body: [] },
  },
  listBlocks: { well: none('/v1/listeners/ann/blocks') },
  addBlock: {
    well: none('/v1/listeners/ann/blocks/track/other'),
    '404': none('/v1/listeners/ann/blocks/track/none'),
  },
  removeBlock: { well: none('/v1/listeners/ann/blocks/track/other') },
  listLikes: { well: none('/v1/listeners/ann/likes') },
  listHistory: { well: none('/v1/listeners/ann/history?trackId=song') },
  getLastStop: { well: none('/v1/listeners/ann/last-stop') },
  listDecisions: { well: none('/v1/decisions') },
  getDecision: {
    well: none(`/v1/decisions/${decision}`),
    '404': none('/v1/decisions/none'),
    '409': none('/v1/decisions/old'),
  },
  replayDecision: {
    well: none(`/v1/decisions/${decision}/replay`),
    '404': none('/v1/decisions/none/replay'),
    '409': none('/v1/decisions/old/replay'),
  },
  getAbout: { well: none('/v1/about') },
  getHealth: { well: none('/healthz') },
  getReadiness: { well: none('/readyz'), '503 application/json': none('/readyz') },
  getMetrics: { well: none('/metrics') },
})

/** With its length: a body of DELETE goes out without it otherwise. */
const json = (body: string): Sent => ({
  body,
  headers: { 'content-type': 'application/json', ...length(body) },
})
const text = (body: string): Sent => ({ body, headers: { 'content-type': 'text/plain', ...length(body) } })
const length = (body: string) => ({ 'content-length': `${body.length}` })
const problem = 'application/problem+json'

/** What the edge refuses before any route, so that it is the same for all of them. */
const refused = (method: string, template: string, well: Asked, status: string): Asked | undefined => {
  const bare = well.path.split('?')[0] ?? ''
  switch (status) {
    case '400':
      if (method !== 'GET') return { path: bare, ...json('{') }
      if (template.includes('{')) return none(template.replace('{id}', 'x'.repeat(1_000)))
      return none(`${bare}?limit=abc&q=${'x'.repeat(2_000)}`)
    case '403':
      return { ...well, headers: { ...well.headers, host: 'evil.example' } }
    case '413':
      return { path: bare, ...json(' '.repeat(5_000_000)) }
    case '415':
      return { path: bare, ...text('[]') }
    case '503':
      return well
    default:
      return undefined
  }
}

describe('the API', () => {
  let server: ServedInMemory
  let document: OpenApiDocument
  let table: Readonly<Record<string, Case>>
  let ask: ReturnType<typeof createRawAsk>
  beforeAll(async () => {
    server = await serveInMemory()
    ask = createRawAsk(server.url)
    document = documentSchema.parse((await ask('GET', '/openapi.json')).body)
    const seed = { kind: 'track', id: 'song' }
    const { body } = await ask('POST', '/v1/sessions', { body: { listenerId: 'ann', seed } })
    const { headers } = await ask('GET', '/v1/listeners/ann/home')
    const attachment = readFileSync(join(import.meta.dirname, 'golden/decisions/home@1.bin'))
    await server.log.append([{ event: sampleSlate('old'), record: attachment }])
    const session = body !== null && typeof body === 'object' && 'sessionId' in body ? body.sessionId : ''
    table = cases(String(session), String(headers['request-id']))
  })
  afterAll(() => server.close())

  const operations = () =>
    Object.entries(document.paths).flatMap(([template, verbs]) =>
      Object.entries(verbs).map(([verb, operation]) => ({
        method: verb.toUpperCase(),
        template,
        ...operation,
      })),
    )
  const called = async (method: string, { path, ...sent }: Asked): Promise<Answer> => {
    const answer = await ask(method, path, sent)
    checkAnswer(document, method, path, answer)
    return answer
  }

  it('names every operation once, says what it is for and what each answer means', () => {
    const ids = operations().map(({ operationId }) => operationId)
    expect(ids.length).toBeGreaterThan(20)
    expect(ids).toEqual([...new Set(ids)])
    expect(Object.keys(table).sort()).toEqual(ids.toSorted())
    for (const { operationId, summary, responses } of operations()) {
      expect(operationId).toMatch(/^[a-z][A-Za-z]+$/)
      expect(summary).not.toBe('')
      for (const { description } of Object.values(responses))
        expect(description).not.toMatch(/default response|^$/i)
    }
  })

  it('answers every operation in every documented way, and in no other [promise: api-documented]', async () => {
    const missed: string[] = []
    for (const { method, template, operationId, responses } of operations()) {
      const asked = table[operationId]
      if (asked === undefined) throw new Error(`${operationId} has no case`)
      // Backwards: a server that has been made ready can't answer that it isn't.
      for (const [status, { content = { none: {} } }] of Object.entries(responses).toReversed()) {
        for (const media of Object.keys(content)) {
          const own = asked[`${status} ${media}`] ?? (media === problem ? asked[status] : undefined)
          const isWell = status === '200' || status === '201' || status === '204'
          const sent =
            own ?? (isWell ? asked.well : media === problem && refused(method, template, asked.well, status))
          if (!sent) {
            missed.push(`${operationId}: ${status} as ${media} has no case`)
            continue
          }
          if (operationId === 'getReadiness' && status === '200') await server.train()
          server.fillDisk(status === '503')
          server.losePast(status === '503')
          const answer = await called(method, sent)
          server.fillDisk(false)
          server.losePast(false)
          const type = String(answer.headers['content-type'] ?? 'none')
          if (String(answer.status) !== status || !type.startsWith(media.replace('*', '')))
            missed.push(`${operationId}: ${status} as ${media} was ${answer.status} as ${type}`)
        }
      }
    }
    expect(missed).toEqual([])
  }, 60_000)

  it('needs a body where the document says so, and nowhere else', async () => {
    const bare: string[] = []
    for (const { method, operationId, requestBody } of operations()) {
      const { path } = table[operationId]?.well ?? none('')
      if (requestBody === undefined) continue
      const { status } = await called(method, none(path))
      expect([operationId, requestBody.required]).toEqual([operationId, status >= 400])
      if (!requestBody.required) bare.push(operationId)
    }
    expect(bare.sort()).toEqual(['getNowPlaying', 'scanLibraries', 'takeDown'])
  })

  it('takes every documented media type of a body', async () => {
    let batches = 0
    for (const { method, operationId, requestBody } of operations()) {
      const { well } = table[operationId] ?? { well: none('') }
      if (requestBody === undefined) continue
      for (const media of Object.keys(requestBody.content)) {
        const isLines = media === 'application/x-ndjson'
        if (isLines) batches++
        else expect(media).toBe('application/json')
        const sent = isLines && Array.isArray(well.body) ? { ...well, ...ndjson(well.body) } : well
        expect((await called(method, sent)).status).toBeLessThan(300)
      }
    }
    expect(batches).toBe(3)
  })

  it('answers other methods with 405 and what there is, OPTIONS with 204, HEAD as GET without a body', async () => {
    const byPath = Map.groupBy(operations(), ({ template }) => template)
    for (const [, here] of byPath) {
      const has = new Set(here.map(({ method }) => method))
      if (has.has('GET')) has.add('HEAD')
      const allow = [...has, 'OPTIONS'].sort().join(', ')
      const path = table[here[0]?.operationId ?? '']?.well.path ?? ''
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND', 'OPTIONS']) {
        if (has.has(method)) continue
        const answer = await ask(method, path, text('x'))
        const wanted = method === 'OPTIONS' ? 204 : 405
        expect([method, path, answer.status, answer.headers.allow]).toEqual([method, path, wanted, allow])
        expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
        if (wanted === 405) expect(answer.body).toMatchObject({ code: 'method-not-allowed' })
      }
      if (!has.has('GET')) continue
      const [got, head] = [await ask('GET', path), await ask('HEAD', path)]
      expect([path, head.status, head.text, head.headers['content-type']]).toEqual([
        path,
        got.status,
        '',
        got.headers['content-type'],
      ])
    }
    expect((await ask('PUT', '/v1/nothing')).status).toBe(404)
  })

  it('refuses what pages of other sites would change, and nobody else', async () => {
    const foreign = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ]
    const own = [
      {},
      { 'sec-fetch-site': 'same-origin', origin: 'https://music.example' },
      { 'sec-fetch-site': 'none' },
      { origin: server.url },
    ]
    const before = (await ask('GET', '/v1/decisions?limit=200')).text
    for (const headers of foreign) {
      for (const method of ['PUT', 'DELETE']) {
        const { status } = await ask(method, '/v1/listeners/ann/blocks/track/other', { headers })
        expect([method, status]).toEqual([method, 403])
      }
      for (const [method, path] of [
        ['POST', '/v1/listeners/ann/now-playing'],
        ['GET', '/v1/listeners/ann/home'],
        ['GET', '/v1/tracks/song/similar'],
      ] as const) {
        const { status, body } = await ask(method, path, { headers })
        expect([status, body]).toEqual([403, expect.objectContaining({ code: 'cross-site' })])
      }
      expect((await ask('GET', '/v1/about', { headers })).status).toBe(200)
    }
    expect((await ask('GET', '/v1/decisions?limit=200')).text).toBe(before)
    for (const headers of own)
      expect((await ask('POST', '/v1/listeners/ann/now-playing', { headers })).status).toBe(200)
  })

  it('says what was sent and what is wanted', async () => {
    const refusals = [
      ['/v1/decisions?limit=abc', /limit: "abc" is not a whole number from 1 to 200/],
      ['/v1/decisions?limit=1.5', /limit: "1.5" is not a whole number from 1 to 200/],
      ['/v1/decisions?limit=', /limit: "" is not a whole number from 1 to 200/],
      ['/v1/decisions?limit=1&limit=2', /limit: is given more than once: give it once/],
      ['/v1/decisions?surface=zzz', /surface: must be one of home, now-playing, session, similar/],
      ['/v1/decisions?limit=0', /limit: 0 is not a whole number from 1 to 200/],
      [`/v1/tracks/${'x'.repeat(4_000)}`, /id: must be 1 to 200 characters/],
    ] as const
    for (const [path, words] of refusals) {
      const { status, body } = await ask('GET', path)
      expect([status, body]).toEqual([400, expect.objectContaining({ detail: expect.stringMatching(words) })])
    }
  })

  it('tells the log where something is, and callers no path of this machine', async () => {
    server.fillDisk(true)
    const told = server.faults.length
    const { status, text } = await ask('POST', '/v1/events', { body: { ...played(), listenerId: 'ann' } })
    server.fillDisk(false)
    expect([status, text.includes(server.folder)]).toEqual([503, false])
    expect(String(server.faults[told])).toContain(server.folder)
  })

  it('tells a request that only reads nothing of what was stored, and one that sends that nothing was', async () => {
    server.losePast(true)
    const { text } = await ask('GET', '/v1/listeners/ann/likes')
    server.losePast(false)
    server.fillDisk(true)
    const sent = await ask('POST', '/v1/events', { body: { ...played(), listenerId: 'ann' } })
    server.fillDisk(false)
    expect([text, sent.text]).toEqual([
      expect.stringMatching(/does not work at the moment\. Send/),
      expect.stringMatching(/nothing of this request was stored\. Send/),
    ])
  })
})
