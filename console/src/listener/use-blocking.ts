import { useQueryClient } from '@tanstack/react-query'
import { api, type Target } from '../api.ts'
import { toast } from '../design/toasts.tsx'
import { dropBlocked } from '../player/playback.ts'
import { playerStore } from '../player/player-store.ts'
import { refreshQueue } from '../player/up-next.ts'
import { useListenerId } from './listener-store.ts'

/** Blocks and unblocks, and makes every page that could show what is blocked ask again. */
export const useBlocking = () => {
  const listenerId = useListenerId()
  const queries = useQueryClient()
  const askAgain = () =>
    Promise.all(
      ['home', 'search', 'blocks', 'similar'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
    )
  const failed = (thrown: unknown) => toast(thrown instanceof Error ? thrown.message : String(thrown))

  const unblock = async (target: Target, name: string) => {
    try {
      await api.unblock(listenerId, target)
      await askAgain()
      if (playerStore.get().current) void refreshQueue('unblock')
      toast(`${name} is no longer blocked`)
    } catch (thrown) {
      failed(thrown)
    }
  }

  const block = async (target: Target, name: string) => {
    try {
      await api.block(listenerId, target)
      dropBlocked(target)
      toast(`Blocked ${name} everywhere`, { label: 'Undo', run: () => void unblock(target, name) })
      await askAgain()
    } catch (thrown) {
      failed(thrown)
    }
  }

  return { block, unblock }
}
