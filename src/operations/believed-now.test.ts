import { expect, test } from 'vitest'
import { dayMs, hourMs, instant, minuteMs } from '#domain'
import { createBelievedNow } from './believed-now.ts'

const start = Date.UTC(2026, 10, 20)
const at = (ms: number) => instant(start + ms)
const turnMs = minuteMs
const turnsOf = (ms: number) => Array.from({ length: ms / turnMs }, (_, turn) => (turn + 1) * turnMs)

test('a clock that goes as clocks do is believed, also over a night without a turn or back by an hour', () => {
  const believed = createBelievedNow(at(0), turnMs)
  for (const ms of [0, turnMs, 2 * turnMs, 8 * hourMs, 7 * hourMs, 30 * hourMs]) {
    expect(believed(at(ms))).toBe(at(ms))
  }
})

test('a clock that leaps ahead lets nothing go for a day, and what it had said is forgotten when it comes back [promise: records-bounded]', () => {
  const believed = createBelievedNow(at(0), turnMs)
  for (const ms of turnsOf(23 * hourMs)) expect(believed(at(ms + 3_650 * dayMs))).toBe(at(ms))
  expect(believed(at(23 * hourMs))).toBe(at(23 * hourMs))
  for (const ms of turnsOf(23 * hourMs)) {
    expect(believed(at(3_650 * dayMs + ms))).toBeLessThan(at(2 * dayMs))
  }
})

test('a leap that has stood for a day is the time, as after months in which nothing ran [promise: records-bounded]', () => {
  const believed = createBelievedNow(at(0), turnMs)
  const said = turnsOf(25 * hourMs).map((ms) => believed(at(90 * dayMs + ms)) - start - 90 * dayMs)
  expect(said.findIndex((ms) => ms > 0)).toBe((24 * hourMs) / turnMs)
  expect(said.at(-1)).toBe(25 * hourMs)
})

test('without a record there is nothing to lose by the first look at the clock', () => {
  const believed = createBelievedNow(undefined, turnMs)
  expect(believed(at(0))).toBe(at(0))
  expect(believed(at(60 * dayMs))).toBe(at(turnMs))
})
