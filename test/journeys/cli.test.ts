import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { instant } from '#domain'
import { generateWorld } from '#world'
import { createRawAsk } from './asking.ts'
import { aboutOf, createCommandFolder, lines, tracks } from './command-folder.ts'
import { startCommands } from './commands-in-turn.ts'
import { runSegue } from './run-segue.ts'
import { startServer } from './started-server.ts'

/** The command line as people use and misuse it: every mistake gets an exit code and a sentence that says what to do. */
const { place, write, library } = createCommandFolder()

describe('the command line', () => {
  it('ends with a sentence, not a stack, when it is mistyped', async () => {
    const { code, screen, out } = await runSegue(['dmeo'])
    expect([code, out]).toEqual([2, ''])
    expect(screen).toMatch(/unknown command 'dmeo'[\s\S]*demo/)
    expect(screen).not.toMatch(/\n\s+at /)
  })

  it.skipIf(process.platform === 'win32')('starts by its name, from the link that npm makes', () => {
    const link = place('segue')
    symlinkSync(join(import.meta.dirname, '../../bin/segue.cjs'), link)
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
  const run = startCommands()
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
    const { code, screen, out } = await run(words())
    expect([code, out, screen]).toEqual([wanted, '', expect.stringMatching(advice)])
    expect(screen).not.toMatch(/\n\s+at |Error:|node:/)
    const [told = ''] = screen.split('Usage:', 1)
    expect((told.match(/[.?!](\s|$)/g) ?? []).length).toBeLessThan(5)
    expect(existsSync(none())).toBe(false)
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
      const held = join(first.data, readdirSync(first.data).find((name) => name.startsWith('library-')) ?? '')
      const takedown = await runSegue(['takedown', 'add', 'track', 'x', '--data', held])
      expect([takedown.code, takedown.screen]).toEqual([
        2,
        expect.stringMatching(/PUT .*\/takedowns\/track\//),
      ])
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

describe('a generated world', () => {
  it.each(['tracks.jsonl', 'listeners.jsonl', 'truth.jsonl'])(
    'is not written over a %s that no world left there',
    async (name) => {
      const folder = place(`own-${name}`)
      mkdirSync(folder)
      const path = write(join(`own-${name}`, name), 'mine')
      const words = ['world', '--out', folder, '--tracks', '20', '--listeners', '2', '--days', '1']
      const { code, screen, out } = await runSegue(words)
      const advice = `${name} is there and belongs to no world. Move it away, or name another place`
      expect([code, out, screen]).toEqual([2, '', expect.stringContaining(advice)])
      expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['mine', [name]])
    },
  )

  it('is written with its hidden truth apart, the same bytes for the same words', async () => {
    const out = place('world')
    const numbers = ['--tracks', '150', '--listeners', '8', '--days', '4', '--seed', 'cli']
    const words = ['world', '--out', out, ...numbers, '--ends-at', '2026-01-01']
    expect(await runSegue(words)).toMatchObject({
      code: 0,
      screen: expect.not.stringContaining('written over'),
    })
    expect((await runSegue(words)).screen).toMatch(/holds a world: it is written over/)
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

it('an import of a table without a row says that it has none', async () => {
  const { code, screen } = await runSegue([
    'import',
    write('bare.csv', 'id,title,artist\n'),
    '--data',
    place('bare'),
  ])
  expect([code, screen]).toEqual([0, expect.stringMatching(/bare\.csv holds no track/)])
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
    expect(explained.out, 'each item with its reason').toMatch(/\n {2}1\. .+ — .+ \(.+\)\n {5}[A-Z]/)
    expect(explained.out, 'what was dropped, and why').toMatch(/\n {11} +\d+ dropped: already on the page/)
    const unknown = await runSegue(['explain', 'no-such-request', '--data', data])
    expect([unknown.code, unknown.out]).toEqual([2, ''])
    expect(unknown.screen).toMatch(/requestId/)
  })
})
