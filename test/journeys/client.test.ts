import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient, ProblemError } from '../../client/src/index.ts'
import { firstSteps } from '../../examples/first-steps.ts'
import { type StartedServer, startServer } from './started-server.ts'

/** The published client against the server a visitor starts: the example of its README runs, errors are typed. */
const folder = mkdtempSync(join(tmpdir(), 'segue-client-'))
const library = join(folder, 'tracks.jsonl')
const tags = ['folk', 'jazz', 'ambient', 'rock']
const tracks = Array.from({ length: 240 }, (_, index) => ({
  id: `track-${index}`,
  title: `Song ${index}`,
  artist: `Artist ${index % 40}`,
  album: `Record ${index % 60}`,
  duration_ms: 180_000 + index,
  genre: tags[index % 4],
}))

let server: StartedServer
beforeAll(async () => {
  writeFileSync(library, tracks.map((track) => JSON.stringify(track)).join('\n'))
  server = await startServer({ library, args: ['--listeners', '30', '--days', '5'] })
})
afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const problemOf = async (work: Promise<unknown>): Promise<ProblemError> => {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (thrown instanceof ProblemError) return thrown
  throw new Error(`expected a ProblemError, got ${thrown}`)
}

describe('the client', () => {
  it('takes the first steps of its README [promise: client-fits]', async () => {
    const said: string[] = []
    await firstSteps(server.url, (line) => said.push(line))
    expect(said.filter((line) => line.endsWith('tracks')).length).toBeGreaterThanOrEqual(4)
    expect(said).toContain('Replayed: the same bytes')
    expect(said.some((line) => / blocked: 0 tracks shown, [1-9]\d* hidden$/.test(line))).toBe(true)
    expect(said.at(-1)).toMatch(/^404 unknown-track: .*\/v1\/search/)
  })

  it('is built as its README says, and runs what stands there [promise: client-fits]', async () => {
    const readme = readFileSync('client/README.md', 'utf8')
    const [command = ''] = /npm pack --workspace client/.exec(readme) ?? []
    const run = promisify(execFile)
    await run('npm', [...command.split(' ').slice(1), '--pack-destination', folder])
    const packed = join(folder, 'app/node_modules/@segue/client')
    mkdirSync(packed, { recursive: true })
    const [tarball = ''] = /segue-client-[\d.]+\.tgz/.exec(readme) ?? []
    await run('tar', ['-xzf', join(folder, tarball), '-C', packed, '--strip-components=1'])
    const [, snippet = ''] = /```ts\n(.*?)```/s.exec(readme) ?? []
    const script = join(folder, 'app/snippet.mjs')
    writeFileSync(
      script,
      snippet.replace('http://127.0.0.1:7700', server.url).replaceAll('ChopinWorksForPiano-1-2', 'track-1'),
    )
    const { stdout } = await run(process.execPath, [script])
    expect(stdout.trim().split('\n').length).toBeGreaterThan(5)
    expect(stdout).toMatch(/^Song \d+: \S/m)
  })

  it('says where its listener is, and is told of a place that is none', async () => {
    const segue = createClient({ baseUrl: server.url })
    expect((await segue.home('traveller', { market: 'SE' })).shelves.length).toBeGreaterThan(0)
    for (const asked of [
      () => segue.home('traveller', { market: 'UK' }),
      () => segue.tracks.get('any', { market: 'UK' }),
      () => segue.releases.get('any', { market: 'UK' }),
    ])
      expect((await problemOf(asked())).message).toMatch(/market.*ISO 3166-1/)
  })

  it('walks a session, whose listener and session the server fills in', async () => {
    const segue = createClient({ baseUrl: `${server.url}/` })
    const { sessionId, title } = await segue.sessions.start({
      listenerId: 'walker',
      seed: { kind: 'tag', id: 'jazz' },
    })
    expect(title).toBe('Radio: jazz')
    const { items } = await segue.sessions.next(sessionId, { limit: 5 })
    const first = items[0]?.track
    if (first === undefined) throw new Error('the session has nothing to play')
    const taken = await segue.sessions.send(sessionId, [
      { type: 'track.skipped', trackId: first.id, positionMs: 4_000 },
    ])
    expect(taken).toEqual({ accepted: 1, duplicates: 0, unknownTracks: 0, takenDownTracks: 0, refused: [] })
    const after = await segue.sessions.next(sessionId, { limit: 20 })
    expect(after.items.map(({ track }) => track.id)).not.toContain(first.id)
  })

  it('gives an event an id and a time, and keeps those it is given', async () => {
    const segue = createClient({ baseUrl: server.url })
    const event = { type: 'track.liked', listenerId: 'liker', trackId: 'track-1' } as const
    expect(await segue.events.send([event, event])).toMatchObject({ accepted: 2, duplicates: 0 })
    const again = { ...event, id: 'client-test/once' }
    expect(await segue.events.send([again])).toMatchObject({ accepted: 1 })
    expect(await segue.events.send([again])).toMatchObject({ accepted: 0, duplicates: 1 })
    const { tracks: liked } = await segue.likes('liker')
    expect(liked.map(({ id }) => id)).toEqual(['track-1'])
  })

  it('answers with refusals, which are no error, even when all was refused', async () => {
    const segue = createClient({ baseUrl: server.url })
    const { accepted, refused } = await segue.events.send([
      { type: 'track.played', listenerId: 'someone', trackId: 'track-1', at: 1_780_000_000 },
    ])
    expect(accepted).toBe(0)
    expect(refused[0]?.detail).toMatch(/milliseconds/)
    const put = await segue.tracks.put([{ id: 'bad', title: ' ' }])
    expect(put.refused).toHaveLength(1)
  })

  it('encodes ids, blocks and unblocks by them', async () => {
    const segue = createClient({ baseUrl: server.url })
    const id = 'a/b?c #d'
    await segue.tracks.put([{ id, title: 'Odd', artists: [{ id: 'odd/artist', name: 'Odd' }] }])
    expect((await segue.tracks.get(id)).id).toBe(id)
    await segue.blocks.add('picky', { kind: 'artist', id: 'odd/artist' })
    const { blocks } = await segue.blocks.list('picky')
    expect(blocks).toMatchObject([{ kind: 'artist', id: 'odd/artist', name: 'Odd' }])
    await segue.blocks.remove('picky', { kind: 'artist', id: 'odd/artist' })
    expect((await segue.blocks.list('picky')).blocks).toEqual([])
  })

  it('throws problems with code, status and what to do', async () => {
    const segue = createClient({ baseUrl: server.url })
    const unknown = await problemOf(segue.decisions.get('no-such-request'))
    expect(unknown).toMatchObject({
      status: 404,
      code: 'unknown-decision',
      message: expect.stringMatching(/^No decision is kept/),
    })
    expect(unknown.requestId).not.toBe('')
    const invalid = await problemOf(segue.nowPlaying('someone', { limit: 5_000 }))
    expect(invalid).toMatchObject({ status: 400, code: 'invalid-request', errors: [{ path: 'limit' }] })
  })

  it('says so when the answer is not from Segue', async () => {
    const segue = createClient({
      baseUrl: server.url,
      fetch: (_address, init) =>
        fetch(`${server.url}/metrics`, { method: 'GET', ...(init?.signal && { signal: init.signal }) }),
    })
    expect(await problemOf(segue.about())).toMatchObject({ code: 'unreadable-answer', status: 200 })
  })

  it('can be stopped by a signal', async () => {
    const segue = createClient({ baseUrl: server.url })
    await expect(segue.home('someone', { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i)
  })
})
