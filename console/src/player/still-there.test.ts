import { expect, test } from 'vitest'
import { goneAmong, withoutGone } from './still-there.ts'

const entry = (id: string, byHand = false) => ({
  track: { id, title: id.toUpperCase(), artists: [], featured: [], tags: [] },
  byHand,
})
const empty = { current: undefined, queue: [], history: [] }

test('each track is asked for once, and gone are those of which the server says so', async () => {
  const asked: string[] = []
  const gone = await goneAmong([entry('a'), entry('b'), entry('a'), entry('c')], async (id) => {
    asked.push(id)
    return id === 'b' ? 'taken-down' : undefined
  })
  expect(asked.toSorted()).toEqual(['a', 'b', 'c'])
  expect([...gone]).toEqual([['b', 'taken-down']])
})

test('a few are asked for at a time, however many wait', async () => {
  let [open, most] = [0, 0]
  const entries = Array.from({ length: 40 }, (_, place) => entry(`t${place}`))
  await goneAmong(entries, async () => {
    open += 1
    most = Math.max(most, open)
    await new Promise((resolve) => setTimeout(resolve))
    open -= 1
    return undefined
  })
  expect(most).toBeLessThanOrEqual(6)
})

test('what is gone leaves the queue and what was played, also where it was placed by hand', () => {
  const state = {
    current: entry('a'),
    queue: [entry('b', true), entry('c')],
    history: [entry('b'), entry('d')],
  }
  const { queue, history, isCurrentGone, words } = withoutGone(state, new Map([['b', 'taken-down']]))
  expect(queue.map(({ track }) => track.id)).toEqual(['c'])
  expect(history.map(({ track }) => track.id)).toEqual(['d'])
  expect(isCurrentGone).toBe(false)
  expect(words).toBe('B was taken down and is not played here.')
})

test('nothing that stays names in its reason what is gone', () => {
  const reason = { code: 'played-after', text: 'Often played after B', trackId: 'b' } as const
  const { queue } = withoutGone(
    { ...empty, queue: [{ ...entry('c'), reason }] },
    new Map([['b', 'taken-down']]),
  )
  expect(queue[0]?.reason).toBeUndefined()
})

test('the panel says of each way of going what went, the track that plays first', () => {
  const state = { ...empty, current: entry('a'), queue: [entry('b'), entry('c'), entry('d')] }
  const gone = new Map([
    ['a', 'taken-down'],
    ['b', 'not-available'],
    ['c', 'taken-down'],
    ['d', 'unknown-track'],
  ])
  const { isCurrentGone, words } = withoutGone(state, gone)
  expect(isCurrentGone).toBe(true)
  expect(words).toBe(
    'A and another track were taken down and are not played here. B may not be played where you are, or not at this time. D is not in the catalogue any more.',
  )
})

test('what went of what was played before is no news', () => {
  const { words } = withoutGone({ ...empty, history: [entry('a')] }, new Map([['a', 'taken-down']]))
  expect(words).toBeUndefined()
})
