import type { ListedTrack } from '@segue/client'
import { openBlocks } from '../listener/blocks-dialog.tsx'
import { takeBackDislike } from '../player/playback.ts'
import { useRuledOut } from '../player/use-player.ts'

/**
 * What stands on a row that is passed over where all of a list is played. The line itself is the way to take that
 * back, so that a finger can hit it and narrow rows cut the end of it short and not the fact.
 */
const words = {
  'track-blocked': 'Blocked by you',
  'artist-blocked': 'Blocked by you: artist',
  'tag-blocked': 'Blocked by you: tag',
  disliked: 'Disliked by you',
}

export const RuledOutNote = ({ track, className = '' }: { track: ListedTrack; className?: string }) => {
  const by = useRuledOut(track)
  if (by === undefined) return null
  const way = by === 'disliked' ? 'Take back' : 'Manage blocks'
  return (
    <button
      type="button"
      aria-label={`${words[by]}. ${way}: ${track.title}`}
      className={`touch group/out relative flex max-w-full items-center rounded text-left text-soft text-xs ${className}`}
      onClick={() => (by === 'disliked' ? takeBackDislike(track) : openBlocks())}
    >
      <span className="truncate">
        {words[by]}
        <span className="font-medium text-accent group-hover/out:underline"> · {way}</span>
      </span>
    </button>
  )
}
