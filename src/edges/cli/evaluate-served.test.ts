import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryListening } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { artistId, createRandom, dayMs, minuteMs, releaseId } from '#domain'
import { appEventSchema } from '#log'
import { createRegistry } from '#models'
import { nowPlaying, nowPlayingLearnt } from '#surfaces'
import { sampleTrack } from '../../catalog/catalog-store.sample.ts'
import { runWords } from './run-words.sample.ts'

const world = ['--tracks', '400', '--listeners', '12', '--days', '5', '--world-seed', 'small']
const inMemory = () => ({
  ...createMemoryListening(),
  catalog: openCatalog(openSqliteCatalogStore({ path: ':memory:' })),
  registry: createRegistry(createMemoryArtifactStore()),
  stopwatch: () => 0,
})
const run = (...words: string[]) => runWords(['evaluate', 'served', ...words], { inMemory })

const learntName = `${nowPlayingLearnt.recipe} learnt`
const figure = z.object({ mean: z.number(), low: z.number(), high: z.number() })
/** A folder that passes for one with data. */
const folder = mkdtempSync(join(tmpdir(), 'segue-evaluate-served-'))
writeFileSync(join(folder, 'log.db'), '')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Everybody goes through one release a day, in its order, of which no model knows before it was heard. */
const byRelease = async (days: number) => {
  const [releases, tracksOnOne, listeners] = [360, 8, 24]
  const tracks = Array.from({ length: releases * tracksOnOne }, (_, nth) => {
    const release = Math.floor(nth / tracksOnOne)
    return sampleTrack(`track-${nth}`, {
      artists: [{ id: artistId(`artist-${nth % 97}`), name: `Artist ${nth % 97}` }],
      release: { id: releaseId(`release-${release}`), title: `Release ${release}` },
      trackNumber: 1 + (nth % tracksOnOne),
      tags: [['folk', 'jazz', 'ambient'][release % 3] ?? 'folk'],
    })
  })
  const { catalog } = inMemory()
  await catalog.upsert(tracks)
  const random = createRandom('by release')
  const { log } = createMemoryListening()
  for (let play = 0; play < days * listeners; play++) {
    const [day, listener] = [Math.floor(play / listeners), play % listeners]
    const release = random.below(releases)
    const events = Array.from({ length: tracksOnOne }, (_, place) => ({
      type: 'track.played',
      id: `play-${play}-${place}`,
      at: Date.UTC(2026, 0, 1) + day * dayMs + listener * minuteMs + place * 4 * minuteMs,
      listenerId: `listener-${listener}`,
      sessionId: `session-${day}`,
      trackId: `track-${release * tracksOnOne + place}`,
    }))
    await log.append(events.map((event) => ({ event: appEventSchema.parse(event) })))
  }
  const openListening = () => ({ catalog, log, close: () => {} })
  return (...words: string[]) =>
    runWords(['evaluate', 'served', '--data', folder, ...words], { inMemory, openListening })
}

const figures = z.object({
  serves: z.string(),
  counts: z.record(z.string(), z.number()),
  metrics: z.record(z.string(), z.record(z.string(), figure)),
  differences: z.record(z.string(), z.record(z.string(), figure)),
  ranker: z.object({ config: z.object({ newWeight: z.number() }), gate: z.object({ passed: z.boolean() }) }),
})

describe('segue evaluate served', () => {
  it('judges what is served beside each habit and model alone, and says the same of the same world', async () => {
    const first = await run(...world, '--json')
    expect(first.screen).not.toContain('✗')
    const { serves, counts, metrics, differences, ranker } = figures.parse(JSON.parse(first.out))
    expect(counts.steps).toBeGreaterThan(20)
    const [served = '', learnt, ...yardsticks] = Object.keys(metrics)
    expect(ranker.gate.passed).toBe(false)
    expect([serves, served, learnt]).toEqual([nowPlaying.recipe, nowPlaying.recipe, learntName])
    expect(ranker.config.newWeight).toBeGreaterThanOrEqual(1)
    expect(yardsticks).toEqual(['popularity', 'own most played', 'co-occurrence', 'content'])
    for (const [name, { mean, low, high }] of Object.entries(metrics[served] ?? {})) {
      expect(mean).toBeGreaterThanOrEqual(low)
      expect(mean).toBeLessThanOrEqual(high)
      expect(high).toBeLessThanOrEqual(name === 'divergence@50' ? Math.log(100) : 1)
    }
    // Nobody who only repeats finds what was never heard.
    expect(metrics['own most played']?.['hr@20 never heard']?.mean).toBe(0)
    for (const name of yardsticks) {
      const [ours, theirs] = [metrics[served]?.['hr@20']?.mean ?? 0, metrics[name]?.['hr@20']?.mean ?? 0]
      expect(differences[name]?.['hr@20']?.mean).toBeCloseTo(ours - theirs, 9)
    }
    expect((await run(...world, '--json')).out).toBe(first.out)
  })

  it('says where it is, and what is better by an interval, in words', async () => {
    const { out, screen } = await run(...world, '--learn', '0')
    expect(out).toMatch(/hr@20 never heard +\d\.\d{3} \[/)
    expect(out).toMatch(new RegExp(`${nowPlaying.recipe} − it [+−]\\d`))
    expect(screen).toContain('Asking')
  })

  it('compares all with what was learnt, by its name, where that beat what spoke before it', async () => {
    const run = await byRelease(8)
    const { out } = await run()
    const ways = [learntName, nowPlaying.recipe, 'popularity']
    expect(out).toMatch(new RegExp(`^served over .*: ${learntName} .*: it serves *${ways.join(' .*')} `))
    expect(out).toMatch(new RegExp(`${learntName} − it \\+0\\.\\d.* better`))
    expect(out).not.toMatch(/(served|@11) − it/)
  }, 60_000)

  it('says that no ranker is judged, and why, where there was too little to learn from', async () => {
    const few = ['--tracks', '100', '--listeners', '2', '--days', '4', '--world-seed', 'small']
    expect((await run(...few)).out).toMatch(/ranker: none is judged: there were fewer than 100 choices/)
    const { metrics, ranker } = JSON.parse((await run(...few, '--json')).out)
    expect([Object.keys(metrics)[1], ranker.judged]).toEqual(['popularity', false])
  })

  it('refuses to hold out all there is, with how long that is, before any work', async () => {
    const world = await run('--days', '60', '--holdout', '100d')
    expect([world.code, world.screen]).toEqual([
      2,
      '\n✗ A world of 60 days: with 100 days held out, nothing would be left to learn from. Hold out fewer with --holdout.\n',
    ])
    const log = await (await byRelease(3))('--holdout', '3d')
    expect([log.code, log.screen]).toEqual([
      2,
      expect.stringMatching(/goes back 2\.0 days: with 3 days held/),
    ])
    expect(log.screen).not.toContain('Folding')
  })

  it('names the file of a recipe that can not be run, and refuses names that are judged already', async () => {
    const file = (name: string, document: object) => {
      writeFileSync(join(folder, name), JSON.stringify(document))
      return join(folder, name)
    }
    const other = { ...nowPlayingLearnt, recipe: 'now-playing@mine' }
    const faulty = file('faulty.json', { ...other, tiers: {} })
    const mine = file('mine.json', other)
    const asked = async (...recipes: string[]) => (await run(...world, '--recipe', ...recipes)).screen
    expect(await asked(mine, faulty)).toMatch(/✗ \S+faulty\.json: This is no recipe that can be run/)
    expect(await asked(mine, mine)).toMatch(/mine\.json is called now-playing@mine, as another.*of its own/)
    expect(await asked(file('same.json', nowPlayingLearnt))).toContain(
      `is called ${nowPlayingLearnt.recipe}, as another`,
    )
    expect(await asked(join(folder, 'none.json'))).toMatch(/none\.json can't be read as JSON/)
  })

  it('refuses what is said of a world where a folder is named, and a folder that is not there', async () => {
    for (const words of [
      ['--listeners', '5'],
      ['--days', '60'],
      ['--tracks', '50'],
      ['--world-seed', 'segue'],
    ]) {
      const { code, screen } = await run('--data', folder, ...words)
      expect([code, screen]).toEqual([2, expect.stringContaining(`cannot be used with option '${words[0]}`)])
    }
    const { code, screen } = await run('--data', join(folder, 'none'))
    expect([code, screen]).toEqual([2, expect.stringMatching(/There is no data folder .*none/)])
  })

  it('learns no ranker where it is not asked to', async () => {
    const { metrics } = JSON.parse((await run(...world, '--learn', '0', '--json')).out)
    expect(Object.keys(metrics)).toHaveLength(5)
  })

  it('refuses more events than there is memory for, with the figure, before it reads them', async () => {
    const over = (mostHeapBytes: number) => ({
      inMemory,
      mostHeapBytes,
      openListening: () => ({
        catalog: { tracks: () => [] },
        log: {
          lag: async () => 10_000_000,
          read: () => {
            throw new Error('it is read')
          },
        },
        close: () => {},
      }),
    })
    const asked = ['evaluate', 'served', '--data', folder]
    const { code, screen } = await runWords(asked, over(4e9))
    expect(code).toBe(2)
    expect(screen).toMatch(/10,000,000 events.*26\.4 GB.*may take 4\.0\. .*--max-old-space-size=25\d{3}/)
    expect((await runWords(asked, over(30e9))).screen).not.toContain('max-old-space-size')
    const small = await runWords(['evaluate', 'served', ...world], { inMemory, mostHeapBytes: 421e6 })
    expect(small.screen).toMatch(/This world has at least [\d,]+ events/)
  })

  it('refuses a stretch that is no number of days', async () => {
    expect((await run(...world, '--holdout', '3 hours')).code).toBe(2)
  })
})
