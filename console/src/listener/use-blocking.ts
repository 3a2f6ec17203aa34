import type { Home, ListedTrack, ReleasePage, SearchAnswer, Slate } from '@segue/client'
import { type InfiniteData, useQueryClient } from '@tanstack/react-query'
import { toast, toastFailure } from '../design/toasts.tsx'
import { dropBlocked } from '../player/playback.ts'
import { playerStore } from '../player/player-store.ts'
import { refreshQueue } from '../player/up-next.ts'
import { segue, type Target } from '../segue.ts'
import { useListenerId } from './listener-store.ts'
import { homeWithout, releaseMarked, searchWithout, slateWithout, tracksMarked } from './without-blocked.ts'

interface Tracks {
  readonly tracks: readonly ListedTrack[]
}

const lists = [['likes'], ['browse', 'release'], ['browse', 'tracks']]
const answers = [['home'], ['search'], ['similar'], ['similar artists'], ...lists]

/**
 * Blocks and unblocks. What is on the page changes at once and is asked for again; what is only remembered from
 * earlier is forgotten, for it would show what is blocked until the new answer came.
 */
export const useBlocking = () => {
  const listenerId = useListenerId()
  const queries = useQueryClient()
  const askAgain = () => {
    // The last stop has no part that could stay: it is another play or none.
    void queries.resetQueries({ queryKey: ['last-stop'] })
    for (const queryKey of answers) queries.removeQueries({ queryKey, type: 'inactive' })
    return Promise.all([...answers, ['blocks']].map((queryKey) => queries.invalidateQueries({ queryKey })))
  }
  const takeAway = (target: Target) => {
    queries.setQueriesData<Home>({ queryKey: ['home'] }, (home) => home && homeWithout(home, target))
    queries.setQueriesData<SearchAnswer>(
      { queryKey: ['search'] },
      (answer) => answer && searchWithout(answer, target),
    )
    queries.setQueriesData<Slate>({ queryKey: ['similar'] }, (slate) => slate && slateWithout(slate, target))
    queries.setQueriesData<ReleasePage>(
      { queryKey: ['browse', 'release'] },
      (release) => release && releaseMarked(release, target),
    )
    queries.setQueriesData<Tracks>(
      { queryKey: ['browse', 'tracks'] },
      (page) => page && tracksMarked(page, target),
    )
    queries.setQueriesData<InfiniteData<Tracks>>(
      { queryKey: ['likes'] },
      (likes) => likes && { ...likes, pages: likes.pages.map((page) => tracksMarked(page, target)) },
    )
  }

  const unblock = async (target: Target, name: string) => {
    try {
      await segue.blocks.remove(listenerId, target)
      await askAgain()
      if (playerStore.get().current) void refreshQueue('unblock')
      toast(`${name} is no longer blocked`)
    } catch (thrown) {
      toastFailure(thrown)
    }
  }

  const block = async (target: Target, name: string) => {
    try {
      await segue.blocks.add(listenerId, target)
      takeAway(target)
      dropBlocked([target])
      toast(`Blocked ${name} everywhere`, { label: 'Undo', run: () => void unblock(target, name) })
      await askAgain()
    } catch (thrown) {
      toastFailure(thrown)
    }
  }

  return { block, unblock }
}
