import { expect, test } from 'vitest'
import { tabTitle, titled } from './formatting.ts'

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
