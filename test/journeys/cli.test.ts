import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openSqliteEventLog } from '#adapters/sqlite'
import { createRandom, instant } from '#domain'
import { generateWorld } from '#world'
import { createRawAsk } from './asking.ts'
import { runSegue } from './run-segue.ts'
import { startServer } from './started-server.ts'

/**
 * The command line as people use and misuse it: every mistake gets an exit code and a sentence that says what to
 * do, and a demo that is stopped or killed while it builds is whole after the next start.
 */
const folder = mkdtempSync(join(tmpdir(), 'segue-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const place = (name: string) => join(folder, name)
const write = (name: string, text: string | Uint8Array): string => {
  writeFileSync(place(name), text)
  return place(name)
}
const tracks = Array.from({ length: 200 }, (_, index) => ({
  id: `track-${index}`,
  title: `Song ${index}`,
  artist: `Artist ${index % 20}`,
  duration_ms: 180_000,
  genre: ['folk', 'jazz', 'ambient', 'rock'][index % 4],
}))
const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n')
const library = write('library.jsonl', lines(tracks))

const aboutSchema = z.object({
  catalogue: z.object({ source: z.string(), tracks: z.number() }),
  simulated: z.object({ events: z.number() }).nullable(),
})
const aboutOf = async (url: string) => aboutSchema.parse((await createRawAsk(url)('GET', '/v1/about')).body)

describe('the command line', () => {
  it('ends with a sentence, not a stack, when it is mistyped', async () => {
    const { code, screen, out } = await runSegue(['dmeo'])
    expect([code, out]).toEqual([2, ''])
    expect(screen).toMatch(/unknown command 'dmeo'[\s\S]*demo/)
    expect(screen).not.toMatch(/\n\s+at /)
  })

  it.skipIf(process.platform === 'win32')('starts by its name, from the link that npm makes', () => {
    const link = place('segue')
    symlinkSync(join(import.meta.dirname, '../../src/main.ts'), link)
    const PATH = `${dirname(process.execPath)}:${process.env.PATH}`
    const { stdout, stderr } = spawnSync(link, ['--version'], {
      env: { ...process.env, PATH },
      encoding: 'utf8',
    })
    expect([stdout, stderr]).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+\n$/), ''])
  })
})

describe('a folder that can not be made', () => {
  // A place that is there and takes no folders. Asked the usual way, Node tries for ever without a turn for signals.
  it
    .skipIf(!existsSync('/proc/self'))
    .each([
      'world --tracks 20 --listeners 2 --days 1 --out',
      'serve --create --port 0 --data',
      'demo --port 0 --data',
      `import ${library} --data`,
    ])('ends %s with 2 and what to do', async (words) => {
    for (const place of ['/proc/x', '/proc/x/y', '/dev/null/x']) {
      const { code, screen } = await runSegue([...words.split(' '), place], { timeoutMs: 20_000 })
      expect([place, code, screen]).toEqual([
        place,
        2,
        expect.stringMatching(/✗ \/\S+ .*name another place/i),
      ])
    }
  })
})

/** What needs the disk or the network to be found out; what words alone tell is in `src/edges/cli/cli.test.ts`. */
describe('a command that can not be done', () => {
  const none = () => place('none')
  const broken = () => {
    mkdirSync(place('broken'), { recursive: true })
    write('broken/log.db', 'no database')
    return place('broken')
  }
  /** What is wrong, the words, the exit code (2 for the caller's mistakes, 1 for what is broken) and the advice. */
  const mistakes: readonly (readonly [string, () => readonly string[], 1 | 2, RegExp])[] = [
    [
      'a host that is none',
      () => ['demo', '--host', 'no host', '--port', '0'],
      2,
      /no address of this machine/,
    ],
    ['a world in the place of a file', () => ['world', '--out', library], 2, /file where a folder belongs/],
    [
      'an import of what is not there',
      () => ['import', place('x'), '--data', none()],
      2,
      /nothing at .*Give/,
    ],
    [
      'an import of a table without titles',
      () => ['import', write('untitled.csv', 'id,artist\n1,B\n'), '--data', none()],
      2,
      /no column for title/,
    ],
    [
      'an import of a table cut short',
      () => ['import', write('short.json', '[{"id":"1","title":"A"},{"id":'), '--data', none()],
      2,
      /ends in the middle/,
    ],
    ['an import into a file', () => ['import', library, '--data', library], 2, /file where a folder belongs/],
    ['no data folder to scan', () => ['library', 'scan', '--data', none()], 2, /no data folder/],
    ['a file as data folder', () => ['serve', '--data', library], 2, /is no data folder/],
    ['a log that is none, to count', () => ['log', 'stats', '--data', broken()], 1, /damaged.*backup/],
    ['a log that is none, to explain', () => ['explain', 'x', '--data', broken()], 1, /damaged.*backup/],
    ['a log that is none, to serve', () => ['serve', '--data', broken(), '--port', '0'], 1, /backup/],
  ]
  it.each(mistakes)('%s ends with a sentence and its code', async (_name, words, wanted, advice) => {
    const { code, screen, out } = await runSegue(words())
    expect([code, out, screen]).toEqual([wanted, '', expect.stringMatching(advice)])
    expect(screen).not.toMatch(/\n\s+at |Error:|node:/)
    const sentences = screen.match(/[.?!](\s|$)/g) ?? []
    if (!screen.includes('Usage:')) expect(sentences.length).toBeLessThan(5)
    expect(existsSync(none())).toBe(false)
  })
})

describe('a library', () => {
  const refused: readonly (readonly [string, () => string, RegExp])[] = [
    ['that is not there', () => place('nowhere'), /nothing at .*nowhere\. Give the path of a folder/],
    ['without a column of titles', () => write('untitled.csv', 'id,artist\n1,B\n'), /title/],
  ]
  it.each(refused)('%s is refused with advice', async (_name, path, advice) => {
    const words = ['demo', '--library', path(), '--data', place('refused'), '--port', '0']
    const { code, screen } = await runSegue(words)
    expect([code, screen]).toEqual([2, expect.stringMatching(advice)])
    expect(screen).not.toMatch(/\n\s+at /)
    expect(existsSync(place('refused'))).toBe(false)
  })

  it('that is away costs the others no scan, and is read no more when that is said', async () => {
    const data = place('two')
    const [one, two] = [
      write('one.jsonl', lines(tracks.slice(0, 3))),
      write('two.jsonl', lines(tracks.slice(3, 5))),
    ]
    for (const path of [one, two]) await runSegue(['import', path, '--data', data])
    rmSync(one)
    write('two.jsonl', lines(tracks.slice(3, 6)))
    const scan = ['library', 'scan', '--data', data]
    expect(await runSegue(scan)).toMatchObject({
      code: 2,
      out: expect.stringContaining('added 1'),
      screen: expect.stringMatching(/one\.jsonl was not scanned[^\n]*library remove[\s\S]*1 of 2 libraries/),
    })
    expect(await runSegue(['library', 'remove', one, '--data', data])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/one\.jsonl is read no more, 3 tracks withdrawn/),
    })
    expect((await runSegue(scan)).code).toBe(0)
  })

  it('of which nothing is taken ends its import with 2, after the report', async () => {
    const path = write('all-bad.csv', 'id,title,duration_ms\n1,A,x\n2,B,y\n')
    const { code, out, screen } = await runSegue(['import', path, '--data', place('all-bad')])
    expect([code, out, screen]).toEqual([
      2,
      expect.stringContaining('refused 2'),
      expect.stringMatching(/Nothing of .*all-bad\.csv was taken: 2 entries read, all refused/),
    ])
  })

  it('is listed with its tracks, and whether it is there', async () => {
    const [data, path] = [place('listed'), write('listed.jsonl', lines(tracks.slice(0, 3)))]
    await runSegue(['import', path, '--data', data])
    const list = ['library', 'list', '--data', data]
    expect((await runSegue(list)).out).toBe(`listed.jsonl: 3 tracks, there (${path})\n`)
    rmSync(path)
    const { out } = await runSegue([...list, '--json'])
    expect(JSON.parse(out)).toEqual([{ label: 'listed.jsonl', path, tracks: 3, readable: false }])
  })

  it('with bad rows and an id twice is served with the rest, and the bad ones are named [promise: own-music]', async () => {
    const rows = [
      ...tracks,
      tracks[0] ?? {},
      { id: 'untitled' },
      { id: 'fast', title: 'Fast', duration_ms: 'x' },
    ]
    const path = write('dirty.jsonl', `${lines(rows)}\n{"id":`)
    const server = await startServer({ library: path, args: ['--listeners', '4', '--days', '2'] })
    try {
      expect(server.log()).toMatch(/20\d tracks from dirty\.jsonl, \d refused/)
      expect(server.log().match(/tracks from dirty\.jsonl/g)).toHaveLength(1)
      expect(server.log()).toMatch(/row 201: id: an earlier row has the same/)
      const { catalogue, simulated } = await aboutOf(server.url)
      expect(catalogue.source).toBe('library')
      expect(catalogue.tracks).toBeGreaterThanOrEqual(tracks.length)
      expect(simulated?.events).toBeGreaterThan(0)
    } finally {
      expect(await server.stop('SIGINT')).toBe(0)
    }
  })

  it('of audio files with garbage among them is served with the good ones, and their audio [promise: own-music]', async () => {
    const music = place('music')
    mkdirSync(join(music, 'Band', 'Record'), { recursive: true })
    writeFileSync(join(music, 'Band', 'Record', '01 Good.wav'), silence())
    writeFileSync(join(music, 'Band', 'Record', '02 Broken.mp3'), 'no music at all '.repeat(500))
    writeFileSync(join(music, 'Band', 'Record', '03 Empty.flac'), '')
    writeFileSync(join(music, 'cover.jpg'), 'not music')
    const server = await startServer({ library: music, args: ['--listeners', '2', '--days', '1'] })
    try {
      expect(server.log()).toMatch(/ 1 track from music, 2 refused: 1 added/)
      expect(server.log()).toMatch(/02 Broken\.mp3: ./)
      expect(server.log()).toMatch(/03 Empty\.flac: ./)
      const ask = createRawAsk(server.url)
      const found = await ask('GET', '/v1/search?q=good')
      const [track] = z
        .object({ tracks: z.array(z.object({ audioUrl: z.string() })) })
        .parse(found.body).tracks
      const audio = await ask('GET', track?.audioUrl ?? '', { headers: { range: 'bytes=0-3' } })
      expect([audio.status, audio.text, audio.headers['content-type']]).toEqual([206, 'RIFF', 'audio/wav'])
    } finally {
      await server.stop()
    }
  })

  it('that is an empty folder is served, and the server says what to do', async () => {
    mkdirSync(place('silence'))
    const server = await startServer({ library: place('silence') })
    try {
      expect((await aboutOf(server.url)).catalogue.tracks).toBe(0)
      const { body } = await createRawAsk(server.url)('GET', '/readyz')
      expect(body).toMatchObject({ checks: { catalogue: expect.stringMatching(/segue import/) } })
    } finally {
      await server.stop()
    }
  })
})

describe('a port or a folder in use', () => {
  it('ends the second start with exit code 2 and what to do [promise: one-process]', async () => {
    const first = await startServer({ library, args: ['--listeners', '4', '--days', '2'] })
    try {
      const port = new URL(first.url).port
      const words = (data: string, at: string) => ['demo', '--library', library, '--data', data, '--port', at]
      const sameFolder = await runSegue(words(first.data, '0'))
      expect([sameFolder.code, sameFolder.screen]).toEqual([2, expect.stringMatching(/stop it first/)])
      const samePort = await runSegue(words(place('other'), port))
      expect([samePort.code, samePort.screen]).toEqual([
        2,
        expect.stringMatching(`--port ${Number(port) + 1}`),
      ])
      expect((await aboutOf(first.url)).catalogue.tracks).toBe(tracks.length)
    } finally {
      await first.stop()
    }
  })
})

describe('the demo without a network', () => {
  it('runs on a generated world, says so, and reuses it', async () => {
    const data = place('offline')
    // Nothing listens there: what is asked of the network is refused at once, on any machine.
    const env = { SEGUE_MIRROR: undefined, NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: 'http://127.0.0.1:9' }
    const options = { data, env, args: ['--listeners', '6', '--days', '2'] }
    const first = await startServer(options)
    expect(first.log()).toMatch(/can't be had .* invented/)
    const about = await aboutOf(first.url)
    expect(about.catalogue).toEqual({ source: 'generated', tracks: 5_000 })
    expect(await first.stop('SIGINT')).toBe(0)
    const second = await startServer(options)
    expect(second.log()).toMatch(/Built before/)
    expect(await aboutOf(second.url)).toEqual(about)
    await second.stop()
  })
})

describe('a demo that was built', () => {
  it('takes listeners where it has none, and refuses to be another once it has some', async () => {
    const data = place('asked-again')
    const demo = (...more: string[]) => ['demo', '--library', library, '--data', data, '--port', '0', ...more]
    const start = async (...args: string[]) => {
      const server = await startServer({ library, data, args })
      const { simulated } = await aboutOf(server.url)
      expect(await server.stop()).toBe(0)
      return { log: server.log(), simulated }
    }
    expect((await start()).simulated).toBeNull()
    const added = await start('--listeners', '10', '--days', '5')
    expect(added.log).toMatch(/10 simulated listeners, .* over 5 days/)

    for (const other of [
      ['--listeners', '0'],
      ['--days', '6'],
      ['--seed', 'other'],
    ]) {
      const { code, screen } = await runSegue(demo(...other))
      expect([code, screen]).toEqual([
        2,
        expect.stringMatching(
          `library-\\w+ was built with 10 simulated listeners over 5 days from the seed segue.*without ${other[0]} .*--data.*delete`,
        ),
      ])
    }
    const again = await start()
    expect(again.log).toMatch(/Built before, with 10 simulated listeners over 5 days/)
    expect(again.simulated).toEqual(added.simulated)
  })
})

describe('a generated world', () => {
  it('is written with its hidden truth apart, the same bytes for the same words', async () => {
    const out = place('world')
    const numbers = ['--tracks', '150', '--listeners', '8', '--days', '4', '--seed', 'cli']
    const words = ['world', '--out', out, ...numbers, '--ends-at', '2026-01-01']
    expect((await runSegue(words)).code).toBe(0)
    const endsAt = instant(Date.UTC(2026, 0, 1))
    const world = generateWorld({ tracks: 150, listeners: 8, days: 4, seed: 'cli', endsAt })
    const files: readonly (readonly [string, Iterable<object>])[] = [
      ['tracks.jsonl', world.tracks],
      ['events.ndjson', [...world.events(1_000)].flat()],
      ['listeners.jsonl', world.listeners],
      ['truth.jsonl', world.truth.rows()],
    ]
    for (const [name, rows] of files) {
      expect(readFileSync(join(out, name), 'utf8')).toBe(`${lines([...rows])}\n`)
    }
  })
})

describe('import, train, serve, explain and replay', () => {
  it('work one after another on one folder', async () => {
    const data = place('steps')
    const report = await runSegue(['import', library, '--data', data, '--json'])
    expect([report.code, JSON.parse(report.out)]).toEqual([
      0,
      expect.objectContaining({ read: 200, taken: 200, added: 200, refused: {} }),
    ])
    const trained = await runSegue(['train', '--data', data, '--json'])
    expect(z.array(z.object({ name: z.string() })).parse(JSON.parse(trained.out))).toHaveLength(3)
    // A line each: one bar never goes back.
    expect(trained.screen).toMatch(/✓ Listening .*0 events read[\s\S]*✓ Models/)
    const server = await startServer({ command: 'serve', data })
    const home = await createRawAsk(server.url)('GET', '/v1/listeners/me/home')
    const { requestId } = z.object({ requestId: z.string() }).parse(home.body)

    // Decisions can be read while the server runs, and after.
    const replay = await runSegue(['replay', requestId, '--data', data])
    expect([replay.code, replay.out, replay.screen]).toEqual([
      0,
      `${home.text}\n`,
      expect.stringMatching(/same bytes/),
    ])
    const stats = await runSegue(['log', 'stats', '--data', data, '--json'])
    expect([stats.code, JSON.parse(stats.out)]).toEqual([
      0,
      expect.objectContaining({
        events: [{ type: 'slate.served', count: 1, bytes: expect.any(Number) }],
        decisions: [expect.objectContaining({ surface: 'home', records: 1 })],
      }),
    ])
    await server.stop()
    const explained = await runSegue(['explain', requestId, '--data', data])
    expect([explained.code, explained.out]).toEqual([0, expect.stringMatching(/^home \(full\) by home@/)])
    const unknown = await runSegue(['explain', 'no-such-request', '--data', data])
    expect([unknown.code, unknown.out]).toEqual([2, ''])
    expect(unknown.screen).toMatch(/requestId/)
  })
})

describe('a demo that is stopped or killed while it builds', () => {
  const build = (data: string) => [
    'demo',
    '--library',
    library,
    '--data',
    data,
    '--port',
    '0',
    '--listeners',
    '60',
    '--days',
    '40',
  ]
  const endsAt = Date.UTC(2026, 0, 1)
  /** Fixes the end of the simulated days beforehand, so that every build has the same story to tell. */
  const prepare = (data: string): string => {
    const name = demoFolder(data)
    mkdirSync(name, { recursive: true })
    const state = {
      source: 'library',
      label: 'library.jsonl',
      endsAt,
      listeners: 60,
      days: 40,
      seed: 'segue',
      catalogueDone: false,
      simulated: null,
    }
    writeFileSync(join(name, 'demo.json'), JSON.stringify(state))
    return name
  }
  const demoFolder = (data: string) => join(data, libraryFolder)
  let libraryFolder = ''
  let expected = { tracks: 0, events: 0 }
  let buildMs = 0

  /** What a started demo holds: by its own word, and by the log itself once it has stopped. */
  const holds = async (data: string) => {
    const server = await startServer({ library, data, args: ['--listeners', '60', '--days', '40'] })
    const { catalogue, simulated } = await aboutOf(server.url)
    expect(await server.stop()).toBe(0)
    const log = await openSqliteEventLog({ path: join(demoFolder(data), 'log.db') })
    const events = await log.end()
    await log.close()
    expect(simulated?.events).toBe(events)
    return { tracks: catalogue.tracks, events }
  }

  beforeAll(async () => {
    // The name of a demo's folder is its own affair: one short build tells it.
    const probe = await runSegue(build(place('probe')), { interrupt: () => 'SIGKILL' })
    expect(probe.code).not.toBe(0)
    libraryFolder = readdirSync(place('probe')).find((name) => name.startsWith('library-')) ?? ''
    prepare(place('undisturbed'))
    const startedAt = performance.now()
    expected = await holds(place('undisturbed'))
    buildMs = performance.now() - startedAt
  })

  it('was built undisturbed once, to compare with', () => {
    expect(expected.tracks).toBe(tracks.length)
    expect(expected.events).toBeGreaterThan(3_000)
  })

  it('does not start on a log that is damaged: it ends by itself, says so, and leaves the log as it is', async () => {
    const folder = demoFolder(place('undisturbed'))
    const log = join(folder, 'log.db')
    const sound = readFileSync(log)
    rmSync(join(folder, 'state.db'))
    writeFileSync(log, Buffer.from(sound).fill(0x2a, 8_192, sound.length - 4_096))
    const damaged = readFileSync(log)
    const { code, screen } = await runSegue(['serve', '--data', folder, '--port', '0'])
    expect([code, screen]).toEqual([1, expect.stringMatching(/event log .*damaged[\s\S]*backup/)])
    expect(screen).not.toMatch(/\n\s+at /)
    expect(readFileSync(log).equals(damaged)).toBe(true)
  })

  it('stops cleanly on Ctrl-C with exit code 130, and the next start completes it without doubles', async () => {
    const data = place('stopped')
    prepare(data)
    const { code, screen } = await runSegue(build(data), {
      interrupt: (text) => (/✓ Catalogue/.test(text) ? 'SIGINT' : undefined),
    })
    expect([code, screen]).toEqual([130, expect.stringMatching(/Stopped\. .*start again/)])
    expect(await holds(data)).toEqual(expected)
  })

  it('recovers from a kill at any moment of the build [promise: nothing-lost]', async () => {
    const data = place('killed')
    prepare(data)
    const random = createRandom('kill-demo')
    for (let kill = 0; kill < 3; kill++) {
      const killed = await runSegue(build(data), { timeoutMs: buildMs * (0.2 + 0.4 * random.next()) })
      expect(killed.code).toBe(null)
    }
    expect(await holds(data)).toEqual(expected)
  })
})

/** A second of silence: 8 kHz, 8 bits, one channel. */
const silence = (): Buffer => {
  const samples = Buffer.alloc(8_000, 128)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8_000, 24)
  head.writeUInt32LE(8_000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.length, 40)
  return Buffer.concat([head, samples])
}
