import type { QueryClient } from '@tanstack/react-query'
import { delivered } from '../player/listening-events.ts'
import { playerStore } from '../player/player-store.ts'

/**
 * A dislike reaches other recordings of the song, and only the server knows which: lists that mark it are asked for
 * again once it was told. Liked songs stay as they are, so that a heart taken by mistake can be given back.
 */
const deliveryWaitMs = 2500

export const followRatings = (queries: QueryClient): void => {
  let known = playerStore.get().ratings
  playerStore.subscribe(() => {
    const { ratings } = playerStore.get()
    if (ratings === known) return
    known = ratings
    void delivered(deliveryWaitMs).then(() =>
      Promise.all(
        [['search'], ['browse', 'release'], ['browse', 'tracks']].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      ),
    )
  })
}
