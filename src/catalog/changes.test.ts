import { describe, expect, it } from 'vitest'
import { trackId } from '#domain'
import { arraySteps } from '../domain/array-steps.sample.ts'
import { createChanges } from './changes.ts'

const a = trackId('a')
const b = trackId('b')

describe('what changed', () => {
  it('is known of each revision since one, and of those that are about no track', () => {
    const changes = createChanges(1, () => 10)
    changes.note(a)
    changes.settle(2)
    changes.settle(3)
    changes.note(b)
    changes.settle(4)
    expect([1, 2, 3, 4].map((then) => [...(changes.since(then) ?? [])])).toEqual([[a, b], [b], [b], []])
    expect(changes.since(0)).toBeUndefined()
  })

  it('is let go from the oldest on, where it is of more tracks than are worth mending', () => {
    const changes = createChanges(1, () => 1)
    changes.note(a)
    changes.settle(2)
    changes.note(b)
    changes.settle(3)
    expect([changes.since(1), changes.since(2)]).toEqual([undefined, new Set([b])])
  })

  it('is let go from the oldest on, where it is of more revisions than are kept', () => {
    const changes = createChanges(0, () => 1_000_000)
    for (let revision = 1; revision <= 10_001; revision++) {
      changes.note(a)
      changes.settle(revision)
    }
    expect([changes.since(0), changes.since(1)]).toEqual([undefined, new Set([a])])
  })

  it('is found among thousands of revisions by looking at what came since alone', async () => {
    const changes = createChanges(0, () => 1_000_000)
    for (let revision = 1; revision <= 9_000; revision++) {
      changes.note(revision % 2 ? a : b)
      changes.settle(revision)
    }
    expect(await arraySteps(() => changes.since(8_999))).toBeLessThan(100)
    for (const [then, ids] of [
      [9_000, []],
      [8_999, [b]],
      [8_998, [a, b]],
      [0, [a, b]],
    ] as const)
      expect(new Set(changes.since(then))).toEqual(new Set(ids))
  })
})
