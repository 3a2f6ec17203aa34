import { expect, it } from 'vitest'
import { allLikedSongs } from './all-likes.ts'

it('knows every liked track, however many pages of them there are', async () => {
  const liked = Array.from({ length: 1_203 }, (_, number) => ({
    id: `track-${number}`,
    ...(number === 7 && { recordingId: 'song' }),
  }))
  const asked: (string | undefined)[] = []
  const songs = await allLikedSongs('ann', new AbortController().signal, async (_, { limit, before }) => {
    asked.push(before)
    const start = Number(before ?? 0)
    const tracks = liked.slice(start, start + limit)
    return start + limit < liked.length ? { tracks, next: `${start + limit}` } : { tracks }
  })
  expect(songs.size).toBe(1_203)
  expect([...songs].slice(6, 9)).toEqual(['track-6', 'song', 'track-8'])
  expect(asked).toEqual([undefined, '500', '1000'])
})
