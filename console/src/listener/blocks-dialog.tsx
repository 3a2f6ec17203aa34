import { useQuery } from '@tanstack/react-query'
import { Ban, Music, Tag, User } from 'lucide-react'
import { ErrorState, Loading, Skeleton } from '../design/feedback.tsx'
import { ModalDialog } from '../design/modal-dialog.tsx'
import { moment } from '../formatting.ts'
import { segue } from '../segue.ts'
import { createStore, useStore } from '../store.ts'
import { useListenerId } from './listener-store.ts'
import { useBlocking } from './use-blocking.ts'

const dialog = createStore({ open: false })
export const openBlocks = (): void => dialog.set({ open: true })

const icons = { artist: User, track: Music, tag: Tag }

const BlockList = () => {
  const listenerId = useListenerId()
  const { unblock } = useBlocking()
  const { data, error, refetch } = useQuery({
    queryKey: ['blocks', listenerId],
    queryFn: ({ signal }) => segue.blocks.list(listenerId, { signal }),
  })
  if (error) return <ErrorState what="your blocks" error={error} retry={() => void refetch()} />
  if (!data)
    return (
      <Loading what="blocks">
        <Skeleton className="h-12 w-full" />
      </Loading>
    )
  if (data.blocks.length === 0)
    return (
      <p className="flex items-center gap-3 rounded-xl bg-ink/5 p-4 text-sm text-soft">
        <Ban className="size-4 shrink-0" aria-hidden="true" />
        Nothing is blocked. Use “…” on any track to block it, its artist or a tag.
      </p>
    )
  return (
    <ul className="-mx-2 max-h-[50vh] overflow-y-auto">
      {data.blocks.map((block) => {
        const Icon = icons[block.kind]
        return (
          <li
            key={`${block.kind}/${block.id}`}
            className="flex items-center gap-3 rounded-xl px-2 py-2 hover:bg-ink/5"
          >
            <span className="grid size-9 place-items-center rounded-full bg-ink/8 text-soft">
              <Icon className="size-4" aria-hidden="true" />
            </span>
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium text-sm">{block.name}</span>
              <span className="block text-faint text-xs">
                {block.kind}, since {moment(block.since)}
              </span>
            </span>
            <button
              type="button"
              className="chip"
              aria-label={`Unblock ${block.name}`}
              onClick={() => void unblock(block, block.name)}
            >
              Unblock
            </button>
          </li>
        )
      })}
    </ul>
  )
}

/** What this listener never wants to hear, and the way to change one's mind. */
export const BlocksDialog = () => {
  const open = useStore(dialog, (state) => state.open)
  return (
    <ModalDialog
      title="Blocks"
      description="Held on every surface, featured artists included."
      open={open}
      setOpen={(now) => dialog.set({ open: now })}
    >
      <BlockList />
    </ModalDialog>
  )
}
