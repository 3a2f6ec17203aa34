import { expect, it } from 'vitest'
import { ruledOutBy } from './ruled-out.ts'

const disliked = { ruledOut: { by: 'disliked', trackIds: ['a'] } } as const
const blocked = { ruledOut: { by: 'artist-blocked' } } as const

it('goes by the server, and by what was said since of a dislike; a block is no rating', () => {
  expect([ruledOutBy({}, undefined), ruledOutBy({}, 'liked')]).toEqual([undefined, undefined])
  expect([ruledOutBy(disliked, undefined), ruledOutBy({}, 'disliked')]).toEqual(['disliked', 'disliked'])
  expect([ruledOutBy(disliked, 'unrated'), ruledOutBy(disliked, 'liked')]).toEqual([undefined, undefined])
  expect([ruledOutBy(blocked, 'liked'), ruledOutBy(blocked, 'disliked')]).toEqual([
    'artist-blocked',
    'artist-blocked',
  ])
})
