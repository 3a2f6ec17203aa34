import { expect, it } from 'vitest'
import { heldBackText } from './held-back-text.ts'

it('says from which place a track was held back and why, also for a reason of later', () => {
  expect(heldBackText({ rank: 2, reason: 'artist-close' })).toBe(
    'Held back from place 3, as its artist stood close before it',
  )
  expect(heldBackText({ rank: 0, reason: 'a reason of later' })).toContain('a reason of later')
})
