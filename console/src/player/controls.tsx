import { clsx } from 'clsx'
import {
  Heart,
  LoaderCircle,
  Pause,
  Play,
  Repeat1,
  Repeat as RepeatIcon,
  Shuffle as ShuffleIcon,
  SkipBack,
  SkipForward,
  ThumbsDown,
  Volume2,
} from 'lucide-react'
import { Slider } from 'radix-ui'
import { IconButton } from '../design/icon-button.tsx'
import { stepRepeat, toggleShuffle } from './arranging.ts'
import { next, previous, rate, togglePlay } from './playback.ts'
import type { Entry } from './player-store.ts'
import { sound } from './sound.ts'
import { useAskedToPlay, usePlayer, useRating, useSound } from './use-player.ts'

export const PlayButton = ({ className, iconClassName }: { className: string; iconClassName: string }) => {
  const playing = useAskedToPlay()
  const waiting = useSound((state) => state.waiting)
  const choosing = usePlayer((state) => state.choosing !== undefined)
  return (
    <button
      type="button"
      onClick={togglePlay}
      aria-label={playing ? 'Pause' : 'Play'}
      title={`${playing ? 'Pause' : 'Play'} (space)`}
      className={clsx(
        'grid shrink-0 place-items-center rounded-full transition duration-150 active:scale-94',
        className,
      )}
    >
      {playing && (waiting || choosing) ? (
        <LoaderCircle className={clsx('animate-spin', iconClassName)} aria-hidden="true" />
      ) : playing ? (
        <Pause className={iconClassName} fill="currentColor" aria-hidden="true" />
      ) : (
        <Play className={clsx('translate-x-[6%]', iconClassName)} fill="currentColor" aria-hidden="true" />
      )}
    </button>
  )
}

export const Controls = ({ entry }: { entry: Entry }) => {
  const rating = useRating(entry.track)
  const liked = rating === 'liked'
  const disliked = rating === 'disliked'
  return (
    <fieldset aria-label="Player controls" className="flex items-center justify-between">
      <IconButton
        label="Dislike"
        aria-pressed={disliked}
        className={clsx('size-11', disliked && 'text-leave')}
        onClick={() => rate(entry, disliked ? 'unrated' : 'disliked')}
      >
        <ThumbsDown className="size-5" fill={disliked ? 'currentColor' : 'none'} />
      </IconButton>
      <IconButton label="Previous" strong className="size-11" onClick={previous}>
        <SkipBack className="size-6" fill="currentColor" />
      </IconButton>
      <PlayButton
        className="size-15 bg-ink text-paper shadow-lift hover:scale-[1.04]"
        iconClassName="size-7"
      />
      <IconButton label="Next" strong className="size-11" onClick={next}>
        <SkipForward className="size-6" fill="currentColor" />
      </IconButton>
      <IconButton
        label="Like"
        aria-pressed={liked}
        data-on={liked}
        className={clsx('beat size-11', liked && 'text-accent hover:text-accent')}
        onClick={() => rate(entry, liked ? 'unrated' : 'liked')}
      >
        <Heart className="size-5" fill={liked ? 'currentColor' : 'none'} />
      </IconButton>
    </fieldset>
  )
}

/** Both govern the queue, so they stand at its head. */
export const OrderButtons = () => {
  const repeat = usePlayer((state) => state.repeat)
  const shuffling = usePlayer((state) => state.shuffle !== undefined)
  return (
    <fieldset aria-label="Order" className="flex items-center gap-1">
      <IconButton
        label="Shuffle"
        aria-pressed={shuffling}
        className={clsx('size-8', shuffling && 'bg-ink/8 text-accent hover:text-accent')}
        onClick={toggleShuffle}
      >
        <ShuffleIcon className="size-4" />
      </IconButton>
      <IconButton
        label={`Repeat: ${repeat}`}
        className={clsx('size-8', repeat !== 'off' && 'bg-ink/8 text-accent hover:text-accent')}
        onClick={stepRepeat}
      >
        {repeat === 'one' ? <Repeat1 className="size-4" /> : <RepeatIcon className="size-4" />}
      </IconButton>
    </fieldset>
  )
}

export const Volume = () => {
  const volume = useSound((state) => state.volume)
  return (
    <div className="flex items-center gap-2">
      <Volume2 className="size-4 text-faint" aria-hidden="true" />
      <Slider.Root
        value={[Math.round(volume * 100)]}
        onValueChange={([value]) => sound.setVolume((value ?? 0) / 100)}
        className="group/volume relative flex h-7 pointer-coarse:h-11 w-16 touch-none select-none items-center"
      >
        <Slider.Track className="relative h-1 flex-1 rounded-full bg-ink/15">
          <Slider.Range className="absolute h-full rounded-full bg-ink/55" />
        </Slider.Track>
        <Slider.Thumb
          aria-label="Volume"
          className="block size-3 rounded-full bg-ink opacity-0 focus-visible:opacity-100 group-hover/volume:opacity-100"
        />
      </Slider.Root>
    </div>
  )
}
