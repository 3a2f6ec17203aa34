import { expect, test } from 'vitest'
import { answerHoldsMs, createChecks, goneAmong, withoutGone } from './still-there.ts'

const entry = (id: string, byHand = false) => ({
  track: { id, title: id.toUpperCase(), artists: [], featured: [], tags: [] },
  byHand,
})
const empty = { current: undefined, queue: [], history: [] }

test('each track is asked for once, and gone are those of which the server says so [promise: gone-unplayed]', async () => {
  const asked: string[] = []
  const gone = await goneAmong([entry('a'), entry('b'), entry('a'), entry('c')], async (id) => {
    asked.push(id)
    return id === 'b' ? 'taken-down' : undefined
  })
  expect(asked.toSorted()).toEqual(['a', 'b', 'c'])
  expect([...gone]).toEqual([['b', 'taken-down']])
})

test('a few are asked for at a time, however many wait [promise: gone-unplayed]', async () => {
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

test('what is gone leaves the queue and what was played, also where it was placed by hand [promise: gone-unplayed]', () => {
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

test('what went of what was heard before is no news', () => {
  const history = [{ ...entry('a'), heard: true }]
  expect(withoutGone({ ...empty, history }, new Map([['a', 'taken-down']])).words).toBeUndefined()
})

test('what was passed over for its silence before the answer came is told, and told once', () => {
  const state = { ...empty, queue: [entry('a')], history: [entry('a'), { ...entry('b'), heard: true }] }
  expect(withoutGone(state, new Map([['a', 'taken-down']])).words).toBe(
    'A was taken down and is not played here.',
  )
  expect(withoutGone({ ...state, queue: [] }, new Map([['a', 'taken-down']])).words).toBe(
    'A was taken down and is not played here.',
  )
  const left = { ...empty, history: [{ ...entry('a'), unwanted: true }] }
  expect(withoutGone(left, new Map([['a', 'taken-down']])).words).toBeUndefined()
})

/** A player whose server answers when it is told to, and what was asked of it. */
const startChecks = (current: string, queue: readonly string[]) => {
  const asked: string[] = []
  const dropped: string[] = []
  const answers: (() => void)[] = []
  const line = { isOpen: true }
  const state = { current: entry(current), queue: queue.map((id) => entry(id, true)), holder: 'ann', at: 0 }
  const checks = createChecks({
    held: () => state,
    holder: () => state.holder,
    ask: (id) => {
      asked.push(id)
      if (!line.isOpen) return Promise.reject(new Error('offline'))
      return new Promise((resolve) => answers.push(() => resolve(id === 'gone' ? 'taken-down' : undefined)))
    },
    drop: (holder, gone) => dropped.push(`${holder}: ${[...gone.keys()].join()}`),
    now: () => state.at,
  })
  return {
    ...checks,
    line,
    state,
    dropped,
    /** What was asked since the last time. */
    takeAsked: () => asked.splice(0).toSorted(),
    answer: async () => {
      for (const tell of answers.splice(0)) tell()
      await new Promise((resolve) => setTimeout(resolve))
    },
  }
}
const liked = Array.from({ length: 500 }, (_, place) => `row${String(place).padStart(3, '0')}`)

test('of five hundred rows the next five are asked about, and a row once as it comes near [promise: gone-unplayed]', async () => {
  const { check, state, takeAsked, answer } = startChecks('a', liked)
  void check('ahead')
  expect(takeAsked()).toEqual(['a', ...liked.slice(0, 5)])
  await answer()
  void check('ahead')
  expect(takeAsked()).toEqual(['a'])
  await answer()
  const [played, ...queue] = state.queue
  Object.assign(state, { current: played, queue })
  void check('ahead')
  expect(takeAsked()).toEqual(['row000', 'row005'])
  await answer()
  state.at = answerHoldsMs
  void check('ahead')
  expect(takeAsked()).toEqual(liked.slice(0, 6))
})

test('checks that are asked for while one runs are one, of what is held by then [promise: gone-unplayed]', async () => {
  const { check, state, takeAsked, answer } = startChecks('a', ['b'])
  void check('ahead')
  takeAsked()
  void check('ahead')
  void check('current')
  state.queue = [entry('b', true), entry('c', true)]
  void check('current')
  expect(takeAsked()).toEqual([])
  await answer()
  expect(takeAsked()).toEqual(['a', 'c'])
  await answer()
  expect(takeAsked()).toEqual([])
})

test('what the server has just named waits for its turn, and is asked about once another player is put up [promise: gone-unplayed]', async () => {
  const { check, known, forget, state, takeAsked, answer } = startChecks('a', ['b', 'c'])
  known(state.queue)
  void check('ahead')
  expect(takeAsked()).toEqual(['a'])
  await answer()
  forget()
  void check('ahead')
  expect(takeAsked()).toEqual(['a', 'b', 'c'])
})

test('what was asked about without an answer is asked about again with the next check [promise: gone-unplayed]', async () => {
  const { check, line, takeAsked, answer, dropped } = startChecks('a', ['gone', 'c'])
  line.isOpen = false
  await check('ahead')
  expect(takeAsked()).toEqual(['a', 'c', 'gone'])
  line.isOpen = true
  void check('ahead')
  expect(takeAsked()).toEqual(['a', 'c', 'gone'])
  await answer()
  expect(dropped).toEqual(['ann: gone'])
})

test('while it plays what plays is asked about alone, and what is gone goes from the player of who asked [promise: gone-unplayed]', async () => {
  const { check, state, takeAsked, answer, dropped } = startChecks('gone', ['b'])
  void check('current')
  expect(takeAsked()).toEqual(['gone'])
  await answer()
  expect(dropped).toEqual(['ann: gone'])
  void check('current')
  state.holder = 'ben'
  await answer()
  expect(dropped).toEqual(['ann: gone'])
})
