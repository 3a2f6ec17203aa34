import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openTable } from '#adapters/files'
import { createRandom, instant } from '#domain'
import { runWords } from './run-words.sample.ts'

const folder = mkdtempSync(join(tmpdir(), 'segue-evaluate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string) => join(folder, name)
const table = (name: string, ...lines: string[]) => {
  writeFileSync(at(name), `${lines.join('\n')}\n`)
  return at(name)
}
const run = (...words: string[]) => runWords(words, { openTable })

/** Listeners of two tastes, so that who heard some of one would hear the rest of it. */
const tastes = (() => {
  const random = createRandom('tastes')
  const rows: string[] = []
  for (let listener = 0; listener < 60; listener++)
    for (let item = 0; item < 40; item++)
      if (random.next() < (item % 2 === listener % 2 ? 0.6 : 0.05))
        rows.push(`l${listener},i${item},${1 + random.below(9)}`)
  return table('tastes.csv', 'listener_id,item_id,plays', ...rows)
})()

const split = async () => {
  await run('evaluate', 'split', tastes, '--train', at('train.csv'), '--holdout', at('holdout.csv'))
  return ['--train', at('train.csv'), '--holdout', at('holdout.csv')]
}

describe('segue evaluate', () => {
  it('parts a table into two that are the table', async () => {
    await split()
    const linesOf = (path: string) => readFileSync(path, 'utf8').trim().split('\n').slice(1)
    const parts = [...linesOf(at('train.csv')), ...linesOf(at('holdout.csv'))]
    expect(parts.sort()).toEqual(linesOf(tastes).sort())
    const share = linesOf(at('holdout.csv')).length / parts.length
    expect(share).toBeGreaterThan(0.15)
    expect(share).toBeLessThan(0.25)
  })

  it('reports a metric with its interval, and lists from which anyone can count it', async () => {
    const parts = await split()
    const words = ['evaluate', 'top-n', ...parts, '--k', '5', '--model', 'item-knn', '--json']
    const { out, code } = await run(...words, '--lists', at('lists.csv'))
    const report = JSON.parse(out)
    expect([code, report.metrics['recall@5'].mean > 0.2]).toEqual([0, true])
    const held = new Map<string, Set<string>>()
    for (const line of readFileSync(at('holdout.csv'), 'utf8').trim().split('\n').slice(1)) {
      const [listener = '', item = ''] = line.split(',')
      held.set(listener, (held.get(listener) ?? new Set()).add(item))
    }
    const hits = new Map<string, number>()
    for (const line of readFileSync(at('lists.csv'), 'utf8').trim().split('\n').slice(1)) {
      const [listener = '', , item = ''] = line.split(',')
      hits.set(listener, (hits.get(listener) ?? 0) + (held.get(listener)?.has(item) ? 1 : 0))
    }
    const recalls = [...held].map(([listener, items]) => (hits.get(listener) ?? 0) / items.size)
    expect(report.metrics['recall@5'].mean).toBeCloseTo(
      recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length,
    )
    const before = readFileSync(at('lists.csv'))
    await run(...words, '--lists', at('again.csv'))
    expect(readFileSync(at('again.csv')).equals(before)).toBe(true)
  })

  it('compares two reports pair by pair, and refuses those of different tables', async () => {
    const parts = await split()
    for (const model of ['item-knn', 'decayed-popularity']) {
      const { out } = await run('evaluate', 'top-n', ...parts, '--k', '5', '--json', '--model', model)
      writeFileSync(at(`${model}.json`), out)
    }
    const both = await run('evaluate', 'compare', at('item-knn.json'), at('decayed-popularity.json'))
    expect(both.out).toMatch(/recall@5 .* better/)
    const other = JSON.parse(readFileSync(at('item-knn.json'), 'utf8'))
    writeFileSync(at('other.json'), JSON.stringify({ ...other, data: { holdout: { sha256: 'x' } } }))
    const refused = await run('evaluate', 'compare', at('item-knn.json'), at('other.json'))
    expect([refused.code, refused.screen]).toEqual([2, expect.stringContaining('Run both over one')])
    const none = await run('evaluate', 'compare', tastes, tastes)
    expect([none.code, none.screen]).toEqual([2, expect.stringContaining('is not a report')])
  })

  it('writes lists without a holdout, for strangers too', async () => {
    const who = table('who.csv', 'listener_id', 'l1', 'nobody')
    const { out } = await run(
      'recommend',
      '--train',
      tastes,
      '--listeners',
      who,
      '--lists',
      at('r.csv'),
      '--n',
      '3',
    )
    expect(out).toMatch(/2 listeners, 1 of them strangers/)
    const listeners = readFileSync(at('r.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0])
    expect(listeners).toEqual(['l1', 'l1', 'l1', 'nobody', 'nobody', 'nobody'])
  })

  it('counts rows that it refuses by their reasons, and goes on with the others', async () => {
    const train = table(
      'dirty.csv',
      'listener_id,artist_id,plays',
      'a,1,2',
      'a,2,NaN',
      'b,1,0',
      ',1,1',
      'b,2',
      'b,99999999999999,1',
      'b,1,1',
    )
    const holdout = table('dirty-holdout.csv', 'listener_id,artist_id', 'a,99999999999999', 'a,nowhere')
    const { out } = await run('evaluate', 'top-n', '--train', train, '--holdout', holdout, '--json')
    const { data, counts } = JSON.parse(out)
    expect(data.train).toMatchObject({ read: 7, taken: 3 })
    expect(Object.keys(data.train.refused).sort()).toEqual([
      'has more or fewer cells than the header',
      'listener_id is missing',
      'plays must be a number',
      'plays must be more than 0',
    ])
    expect(counts).toMatchObject({ listeners: 1, droppedItems: 1 })
  })

  it.each([
    ['an empty holdout', ['listener_id,item_id'], /has no rows/],
    ['a holdout of items nobody heard', ['listener_id,item_id', 'l1,other'], /can be judged/],
    ['a holdout without its columns', ['who,what', 'l1,i1'], /listener_id is missing/],
  ])('says what to do about %s', async (_name, lines, advice) => {
    const holdout = table('bad.csv', ...lines)
    const { code, screen } = await run('evaluate', 'top-n', '--train', tastes, '--holdout', holdout)
    expect(code).toBe(2)
    expect(screen).toMatch(advice)
  })

  it('judges a table of one listener and one item', async () => {
    const one = table('one.csv', 'listener_id,item_id', 'a,x')
    const two = table('two.csv', 'listener_id,item_id', 'b,x')
    const { out, code } = await run('evaluate', 'top-n', '--train', one, '--holdout', two, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out).counts).toMatchObject({ listeners: 1, unknownListeners: 1 })
  })

  it('names the models there are, and ends with 130 after Ctrl-C', async () => {
    const parts = await split()
    const unknown = await run('evaluate', 'top-n', ...parts, '--model', 'oracle')
    expect([unknown.code, unknown.screen]).toEqual([2, expect.stringContaining('item-knn')])
    const clock = (() => {
      let now = 0
      return () => {
        now += 1_000
        return instant(now)
      }
    })()
    const stopped = await runWords(['evaluate', 'top-n', ...parts], {
      openTable,
      clock,
      signal: AbortSignal.abort(),
    })
    expect(stopped.code).toBe(130)
  })
})
