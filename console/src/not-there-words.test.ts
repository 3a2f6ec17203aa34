import { expect, it } from 'vitest'
import { notThereWords } from './not-there-words.ts'

it('says of what was taken down that it was, whether it is a track or an artist', () => {
  expect(notThereWords('taken-down')).toContain('was taken down')
  expect(notThereWords('taken-down')).not.toContain('track')
})

it('has words for a code of later', () => {
  expect(notThereWords('gone-fishing')).toContain('not there')
})
