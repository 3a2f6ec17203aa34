import { expect, it } from 'vitest'
import { allLikedIds } from './all-likes.ts'

it('knows every liked track, however many pages of them there are', async () => {
  const liked = Array.from({ length: 1_203 }, (_, number) => ({ id: `track-${number}` }))
  const asked: (string | undefined)[] = []
  const ids = await allLikedIds('ann', new AbortController().signal, async (_, { limit, before }) => {
    asked.push(before)
    const start = Number(before ?? 0)
    const tracks = liked.slice(start, start + limit)
    return start + limit < liked.length ? { tracks, next: `${start + limit}` } : { tracks }
  })
  expect(ids.size).toBe(1_203)
  expect(asked).toEqual([undefined, '500', '1000'])
})
