import { expect, it } from 'vitest'
import type { Decision } from '#surfaces'
import { explained } from './decision-commands.ts'

it('prints an explained slate in the order of its places, with reasons and how probable each was, and what was dropped for which', async () => {
  const track = { artist: 'A', sources: [], features: {} }
  const dropped = { kind: 'dropped' as const, stage: 'blocked' }
  const candidates = [
    {
      ...track,
      trackId: 'c',
      title: 'Third',
      score: 0.9,
      propensity: 0.25,
      heldBack: { rank: 0, reason: 'artist-close' },
      fate: { kind: 'selected' as const, rank: 2 },
    },
    {
      ...track,
      trackId: 'a',
      title: 'First',
      score: 0.5,
      propensity: 1,
      fate: { kind: 'selected' as const, rank: 0 },
    },
    { ...track, trackId: 'b', title: 'Second', fate: { kind: 'selected' as const, rank: 1 } },
    {
      ...track,
      trackId: 'd',
      title: 'Fourth',
      fate: { ...dropped, reason: 'listener blocked this track' },
    },
  ]
  const passed = { entered: 4, left: 3, tookMs: 0, outcome: 'ok' as const }
  const blocked = { ...passed, kind: 'filter' as const, name: 'blocked' }
  const decision: Decision = {
    requestId: 'r',
    surface: 'similar',
    listenerId: 'ann',
    servedAt: '2026-01-01T00:00:00.000Z',
    tier: 'full',
    degraded: [],
    recipe: 'similar@1',
    models: {},
    seed: 'seed',
    recordBytes: 10,
    bodySha256: '',
    runs: [{ pipeline: 'similar', weights: {}, stages: [blocked], candidates }],
  }
  const lines = [...explained(decision, new Map([['b', 'Often played here']]))]
  expect(lines.slice(-6)).toEqual([
    '               1 dropped: listener blocked this track',
    '  1. First — A (0.500, certain here)',
    '  2. Second — A',
    '     Often played here',
    '  3. Third — A (0.900, probability here 0.250)',
    '     held back from place 1: artist-close',
  ])

  const learnt = candidates.map((one) => ({ ...one, parts: { after: -0.7 } }))
  const runs = [{ pipeline: 'up-next', weights: {}, stages: [blocked], candidates: learnt }]
  expect([...explained({ ...decision, runs }, new Map())].at(-5)).toContain('how far two are apart tells')
})
