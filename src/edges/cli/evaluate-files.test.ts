import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openTable } from '#adapters/files'
import { instant } from '#domain'
import { runWords } from './run-words.sample.ts'

const root = mkdtempSync(join(tmpdir(), 'segue-evaluate-files-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folder = root
let nth = 0
beforeEach(() => {
  nth += 1
  folder = join(root, `${nth}`)
  mkdirSync(folder)
  table('train.csv', 'listener_id,item_id', ...pairs)
  table('holdout.csv', 'listener_id,item_id', 'l1,i2', 'l2,i1')
})
const at = (name: string) => join(folder, name)
const table = (name: string, ...lines: string[]) => {
  writeFileSync(at(name), `${lines.join('\n')}\n`)
  return at(name)
}
const pairs = Array.from({ length: 400 }, (_, i) => `l${i % 20},i${(i * 7) % 41}`)
const run = (...words: string[]) => runWords(words, { openTable })
/** Name and bytes of all that lies there. */
const everything = () => readdirSync(folder).map((name) => [name, readFileSync(at(name), 'utf8')])

const knn = ['--model', 'item-knn', '--lists']
const recommend = (lists: string) => run('recommend', '--train', at('train.csv'), ...knn, lists)
const topN = (lists: string) =>
  run('evaluate', 'top-n', '--train', at('train.csv'), '--holdout', at('holdout.csv'), ...knn, lists)

describe('a file that a command is to write', () => {
  const sources: readonly (readonly [string, () => Promise<{ code: number; screen: string }>])[] = [
    ['the table recommend learns from', () => recommend(at('train.csv'))],
    ['the same by a relative name', () => recommend(relative('.', at('train.csv')))],
    [
      'a link to it',
      () => {
        symlinkSync('train.csv', at('link.csv'))
        return recommend(at('link.csv'))
      },
    ],
    [
      'another name of it',
      () => {
        linkSync(at('train.csv'), at('other.csv'))
        return recommend(at('other.csv'))
      },
    ],
    [
      'the table that names the listeners',
      () =>
        run(
          'recommend',
          '--train',
          at('train.csv'),
          '--listeners',
          at('holdout.csv'),
          ...knn,
          at('holdout.csv'),
        ),
    ],
    ['the table top-n judges by', () => topN(at('holdout.csv'))],
    [
      'one of the tables of sessions',
      () => {
        const sessions = ['next', '--train', at('1.csv'), at('train.csv'), '--holdout', at('holdout.csv')]
        return run('evaluate', ...sessions, '--lists', at('train.csv'))
      },
    ],
    [
      'the table of tracks',
      () => {
        const playlists = ['--train', at('1.jsonl'), '--holdout', at('2.jsonl'), '--tracks', at('train.csv')]
        return run('evaluate', 'continuation', ...playlists, '--lists', at('train.csv'))
      },
    ],
    [
      'the table that is split',
      () => run('evaluate', 'split', at('train.csv'), '--train', at('train.csv'), '--holdout', at('new.csv')),
    ],
  ]
  it.each(sources)(
    'is refused where it is %s, of which not a byte is lost [promise: tables-kept]',
    async (_name, command) => {
      const before = everything()
      const { code, screen } = await command()
      expect([code, screen]).toEqual([
        2,
        expect.stringMatching(/read by this command, and would be written over\. Name another file/),
      ])
      expect(everything().filter(([name]) => !/^(link|other)\.csv$/.test(name ?? ''))).toEqual(before)
    },
  )

  it('is refused where two are one, though it is not there yet', async () => {
    symlinkSync('same.csv', at('link.csv'))
    for (const other of [at('same.csv'), at('link.csv')]) {
      const parts = ['--train', at('same.csv'), '--holdout', other]
      const { code, screen } = await run('evaluate', 'split', at('train.csv'), ...parts)
      expect([code, screen]).toEqual([2, expect.stringMatching(/one file.*Name two/)])
    }
    expect(readdirSync(folder).sort()).toEqual(['holdout.csv', 'link.csv', 'train.csv'])
  })

  it('stays as it was where the run fails, and nothing else is left [promise: tables-kept]', async () => {
    table('lists.csv', 'lists of before')
    table('holdout.csv', 'listener_id,item_id')
    const before = everything()
    expect((await topN(at('lists.csv'))).screen).toMatch(/has no rows/)
    expect(everything()).toEqual(before)
    table('holdout.csv', 'listener_id,item_id', 'l1,none')
    expect((await topN(at('lists.csv'))).screen).toMatch(/can be judged/)
    expect(readFileSync(at('lists.csv'), 'utf8')).toBe('lists of before\n')
    expect(readdirSync(folder)).toHaveLength(3)
  })

  it('stays as it was where the run is stopped [promise: tables-kept]', async () => {
    table('lists.csv', 'lists of before')
    const before = everything()
    let now = 0
    const clock = () => {
      now += 1_000
      return instant(now)
    }
    const words = ['recommend', '--train', at('train.csv'), ...knn, at('lists.csv')]
    const { code } = await runWords(words, { openTable, clock, signal: AbortSignal.abort() })
    expect(code).toBe(130)
    expect(everything()).toEqual(before)
  })

  it('is written over when it is whole, through a link that stays one, with the rights it had', async () => {
    writeFileSync(at('lists.csv'), 'lists of before\n', { mode: 0o640 })
    symlinkSync('lists.csv', at('link.csv'))
    expect((await recommend(at('link.csv'))).code).toBe(0)
    expect(lstatSync(at('link.csv')).isSymbolicLink()).toBe(true)
    expect(readFileSync(at('lists.csv'), 'utf8')).toMatch(/^listener_id,rank,item_id,score\n/)
    expect(statSync(at('lists.csv')).mode & 0o777).toBe(0o640)
    expect(readdirSync(folder)).toHaveLength(4)
  })

  it('may be a device, which stays one', async () => {
    expect((await recommend('/dev/null')).code).toBe(0)
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  it.runIf(existsSync('/dev/full'))('is named where the disk is full', async () => {
    const { code, screen } = await recommend('/dev/full')
    expect([code, screen]).toEqual([1, expect.stringContaining('There is no room left for /dev/full')])
  })

  it.each([
    ['below a folder that is not there', join('none', 'lists.csv'), /none is not there/],
    ['below a file', join('train.csv', 'lists.csv'), /leads through something that is a file/],
    ['a folder', '', /is a folder where a file belongs/],
  ])('is refused where it is %s, before anything is read', async (_name, name, advice) => {
    let opened = 0
    const words = ['recommend', '--train', at('train.csv'), ...knn, at(name)]
    const { code, screen } = await runWords(words, {
      openTable: (path) => {
        opened += 1
        return openTable(path)
      },
    })
    expect([code, screen, opened]).toEqual([2, expect.stringMatching(advice), 0])
  })

  it('of a world is that of before until the new one is whole [promise: tables-kept]', async () => {
    const numbers = ['--tracks', '30', '--listeners', '2', '--days', '1', '--ends-at', '2026-01-01']
    const world = ['world', '--out', folder, ...numbers]
    rmSync(at('train.csv'))
    rmSync(at('holdout.csv'))
    expect((await run(...world)).code).toBe(0)
    const before = everything()
    const stopping = new AbortController()
    const write = (text: string) => {
      if (text.includes('✓ Tracks')) stopping.abort()
    }
    const stopped = await runWords([...world, '--seed', 'other'], {
      signal: stopping.signal,
      screen: { write },
    })
    expect(stopped.code).toBe(130)
    expect(everything()).toEqual(before)
    expect((await run(...world, '--seed', 'other')).code).toBe(0)
    expect(everything()).not.toEqual(before)
    expect(readdirSync(folder)).toHaveLength(4)
  })
})

describe('segue evaluate split', () => {
  const split = (of: string, ...words: string[]) =>
    run('evaluate', 'split', at(of), '--train', at('a.csv'), '--holdout', at('b.csv'), ...words)

  it('of a part says that its seed has parted it, whatever the share, and writes nothing', async () => {
    await split('train.csv')
    for (const part of ['a.csv', 'b.csv'])
      for (const share of ['0.2', '0.5']) {
        const words = ['evaluate', 'split', at(part), '--train', at('x.csv'), '--holdout', at('y.csv')]
        const again = await run(...words, '--share', share)
        expect([again.code, again.screen]).toEqual([
          2,
          expect.stringMatching(/a part of a split by the seed "segue" already.*--seed segue-2/),
        ])
        expect(readdirSync(folder).sort()).toEqual(['a.csv', 'b.csv', 'holdout.csv', 'train.csv'])
      }
    const words = ['evaluate', 'split', at('a.csv'), '--train', at('x.csv'), '--holdout', at('y.csv')]
    expect((await run(...words, '--seed', 'segue-2')).code).toBe(0)
  })

  it('of a table of one row says both what it may be and what to do, and writes nothing', async () => {
    table('one.csv', 'listener_id,item_id', 'l,i')
    const { code, screen } = await split('one.csv')
    expect([code, screen]).toEqual([2, expect.stringMatching(/would be empty.*few.*--seed/)])
    expect(readdirSync(folder).sort()).toEqual(['holdout.csv', 'one.csv', 'train.csv'])
  })
})

describe('segue recommend', () => {
  it('counts no list for whom there was nothing new', async () => {
    const all = table('all.csv', 'listener_id,item_id', 'a,1', 'a,2', 'b,1')
    const words = ['recommend', '--train', all, ...knn, at('lists.csv')]
    const { out } = await run(...words)
    expect(out).toMatch(/lists of 1 listener, 0 of them strangers; no row for 1 listener, who had all items/)
  })
})
