import { expect, test } from 'vitest'
import { eventId, hourMs, instant, listenerId, minuteMs, sessionId, trackId, trackKey } from '#domain'
import type { AppEvent } from '#log'
import { listenersIn, nextStepsIn, splitAt } from './held-out-listening.ts'

const start = instant(Date.UTC(2026, 0, 5))
let events = 0
const played = (listener: string, key: number, minute: number, session?: string): AppEvent => ({
  type: 'track.played',
  id: eventId(`e${events++}`),
  at: instant(start + minute * minuteMs),
  listenerId: listenerId(listener),
  trackId: trackId(`${key}`),
  ...(session !== undefined && { sessionId: sessionId(session) }),
})
const keyOf = (id: string) => (Number(id) < 90 ? trackKey(Number(id)) : undefined)
const from = instant(start + hourMs)

test('what happened before the split is past wherever it stands in the log, and the rest is in order of time', () => {
  const log = [played('a', 1, 0), played('a', 2, 70), played('b', 3, 65), played('a', 4, 50)]
  const { past, future } = splitAt(log, from)
  expect(past).toEqual([log[0], log[3]])
  expect(future).toEqual([log[2], log[1]])
})

test('a step leads from one play of a session to the next, and knows what was heard before', () => {
  const heldOut = splitAt(
    [
      played('a', 1, 0, 'old'),
      played('a', 7, 61, 's'),
      played('b', 7, 62, 's'),
      played('a', 1, 63, 's'),
      played('a', 99, 64, 's'),
      played('a', 8, 65, 's'),
      played('a', 8, 66, 's'),
      played('a', 5, 67),
    ],
    from,
  )
  const steps = nextStepsIn(heldOut, keyOf).map(({ before, from, to, isNew }) => [before, from, to, isNew])
  expect(steps).toEqual([
    [2, 7, 1, false],
    [4, 1, 8, true],
    [5, 8, 8, false],
  ])
  const [a] = listenersIn(heldOut, keyOf)
  expect([a?.played, [...(a?.unheard ?? [])]]).toEqual([
    [7, 1, 8, 5],
    [7, 8, 5],
  ])
})
