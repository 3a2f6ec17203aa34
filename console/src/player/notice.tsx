import { Info, X } from 'lucide-react'
import { IconButton } from '../design/icon-button.tsx'
import { playerStore } from './player-store.ts'
import { usePlayer } from './use-player.ts'

/** What went from the player without anybody's doing here, until it is put away or something else is put on. */
export const Notice = () => {
  const notice = usePlayer((state) => state.notice)
  return (
    <div role="status" aria-label="Notice">
      {notice && (
        <div className="flex items-start gap-2 rounded-xl bg-caution/10 p-3 text-[0.8125rem] leading-snug">
          <Info className="mt-0.5 size-4 shrink-0 text-caution" aria-hidden="true" />
          <p className="min-w-0 flex-1">{notice}</p>
          <IconButton
            label="Put the notice away"
            onClick={() => playerStore.set({ notice: undefined })}
            className="-my-1 size-6"
          >
            <X className="size-3.5" />
          </IconButton>
        </div>
      )}
    </div>
  )
}
