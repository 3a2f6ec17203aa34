import { expect, test } from 'vitest'
import { spokenTime, tabTitle, titled } from './formatting.ts'

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

test('a length is said aloud as people say it', () => {
  expect([61_000, 192_000, 1_000].map(spokenTime)).toEqual([
    '1 minute 1 second',
    '3 minutes 12 seconds',
    '0 minutes 1 second',
  ])
})
