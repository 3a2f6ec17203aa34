import { clsx } from 'clsx'
import { Heart } from 'lucide-react'
import { IconButton } from '../design/icon-button.tsx'
import { rate } from '../player/playback.ts'
import type { Entry } from '../player/player-store.ts'
import { useRating } from '../player/use-player.ts'

export const LikeButton = ({
  entry,
  className,
  tabIndex,
}: {
  entry: Entry
  className?: string
  tabIndex?: number
}) => {
  const liked = useRating(entry.track) === 'liked'
  return (
    <IconButton
      label={`Like ${entry.track.title}`}
      aria-pressed={liked}
      data-on={liked}
      tabIndex={tabIndex}
      onClick={() => rate(entry, liked ? 'unrated' : 'liked')}
      className={clsx('beat', liked && 'text-accent hover:text-accent', className)}
    >
      <Heart className="size-[1.125rem]" fill={liked ? 'currentColor' : 'none'} />
    </IconButton>
  )
}
