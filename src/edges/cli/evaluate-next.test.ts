import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openTable } from '#adapters/files'
import { createRandom } from '#domain'
import { runWords } from './run-words.sample.ts'

const folder = mkdtempSync(join(tmpdir(), 'segue-evaluate-next-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string) => join(folder, name)
const header = 'listener_id,session_id,track_id,artist_id,time'
const table = (name: string, ...lines: string[]) => {
  writeFileSync(at(name), `${[header, ...lines].join('\n')}\n`)
  return at(name)
}
const run = (...words: string[]) => runWords(['evaluate', 'next', ...words], { openTable })

/** Sessions that walk through albums of ids beyond 2^31 in one order, with a repeat now and then. */
const walks = (seed: string, from: number, sessions: number): string[] => {
  const random = createRandom(seed)
  return Array.from({ length: sessions }, (_, s) => {
    const artist = 3_000_000_000 + random.below(12)
    let place = random.below(8)
    return Array.from({ length: 2 + random.below(6) }, (_, i) => {
      if (random.next() < 0.8) place = (place + 3) % 8
      return `l${s % 20},${from + s},${artist * 10 + place},${artist},${1_400_000_000 + (from + s) * 3_600 + i * 200}`
    })
  }).flat()
}
const train = [table('train-0.csv', ...walks('a', 0, 120)), table('train-1.csv', ...walks('b', 200, 120))]
const holdout = table('holdout.csv', ...walks('c', 500, 40))
const tables = ['--train', ...train, '--holdout', holdout]

const cellsOf = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))

describe('segue evaluate next', () => {
  it('reports a mean over all events, and lists from which anyone can count it', async () => {
    const { out, code } = await run(...tables, '--json', '--lists', at('lists.csv'))
    const report = JSON.parse(out)
    expect(code).toBe(0)
    const sessions = Map.groupBy(cellsOf(holdout), ([, session]) => session)
    const places = new Map(
      cellsOf(at('lists.csv')).map(([session, position, rank, track]) => [
        `${session} ${position} ${track}`,
        Number(rank),
      ]),
    )
    let [events, hits, gain] = [0, 0, 0]
    for (const [session, rows] of sessions)
      for (const [i, row] of rows.entries()) {
        if (i === 0) continue
        const rank = places.get(`${session} ${i} ${row[2]}`)
        events++
        hits += rank === undefined ? 0 : 1
        gain += rank === undefined ? 0 : 1 / rank
      }
    expect(report.counts.events).toBe(events)
    expect(report.metrics['hr@20'].mean).toBeCloseTo(hits / events)
    expect(report.metrics['mrr@20'].mean).toBeCloseTo(gain / events)
    expect(report.metrics['mrr@20'].mean).toBeGreaterThan(0.5)
    expect(report.metrics['artist hr@20'].mean).toBe(1)
    expect(Object.keys(report.data)).toEqual(['train 1', 'train 2', 'holdout'])
  })

  it('writes the same lists whenever it is asked, and others may be compared with it', async () => {
    await run(...tables, '--lists', at('one.csv'))
    await run(...tables, '--lists', at('other.csv'))
    expect(readFileSync(at('one.csv'))).toEqual(readFileSync(at('other.csv')))
    for (const model of ['next-track', 'repeat-plays']) {
      const { out } = await run(...tables, '--json', '--model', model)
      writeFileSync(at(`${model}.json`), out)
    }
    const words = ['evaluate', 'compare', at('next-track.json'), at('repeat-plays.json')]
    expect((await runWords(words)).out).toMatch(/hr@20 .* better/)
  })

  it('lets sessions that ended count where it is asked to', async () => {
    const again = table(
      'again.csv',
      ...[
        'x,1,new-1,a,1500000000',
        'x,1,new-2,a,1500000100',
        'y,2,new-1,a,1500090000',
        'y,2,new-2,a,1500090100',
      ],
    )
    const hits = async (...words: string[]) => {
      const { out } = await run('--train', ...train, '--holdout', again, '--json', ...words)
      return JSON.parse(out).metrics['hr@20'].mean
    }
    expect(await hits()).toBe(0)
    expect(await hits('--incremental')).toBe(0.5)
  })

  it('says what makes a holdout easier than the future, and what nobody could know', async () => {
    const { out } = await run('--train', ...train, '--holdout', train[1] ?? '', '--json')
    const { counts } = JSON.parse(out)
    expect([counts.inTrainingToo, counts.beforeTrainingEnds > 0]).toEqual([120, true])
    const strange = table(
      'strange.csv',
      'l1,900,unheard-1,nobody,1500000000',
      'l1,900,unheard-2,nobody,1500000300',
    )
    const asked = await run('--train', ...train, '--holdout', strange, '--json')
    expect(JSON.parse(asked.out).counts).toMatchObject({ events: 1, newItems: 1, newArtists: 1 })
  })

  it('learns from one listener, one session, one track', async () => {
    const one = table('one-row.csv', 'l,1,t,a,1')
    const two = table('two-rows.csv', 'l,2,t,a,2', 'l,2,t,a,3')
    const { out } = await run('--train', one, '--holdout', two, '--json')
    expect(JSON.parse(out).metrics['mrr@20'].mean).toBe(1)
    expect(JSON.parse(out).model.facts.choices).toBe(0)
  })

  it.each([
    [
      'sessions of one event',
      () => table('single.csv', 'l,1,t,a,1', 'l,2,t,a,2'),
      /each of its sessions has one event/,
    ],
    ['no rows', () => table('empty.csv'), /has no rows/],
    ['no times', () => table('timeless.csv', 'l,1,t,a,'), /Nothing of .* was taken: .*time/],
  ])('says why a holdout of %s can not be judged', async (_, made, reason) => {
    const { code, screen } = await run('--train', ...train, '--holdout', made())
    expect(code).not.toBe(0)
    expect(screen.replaceAll('\n', ' ')).toMatch(reason)
  })

  it('names the models there are', async () => {
    const { screen } = await run(...tables, '--model', 'oracle')
    expect(screen).toMatch(/next-track, session-knn, sequential-rules/)
  })
})
