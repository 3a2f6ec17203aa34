import { expect, test } from 'vitest'
import { createHeard, isEnough } from './heard.ts'

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
