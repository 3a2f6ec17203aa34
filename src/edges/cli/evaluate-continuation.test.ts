import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTable } from '#adapters/files'
import { createRandom } from '#domain'
import { runWords } from './run-words.sample.ts'

const folder = mkdtempSync(join(tmpdir(), 'segue-evaluate-continuation-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string) => join(folder, name)
const file = (name: string, ...lines: string[]) => {
  writeFileSync(at(name), `${lines.join('\n')}\n`)
  return at(name)
}
const run = (...words: string[]) => runWords(['evaluate', ...words], { openTable })

/** Playlists of six to twenty tracks, of one of three styles, called by it. */
const random = createRandom('playlists')
const playlists = file(
  'playlists.jsonl',
  ...Array.from({ length: 150 }, () => {
    const style = random.below(3)
    const tracks = new Set(
      Array.from({ length: 6 + random.below(20) }, () => `uri${style}-${random.below(40)}`),
    )
    return JSON.stringify({ name: ['Jazz', 'Metal', 'Salsa'][style], tracks: [...tracks] })
  }),
  '{"name": "no tracks"}',
  'no json',
)
const tracks = file(
  'tracks.csv',
  'uri,artist,title',
  ...Array.from({ length: 120 }, (_, i) => {
    const [style, place] = [Math.floor(i / 40), i % 40]
    return `uri${style}-${place},"Band ${style}, ${place % 7}",Song`
  }),
)
const parts = async (): Promise<string[]> => {
  const files = ['--train', at('train.jsonl'), '--holdout', at('holdout.jsonl')]
  const { code, screen } = await run('split', playlists, ...files, '--by', 'row')
  expect([code, screen.includes('held out')]).toEqual([0, true])
  return [...files, '--tracks', tracks]
}
const linesOf = (path: string): string[] => readFileSync(path, 'utf8').trim().split('\n')

describe('segue evaluate continuation', () => {
  it('is judged by playlists that are held out whole, and its lists count to what it reports', async () => {
    const tables = await parts()
    const playlistsIn = (path: string): string[][] =>
      linesOf(path).flatMap((line) => {
        const { tracks } = z.object({ tracks: z.array(z.string()).optional() }).parse(JSON.parse(line))
        return tracks === undefined ? [] : [tracks]
      })
    const held = playlistsIn(at('holdout.jsonl'))
    expect(held.length + playlistsIn(at('train.jsonl')).length).toBe(150)
    const words = ['continuation', ...tables, '--seeds', '0,3,10', '--lists', at('lists.csv'), '--json']
    const { out, code } = await run(...words)
    const report = JSON.parse(out)
    expect(code).toBe(0)
    const lists = Map.groupBy(
      linesOf(at('lists.csv'))
        .slice(1)
        .map((line) => line.split(',')),
      ([playlist, seeds]) => `${playlist} ${seeds}`,
    )
    for (const seeds of [0, 3, 10]) {
      const asked = held.flatMap((tracks, i) =>
        tracks.length > seeds
          ? [{ rest: tracks.slice(seeds), list: lists.get(`${i + 1} ${seeds}`) ?? [] }]
          : [],
      )
      const found = (rest: string[], list: string[][], most: number) =>
        list.filter(([, , rank, uri = '']) => Number(rank) <= most && rest.includes(uri)).length
      const precision = asked.reduce(
        (sum, { rest, list }) => sum + found(rest, list, rest.length) / rest.length,
        0,
      )
      expect(report.metrics[`r-precision, ${seeds} seeds`].mean).toBeCloseTo(precision / asked.length)
      const clicks = asked.map(({ rest, list }) => {
        const first = list.find(([, , , uri = '']) => rest.includes(uri))
        return first === undefined ? 51 : Math.floor((Number(first[2]) - 1) / 10)
      })
      expect(report.metrics[`clicks, ${seeds} seeds`].mean).toBeCloseTo(
        clicks.reduce((sum, one) => sum + one, 0) / asked.length,
      )
      // Of a style's forty all are alike; of all styles a third of this would be found by chance.
      expect(precision / asked.length).toBeGreaterThan(0.1)
    }
  })

  it('is compared over playlists that both were asked for, also where some were asked with fewer tracks', async () => {
    const tables = await parts()
    for (const model of ['playlist-continuation', 'playlist-knn']) {
      const { out } = await run('continuation', ...tables, '--seeds', '0,10', '--model', model, '--json')
      file(`${model}.json`, out)
    }
    const { out, code } = await run('compare', at('playlist-continuation.json'), at('playlist-knn.json'))
    expect([code, out.includes('NaN')]).toEqual([0, false])
    expect(out).toMatch(/ndcg@500, 10 seeds .*(better|worse|undecided)/)
  })

  it('says what is wrong with what it is given', async () => {
    const tables = await parts()
    const short = file('short.jsonl', '{"name":"x","tracks":["a"]}')
    const judged = await run('continuation', ...tables.with(3, short), '--seeds', '5')
    expect([judged.code, judged.screen]).toEqual([2, expect.stringContaining('Ask with fewer seeds')])
    const unknown = await run('continuation', ...tables, '--model', 'nobody')
    expect(unknown.screen).toContain('Name one of: playlist-continuation, playlist-knn.')
    const asCsv = await run(
      'split',
      playlists,
      '--train',
      at('t.csv'),
      '--holdout',
      at('h.csv'),
      '--by',
      'row',
    )
    expect(asCsv.screen).toContain('.jsonl')
    const asPairs = await run('split', playlists, '--train', at('t.csv'), '--holdout', at('h.csv'))
    expect(asPairs.screen).toContain('Nothing of')
  })
})
