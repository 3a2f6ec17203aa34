import { expect, test } from 'vitest'
import { clockTime, greetingAt, spokenTime, tabTitle, titled } from './formatting.ts'

const track = { title: 'Fractals', artists: [{ name: 'Pinkle' }, { name: 'Ola' }] }

test('a tab is named after its page first, whatever plays', () => {
  expect(tabTitle('History', undefined)).toBe('History · Segue')
  expect(tabTitle('History', track)).toBe('History · ▶ Fractals by Pinkle, Ola')
  expect(tabTitle('', undefined)).toBe('Segue')
})

test('a track without artists is by nobody', () => {
  expect(titled({ title: '01 - Song 000', artists: [] })).toBe('01 - Song 000')
  expect(titled(track)).toBe('Fractals by Pinkle, Ola')
})

test('a length of an hour or more is written in hours', () => {
  expect([0, 59_999, 3_599_000, 3_600_000, 36_000_000].map(clockTime)).toEqual([
    '0:00',
    '0:59',
    '59:59',
    '1:00:00',
    '10:00:00',
  ])
})

test('every hour of the day has a greeting', () => {
  expect([0, 4, 5, 12, 18, 23].map(greetingAt)).toEqual([
    'Hello',
    'Hello',
    'Good morning',
    'Good afternoon',
    'Good evening',
    'Good evening',
  ])
})

test('a length is said aloud as people say it', () => {
  expect([61_000, 192_000, 1_000, 3_662_000].map(spokenTime)).toEqual([
    '1 minute 1 second',
    '3 minutes 12 seconds',
    '0 minutes 1 second',
    '1 hour 1 minute 2 seconds',
  ])
})
