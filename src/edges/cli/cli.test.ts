import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { AppError, instant, trackId } from '#domain'
import type { LogStatistics } from '#log'
import { runWords as run } from './run-words.sample.ts'

/** A folder that passes for one with data. */
const folder = mkdtempSync(join(tmpdir(), 'segue-cli-'))
writeFileSync(join(folder, 'log.db'), '')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = join(folder, 'file')
writeFileSync(file, '')
const taken = join(folder, 'taken')
mkdirSync(join(taken, 'tracks.jsonl'), { recursive: true })
writeFileSync(join(taken, 'events.ndjson'), '')

describe('the command line', () => {
  it('shows every command, and the options of one', async () => {
    const help = await run(['--help'])
    expect(help.code).toBe(0)
    for (const name of ['demo', 'serve', 'import', 'train', 'world', 'replay', 'explain']) {
      expect(help.out).toContain(name)
    }
    expect((await run(['demo', '--help'])).out).toContain('--library')
    expect(await run(['--version'])).toMatchObject({ code: 0, out: '1.2.3' })
  })

  it('keeps options that are not for people out of the help', async () => {
    expect((await run(['demo', '--help'])).out).not.toContain('--build-only')
    expect((await run(['train', '--help'])).out).not.toContain('--apart')
  })

  const mistakes: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['an unknown command', ['dmeo'], /unknown command 'dmeo'[\s\S]*demo/],
    ['an unknown option', ['demo', '--librari', 'x'], /--library/],
    ['a port that is a word', ['serve', '--port', 'http'], /whole number from 0 to 65535/],
    ['a port beyond the last', ['serve', '--port', '65536'], /whole number from 0 to 65535/],
    ['a negative port', ['serve', '--port=-1'], /whole number from 0 to 65535/],
    ['less than no listeners', ['demo', '--listeners=-1'], /whole number from 0/],
    ['a fraction of a day', ['demo', '--days', '1.5'], /whole number from 1/],
    ['a market that is two letters only in capitals', ['serve', '--market', 'ß'], /two letters, such as SE/],
    ['a market in one sign that looks like two', ['serve', '--market', 'ﬁ'], /two letters, such as SE/],
    ['days without a number', ['demo', '--days', ''], /whole number from 1/],
    ['NaN tracks', ['world', '--out', 'x', '--tracks', 'NaN'], /whole number from 1/],
    ['a world without a place', ['world'], /--out/],
    ['a world that ends on no date', ['world', '--out', 'x', '--ends-at', 'soon'], /date such as/],
    ['an import of nothing', ['import'], /path/],
    ['a port that is missing', ['serve', '--port'], /argument missing/],
    ['tracks in another writing', ['world', '--out', 'x', '--tracks', '1e3'], /whole number from 1/],
    ['an import of two', ['import', 'a', 'b'], /too many arguments/],
    ['a library without a verb', ['library'], /scan/],
    ['a verb that a library has not', ['library', 'scn'], /Did you mean scan/],
    ['an import of an empty word', ['import', ' '], /must name a folder or a table/],
    ['an explanation of an empty word', ['explain', ''], /must name an answer/],
    ['a log without a question', ['log'], /stats/],
    ['a question to the log that there is not', ['log', 'stat'], /unknown command 'stat'/],
    ['a replay of nothing', ['replay'], /request-id/],
    ['a port that is empty', ['serve', '--port', ''], /whole number from 0 to 65535/],
    ['a host that is empty', ['serve', '--host', ''], /an address, such as/],
    ['a data folder that is empty', ['serve', '--data', ' '], /must name a folder/],
    ['a day that is in no calendar', ['world', '--out', 'x', '--ends-at', '2026-02-30'], /date such as/],
    ['a takedown of nothing', ['takedown', 'add', 'track'], /ids/],
    [
      'a takedown of a kind there is not',
      ['takedown', 'add', 'song', 'x'],
      /Allowed choices are track, recording/,
    ],
    [
      'a takedown of an id with a line break',
      ['takedown', 'add', 'track', 'x', 'y\n'],
      /ids.*without control characters/,
    ],
    ['no command', [], /Usage: segue/],
    ['one word too many', ['train', 'now'], /too many arguments/],
  ]
  it.each(mistakes)('refuses %s', async (_name, words, advice) => {
    const { code, screen, out } = await run(words)
    expect([code, out]).toEqual([2, ''])
    expect(screen).toMatch(advice)
    expect(screen).toMatch(/--help/)
  })

  it('ends with 1 when something we need is away, 2 when the words are wrong, and says what to do', async () => {
    const away = await run(['serve', '--port', '0', '--data', folder])
    expect(away).toEqual({ code: 1, screen: '\n✗ The disk is away. Bring it back.\n', out: '' })
    const taken = () => Promise.reject(new AppError('folder-in-use', 'Taken. Stop the other one.'))
    const inUse = await run(['train', '--data', folder], { openPlatform: taken })
    expect(inUse).toEqual({ code: 2, screen: '\n✗ Taken. Stop the other one.\n', out: '' })
  })

  it('tells a fault of ours to the log, and a fault of the caller only to the caller', async () => {
    const told: unknown[] = []
    const onFault = (thrown: unknown) => void told.push(thrown)
    const broken = new TypeError('undefined is not a function')
    const openPlatform = () => Promise.reject(broken)
    expect((await run(['train', '--data', folder], { onFault, openPlatform })).code).toBe(1)
    expect((await run(['train', '--data', folder], { onFault })).code).toBe(1)
    expect(told).toEqual([broken])
  })

  it('ends with 130 after Ctrl-C, and says that what was done is kept of that alone which goes on', async () => {
    const signal = AbortSignal.abort()
    const stop = () => Promise.reject(new AppError('storage-failed', 'Ended.', { cause: signal.reason }))
    const stopped = (words: readonly string[]) =>
      run([...words, '--data', folder], { signal, openPlatform: stop })
    const kept = '\nStopped. What was done is kept; start again to go on.\n'
    expect(await stopped(['serve', '--port', '0'])).toMatchObject({ code: 130, screen: kept })
    expect(await stopped(['library', 'scan'])).toMatchObject({ code: 130, screen: kept })
    expect(await stopped(['train'])).toMatchObject({ code: 130, screen: '\nStopped.\n' })
  })

  it('tells what fails after Ctrl-C as it is, and claims of nothing that it is kept', async () => {
    const failed = await run(['train', '--data', folder], { signal: AbortSignal.abort() })
    expect(failed).toEqual({ code: 1, screen: '\n✗ The disk is away. Bring it back.\n', out: '' })
  })

  it.each([
    'serve',
    'train',
    'log stats',
    'log salvage',
    'takedown list',
    'takedown add track x',
    'takedown lift track x',
    'explain a-request',
    'replay a-request',
  ])('makes no data folder for %s, and says where data may be [promise: no-folder-made]', async (words) => {
    const none = join(folder, 'none')
    const missing = await run([...words.split(' '), '--data', none])
    expect([missing.code, missing.screen]).toEqual([2, expect.stringMatching(/no data folder.*--data/)])
    expect(existsSync(none)).toBe(false)
    mkdirSync(join(folder, 'outer', 'inner'), { recursive: true })
    writeFileSync(join(folder, 'outer', 'inner', 'log.db'), '')
    const near = await run([...words.split(' '), '--data', join(folder, 'outer')])
    expect(near.screen).toMatch(/neither log.db nor catalogue.db. Did you mean .*inner\?/)
  })

  it('says of a salvaged log that blocks may be among what it has lost, and of a whole one nothing of the kind', async () => {
    const data = join(folder, 'salvaged')
    mkdirSync(data, { recursive: true })
    writeFileSync(join(data, 'log.db'), '')
    const counts = { path: 'new', events: 9, fromBackup: 0, corrected: 0, decisionRecords: 0, recordsLost: 0 }
    const salvaged = (lost: number, damagedFrames = 0, redactionsUnread = false) =>
      run(['log', 'salvage', '--data', data], {
        salvageLog: async () => ({ ...counts, lost, damagedFrames, redactionsUnread }),
      })
    expect((await salvaged(2)).out).toMatch(/known to be lost: 2\s*Blocks and ratings may be among them/)
    expect((await salvaged(0)).out).not.toMatch(/Blocks|not counted|taken out/)
    expect((await salvaged(0, 0, true)).out).toMatch(/whoever was is to be taken out again/)
    expect((await salvaged(0, 3)).out).toMatch(/Damaged parts of log.db-wal: 3.*not counted/)
  })

  const places: readonly (readonly [string, string])[] = [
    ['below a file', join(file, 'world')],
    ['in the place of a file', file],
    ['where a folder has the name of its first file', taken],
  ]
  it.each(places)('ends a world %s with the place and what to do, and no stack', async (_name, place) => {
    const told: unknown[] = []
    const words = ['world', '--out', place, '--tracks', '20', '--listeners', '2', '--days', '1']
    const { code, screen } = await run(words, { onFault: (thrown) => told.push(thrown) })
    expect([code, told]).toEqual([2, []])
    expect(screen).toMatch(/✗ \S+ .*name another place/i)
  })

  const addresses: readonly (readonly [string, string])[] = [
    ['of another machine', '192.0.2.1'],
    ['that is no address', '999.1.1.1'],
    ['that is a URL', 'http://127.0.0.1'],
  ]
  it.each(addresses)('ends a server on a host %s with 2 and what to give', async (_name, host) => {
    for (const command of ['demo', 'serve']) {
      const told: unknown[] = []
      const words = [command, '--host', host, '--port', '0', '--data', folder]
      const { code, screen } = await run(words, { onFault: (thrown) => told.push(thrown) })
      expect([code, told]).toEqual([2, []])
      expect(screen).toContain(`${host} is no address of this machine. Give --host one that is`)
    }
  })

  it('names a port that there is when the last one is taken', async () => {
    const other = createServer().listen(65_535, '127.0.0.1')
    // Somebody may have taken it before us: taken is all it has to be.
    await once(other, 'listening').catch((thrown) => expect(thrown).toMatchObject({ code: 'EADDRINUSE' }))
    const { code, screen } = await run(['serve', '--port', '65535', '--data', folder])
    other.close()
    expect(code).toBe(2)
    expect(screen).toMatch(/--port 7700/)
  })

  it('prints what the log holds, for people and as JSON', async () => {
    const statistics: LogStatistics = {
      end: 1_003,
      events: [{ type: 'track.played', count: 1_003, bytes: 300_900 }],
      decisions: [{ surface: 'home', records: 2, bytes: 9_000, bytesPerAnswer: 4_500 }],
      shared: { count: 7, bytes: 700 },
      oldestRecord: instant(0),
      freeBytes: 8_192,
      files: [{ name: 'log.db', bytes: 4_096 }],
    }
    const readLogStatistics = () => statistics
    const people = await run(['log', 'stats', '--data', folder], { readLogStatistics })
    expect(people.code).toBe(0)
    expect(people.out).toMatch(
      /track\.played +1,003 +300,900 bytes +300 bytes per event.*home +2 +9,000 bytes +4,500 bytes per answer.*1970-01-01.*log\.db +4,096 bytes.*free in log\.db +8,192 bytes/,
    )
    const machines = await run(['log', 'stats', '--json', '--data', folder], { readLogStatistics })
    expect(JSON.parse(machines.out)).toEqual(statistics)
  })

  it('lists the libraries of a folder that a server may hold, without opening it', async () => {
    const held = { size: 1, modifiedMs: 1, ids: ['a', 'b'].map(trackId) }
    const readLibraries = () => [
      { path: folder, label: 'music', files: { 'cd.cue': held, again: held } },
      { path: join(folder, 'none.csv'), label: 'none.csv', files: {} },
    ]
    const people = await run(['library', 'list', '--data', folder], { readLibraries })
    expect(people.code).toBe(0)
    expect(people.out).toMatch(/music: 2 tracks, there.*none\.csv: 0 tracks, away/)
    const machines = await run(['library', 'list', '--json', '--data', folder], { readLibraries })
    expect(JSON.parse(machines.out)).toMatchObject([{ tracks: 2, readable: true }, { readable: false }])
  })

  it('tells whatever trains how many versions of models are kept', async () => {
    for (const command of ['serve --port 0', 'train', `demo --build-only --library ${file}`]) {
      const kept: unknown[] = []
      await run([...command.split(' '), '--data', folder, '--model-versions', '7'], {
        openPlatform: (_folder, _onReplay, told) => {
          kept.push(told?.modelVersions)
          return Promise.reject(new AppError('storage-failed', 'Away.'))
        },
      })
      expect([command, kept]).toEqual([command, [7]])
    }
  })

  it('serves an empty folder when asked to make one', async () => {
    const away = await run(['serve', '--create', '--port', '0', '--data', join(folder, 'none')])
    expect(away.screen).toMatch(/The disk is away/)
  })
})
