import { expect, test } from 'vitest'
import { createHeard, isEnough, judgmentOf } from './heard.ts'

test('steps of the clock are heard, leaps of a seek are not', () => {
  const heard = createHeard()
  heard.moved(250, true)
  heard.moved(500, true)
  heard.jumped(60_000)
  heard.moved(60_250, true)
  expect(heard.totalMs()).toBe(750)
})

test('a step back is not unheard, and what is played again counts again', () => {
  const heard = createHeard()
  heard.moved(4000, true)
  heard.jumped(0)
  heard.moved(1000, true)
  expect(heard.totalMs()).toBe(5000)
})

test('what runs with the volume at nothing is not heard', () => {
  const heard = createHeard()
  heard.moved(5000, false)
  heard.moved(6000, true)
  expect(heard.totalMs()).toBe(1000)
})

test('a track gone on with keeps what was heard of it', () => {
  const heard = createHeard()
  heard.restart(20_000, 18_000)
  heard.moved(22_000, true)
  expect(heard.totalMs()).toBe(20_000)
})

test('half a minute is enough, or half of what is shorter, and nothing of an unknown length is', () => {
  expect(isEnough(29_999, 200_000)).toBe(false)
  expect(isEnough(30_000, 200_000)).toBe(true)
  expect(isEnough(10_000, 20_000)).toBe(true)
  expect(isEnough(0, 0)).toBe(false)
})

test('without sound there is nothing to judge, whatever is pressed; what sounds is skipped by who leaves it', () => {
  const silent = { heardMs: 0, durationMs: 200_000, playing: false, waiting: false }
  const sounding = { ...silent, playing: true }
  const loading = { ...sounding, waiting: true }
  expect(judgmentOf(silent, 'skip')).toBeUndefined()
  expect(judgmentOf(loading, 'skip')).toBeUndefined()
  expect(judgmentOf(sounding, 'skip')).toBe('skipped')
  expect(judgmentOf({ ...loading, heardMs: 900 }, 'skip')).toBe('skipped')
  expect(judgmentOf({ ...silent, heardMs: 900 }, 'skip')).toBe('skipped')
  for (const how of ['end', 'quietly'] as const) expect(judgmentOf(sounding, how)).toBeUndefined()
  for (const how of ['skip', 'end', 'quietly'] as const) {
    expect(judgmentOf({ ...silent, heardMs: 31_000 }, how)).toBe('played')
  }
})
