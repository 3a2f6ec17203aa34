import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { AppError, instant } from '#domain'
import { runCli } from './cli.ts'
import type { Outside } from './platform.ts'

/** A folder that passes for one with data. */
const folder = mkdtempSync(join(tmpdir(), 'segue-cli-'))
writeFileSync(join(folder, 'log.db'), '')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Words in, exit code and sentences out, with an outside that opens nothing. */
const run = async (words: readonly string[], over: Partial<Outside> = {}) => {
  let screen = ''
  let out = ''
  const closed = () => Promise.reject(new AppError('storage-failed', 'The disk is away. Bring it back.'))
  const code = await runCli(words, {
    clock: () => instant(0),
    version: '1.2.3',
    screen: {
      write: (text) => {
        screen += text
      },
    },
    out: (text) => {
      out += text
    },
    consoleFolder: '',
    signal: new AbortController().signal,
    openPlatform: closed,
    openDecisions: closed,
    runApart: closed,
    readDemoCatalogue: closed,
    onFault: () => {},
    ...over,
  })
  return { code, screen, out }
}

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
  })

  const mistakes: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['an unknown command', ['dmeo'], /unknown command 'dmeo'[\s\S]*demo/],
    ['an unknown option', ['demo', '--librari', 'x'], /--library/],
    ['a port that is a word', ['serve', '--port', 'http'], /whole number from 0 to 65535/],
    ['a port beyond the last', ['serve', '--port', '65536'], /whole number from 0 to 65535/],
    ['a negative port', ['serve', '--port=-1'], /whole number from 0 to 65535/],
    ['less than no listeners', ['demo', '--listeners=-1'], /whole number from 0/],
    ['a fraction of a day', ['demo', '--days', '1.5'], /whole number from 1/],
    ['days without a number', ['demo', '--days', ''], /whole number from 1/],
    ['NaN tracks', ['world', '--out', 'x', '--tracks', 'NaN'], /whole number from 1/],
    ['a world without a place', ['world'], /--out/],
    ['a world that ends on no date', ['world', '--out', 'x', '--ends-at', 'soon'], /date such as/],
    ['an import of nothing', ['import'], /path/],
    ['a replay of nothing', ['replay'], /request-id/],
    ['one word too many', ['train', 'now'], /too many arguments/],
  ]
  it.each(mistakes)('refuses %s', async (_name, words, advice) => {
    const { code, screen, out } = await run(words)
    expect([code, out]).toEqual([1, ''])
    expect(screen).toMatch(advice)
  })

  it('ends with 1 when something we need is away, 2 when the words are wrong, and says what to do', async () => {
    const away = await run(['serve', '--data', folder])
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

  it('ends with 130 after Ctrl-C, whatever was thrown on the way', async () => {
    const stopped = await run(['train', '--data', folder], { signal: AbortSignal.abort() })
    expect([stopped.code, stopped.screen]).toEqual([130, expect.stringMatching(/start again to go on/)])
  })

  it.each(['serve', 'train', 'explain a-request', 'replay a-request'])(
    'makes no data folder for %s, and says where data may be [promise: no-folder-made]',
    async (words) => {
      const none = join(folder, 'none')
      const missing = await run([...words.split(' '), '--data', none])
      expect([missing.code, missing.screen]).toEqual([2, expect.stringMatching(/no data folder.*--data/)])
      expect(existsSync(none)).toBe(false)
      mkdirSync(join(folder, 'outer', 'inner'), { recursive: true })
      writeFileSync(join(folder, 'outer', 'inner', 'log.db'), '')
      const near = await run([...words.split(' '), '--data', join(folder, 'outer')])
      expect(near.screen).toMatch(/neither log.db nor catalogue.db. Did you mean .*inner\?/)
    },
  )

  it('serves an empty folder when asked to make one', async () => {
    const away = await run(['serve', '--create', '--data', join(folder, 'none')])
    expect(away.screen).toMatch(/The disk is away/)
  })
})
