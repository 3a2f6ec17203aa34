import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryListening } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { createRegistry } from '#models'
import { runWords } from './run-words.sample.ts'

const world = ['--tracks', '400', '--listeners', '12', '--days', '5', '--world-seed', 'small']
const inMemory = () => ({
  ...createMemoryListening(),
  catalog: openCatalog(openSqliteCatalogStore({ path: ':memory:' })),
  registry: createRegistry(createMemoryArtifactStore()),
  stopwatch: () => 0,
})
const run = (...words: string[]) => runWords(['evaluate', 'served', ...words], { inMemory })

const figure = z.object({ mean: z.number(), low: z.number(), high: z.number() })
const figures = z.object({
  counts: z.record(z.string(), z.number()),
  metrics: z.record(z.string(), z.record(z.string(), figure)),
  differences: z.record(z.string(), z.record(z.string(), figure)),
  ranker: z.object({ config: z.object({ newWeight: z.number() }), gate: z.object({ passed: z.boolean() }) }),
})

describe('segue evaluate served', () => {
  it('judges what is served beside each habit and model alone, and says the same of the same world', async () => {
    const first = await run(...world, '--json')
    expect(first.screen).not.toContain('✗')
    const { counts, metrics, differences, ranker } = figures.parse(JSON.parse(first.out))
    expect(counts.steps).toBeGreaterThan(20)
    const [served = '', learnt, ...yardsticks] = Object.keys(metrics)
    expect(served).toMatch(/^now-playing@/)
    expect(learnt).toMatch(/^now-playing@\d+ learnt$/)
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
    expect(out).toMatch(/served − it [+−]\d/)
    expect(screen).toContain('Asking')
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
    const asked = ['evaluate', 'served', '--data', 'there']
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
