import { expect, it } from 'vitest'
import { counted } from './counted.ts'

it('names one of a thing by its own word, and none or many by the other', () => {
  expect([0, 1, 2, 21_502].map((tracks) => counted(tracks, 'track'))).toEqual([
    '0 tracks',
    '1 track',
    '2 tracks',
    '21,502 tracks',
  ])
  expect([1, 2].map((entries) => counted(entries, 'entry', 'entries'))).toEqual(['1 entry', '2 entries'])
})
