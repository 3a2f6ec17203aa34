import { clsx } from 'clsx'
import { Pause, Play } from 'lucide-react'
import type { Ref } from 'react'
import { Cover } from '../design/cover.tsx'
import { titled } from '../formatting.ts'
import { play, togglePlay } from '../player/playback.ts'
import type { Entry } from '../player/player-store.ts'
import { usePlayer, useSound } from '../player/use-player.ts'
import { SoundBars } from './sound-bars.tsx'

/**
 * A cover that plays: the whole picture is the button, and under a finger the whole row that holds it. Shows bars
 * while its own track sounds.
 */
export const PlayCover = ({
  entry,
  size,
  start = play,
  tabIndex,
  ref,
}: {
  entry: Entry
  size: 'card' | 'row'
  start?: (entry: Entry) => void
  tabIndex?: number
  ref?: Ref<HTMLButtonElement>
}) => {
  // One that is left behind already would begin anew.
  const current = usePlayer((state) => state.current?.track.id === entry.track.id && !state.choosing)
  const playing = useSound((state) => state.playing) && current
  const card = size === 'card'
  return (
    <button
      ref={ref}
      type="button"
      data-play
      tabIndex={tabIndex}
      aria-label={`${playing ? 'Pause' : 'Play'} ${titled(entry.track)}`}
      onClick={() => (current ? togglePlay() : start(entry))}
      className={clsx(
        'group/cover block shrink-0',
        card
          ? 'w-full rounded-xl shadow-lift transition duration-300 hover:-translate-y-0.5'
          : 'rounded-lg pointer-coarse:after:absolute pointer-coarse:after:inset-0',
      )}
    >
      <span className={clsx('relative block overflow-hidden', card ? 'rounded-xl' : 'rounded-lg')}>
        <Cover
          of={entry.track}
          className={clsx(card ? 'w-full transition duration-500 group-hover/cover:scale-[1.03]' : 'size-12')}
        />
        <span
          className={clsx(
            'absolute inset-0 grid place-items-center text-white transition duration-200',
            !card && 'bg-black/45',
            !card &&
              !current &&
              'opacity-0 group-hover/cover:opacity-100 group-focus-visible/cover:opacity-100',
          )}
        >
          {card ? (
            <span
              className={clsx(
                'absolute right-2.5 bottom-2.5 grid size-11 place-items-center rounded-full bg-fill text-on-accent shadow-lg transition duration-200',
                !current &&
                  'translate-y-1.5 opacity-0 group-hover/cover:translate-y-0 group-hover/cover:opacity-100 group-focus-visible/cover:translate-y-0 group-focus-visible/cover:opacity-100',
              )}
            >
              {playing ? (
                <SoundBars playing />
              ) : (
                <Play className="ml-0.5 size-5" fill="currentColor" aria-hidden="true" />
              )}
            </span>
          ) : playing ? (
            <>
              <SoundBars playing className="group-hover/cover:hidden" />
              <Pause
                className="hidden size-4 group-hover/cover:block"
                fill="currentColor"
                aria-hidden="true"
              />
            </>
          ) : (
            <Play className="size-4" fill="currentColor" aria-hidden="true" />
          )}
        </span>
      </span>
    </button>
  )
}
