import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Entry } from './player-store.ts'
import { givenBack, idOf, moved, onward, restored, round, shuffled, withChoice } from './queue-order.ts'

const entry = (id: string, more: Partial<Entry> = {}): Entry => ({
  track: { id, title: id, artists: [], featured: [], tags: [] },
  ...more,
})
const chosen = (...ids: string[]) => ids.map((id) => entry(id))
const byHand = (...ids: string[]) => ids.map((id) => entry(id, { byHand: true }))
const listed = (...ids: string[]) => ids.map((id) => entry(id, { byHand: true, list: 'release' }))
const ids = (queue: readonly Entry[]) => queue.map(idOf).join(' ')
const heldIds = (queue: readonly Entry[]) => ids(queue.filter((row) => row.byHand))

const queues = fc
  .tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 12 }))
  .map(([hand, rest]) => [
    ...byHand(...Array.from({ length: hand }, (_, index) => `h${index}`)),
    ...chosen(...Array.from({ length: rest }, (_, index) => `c${index}`)),
  ])

test('a track put elsewhere is held there, and every other row stays open', () => {
  const up = moved(chosen('a', 'b', 'c', 'd'), 'd', 1)
  expect(ids(up)).toBe('a d b c')
  expect(heldIds(up)).toBe('d')
  const down = moved(chosen('a', 'b', 'c', 'd'), 'a', Number.POSITIVE_INFINITY)
  expect(ids(down)).toBe('b c d a')
  expect(heldIds(down)).toBe('a')
})

test('a track whose place is given back stands where it was, until the next answer chooses what stands there', () => {
  const held = [...listed('a', 'b'), ...chosen('c', 'd')]
  const queue = givenBack(held, 'a')
  expect(ids(queue)).toBe('a b c d')
  expect(heldIds(queue)).toBe('b')
  const answered = withChoice(
    { current: undefined, queue, history: [], shuffle: undefined },
    chosen('x', 'y', 'z'),
  )
  expect(ids(answered.queue)).toBe('x b y z')
  expect(ids(round({ current: undefined, queue: givenBack(queue, 'b'), history: [] }))).toBe('a b c d')
})

test('a track put past an end stands at that end, and one put where it is changes nothing', () => {
  const queue = chosen('a', 'b', 'c')
  expect(ids(moved(queue, 'b', Number.POSITIVE_INFINITY))).toBe('a c b')
  expect(ids(moved(queue, 'b', Number.NEGATIVE_INFINITY))).toBe('b a c')
  expect(moved(queue, 'b', 1)).toBe(queue)
  expect(moved(queue, 'none', 0)).toBe(queue)
})

test('whatever is moved, no track is lost or doubled, and at most that one is held anew', () => {
  fc.assert(
    fc.property(queues, fc.nat(30), fc.integer({ min: -2, max: 25 }), (queue, which, to) => {
      const row = queue[which % Math.max(1, queue.length)]
      const now = moved(queue, row ? idOf(row) : 'none', to)
      expect(now.map(idOf).toSorted()).toEqual(queue.map(idOf).toSorted())
      const others = (rows: readonly Entry[]) => rows.filter((one) => !row || idOf(one) !== idOf(row))
      expect(others(now)).toEqual(others(queue))
    }),
  )
})

test('over any moves, skips and answers a row placed by hand keeps its place, and Segue has twelve others', () => {
  const acts = fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.boolean()), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(acts, fc.option(fc.integer(), { nil: undefined }), (turns, seed) => {
      const shuffle = seed === undefined ? undefined : { seed, before: [] }
      let queue: readonly Entry[] = []
      let answers = 0
      const answer = () => {
        answers += 1
        const choice = chosen(...Array.from({ length: 12 }, (_, index) => `${answers}-${index}`))
        queue = withChoice({ current: entry('now'), history: [], queue, shuffle }, choice).queue
      }
      answer()
      const touched = new Set<string>()
      const held = () => queue.flatMap((row, place) => (row.byHand ? [`${place} ${idOf(row)}`] : []))
      for (const [which, to, skips] of turns) {
        const row = queue[which]
        if (row) queue = moved(queue, idOf(row), to)
        if (skips) queue = queue.slice(1)
        const before = held()
        answer()
        expect(held()).toEqual(before)
        if (row) touched.add(idOf(row))
        expect(before.length).toBeLessThanOrEqual(touched.size)
        expect(queue.filter((one) => !one.byHand)).toHaveLength(12)
      }
    }),
  )
})

test('shuffle moves neither a row placed by hand nor the place it comes back to', () => {
  const queue = moved(chosen('a', 'b', 'c', 'd', 'e', 'f'), 'a', 3)
  const at = { current: undefined, history: [], shuffle: { seed: 3, before: queue.map(idOf) } }
  const mixed = shuffled(queue, 3)
  expect(mixed.findIndex((row) => idOf(row) === 'a')).toBe(3)
  const { queue: now, shuffle } = withChoice({ ...at, queue: mixed }, chosen('v', 'w', 'x', 'y', 'z'))
  expect(now.findIndex((row) => idOf(row) === 'a')).toBe(3)
  expect(shuffle && ids(restored(now, shuffle))).toBe('v w x a y z')
})

test('shuffle turned off gives back the order from before, whatever played meanwhile', () => {
  fc.assert(
    fc.property(queues, fc.integer(), fc.nat(20), (queue, seed, played) => {
      const before = queue.map(idOf)
      const left = shuffled(queue, seed).slice(played)
      const back = restored(left, { seed, before }).map(idOf)
      expect(back).toEqual(before.filter((id) => left.some((row) => idOf(row) === id)))
    }),
  )
})

test('each track is as likely to come first as any other', () => {
  const queue = chosen('a', 'b', 'c', 'd', 'e', 'f')
  const firsts = new Map<string, number>()
  for (let seed = 0; seed < 6000; seed++) {
    const [first] = shuffled(queue, seed)
    if (first) firsts.set(idOf(first), (firsts.get(idOf(first)) ?? 0) + 1)
  }
  // 1,000 expected; five standard deviations are 144.
  for (const row of queue) expect(Math.abs((firsts.get(idOf(row)) ?? 0) - 1000)).toBeLessThan(144)
})

test('the next choice keeps what was placed by hand, and what plays or has played does not come back', () => {
  const answer = chosen('b', 'x', 'now', 'old', 'y')
  const { queue } = withChoice(
    {
      current: entry('now'),
      history: chosen('old'),
      queue: [...chosen('c'), ...byHand('b'), ...chosen('d')],
      shuffle: undefined,
    },
    answer,
  )
  expect(ids(queue)).toBe('x b y')
})

test('a shuffled queue stays as it was when the next choice is the same, and comes back to that order', () => {
  const answer = chosen('a', 'b', 'c', 'd', 'e')
  const at = { current: undefined, history: [], queue: [], shuffle: { seed: 5, before: [] } }
  const first = withChoice(at, answer)
  const second = withChoice({ ...at, ...first }, answer)
  expect(ids(first.queue)).not.toBe('a b c d e')
  expect(ids(second.queue)).toBe(ids(first.queue))
  expect(ids(second.shuffle ? restored(second.queue, second.shuffle) : [])).toBe('a b c d e')
})

test('rows above the one that plays are passed over, and come again where the queue goes round', () => {
  const [a, b, c] = byHand('a', 'b', 'c')
  if (!a || !b || !c) throw new Error('three rows were made')
  const state = { current: entry('now'), queue: [a, b, c] }
  expect(ids(onward({ ...state, repeat: 'off' }, b))).toBe('c')
  expect(ids(onward({ ...state, repeat: 'all' }, b))).toBe('c now a')
})

test('a round comes back to its first track with every track once, and what is unwanted stays away', () => {
  let current = entry('a')
  let queue: readonly Entry[] = byHand('b', 'c', 'd')
  const heard = []
  for (let turn = 0; turn < 8; turn++) {
    heard.push(idOf(current))
    const [first] = queue
    if (!first) break
    queue = onward({ current, queue, repeat: 'all' }, first)
    current = first
  }
  expect(heard.join(' ')).toBe('a b c d a b c d')
  const disliked = { ...current, unwanted: true }
  const [first] = queue
  expect(first && ids(onward({ current: disliked, queue, repeat: 'all' }, first))).not.toContain('a')
})

test('what goes round is the release that was put on, with what was played of it and without other choices', () => {
  const [one, two, ...rest] = listed('1', '2', '3', '4')
  const history = [entry('before'), ...(one ? [one] : [])]
  expect(ids(round({ current: two, history, queue: [...rest, ...chosen('x', 'y')] }))).toBe('3 4 1')
})

test('without such a list, the queue as it stands goes round, and what nobody placed stays open', () => {
  const queue = round({
    current: entry('now'),
    history: chosen('old'),
    queue: [...byHand('a'), ...chosen('b')],
  })
  expect(ids(queue)).toBe('a b')
  expect(heldIds(queue)).toBe('a')
  const [first] = queue
  expect(first && heldIds(onward({ current: entry('now'), queue, repeat: 'all' }, first))).toBe('')
})
