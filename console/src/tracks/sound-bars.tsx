import { clsx } from 'clsx'

/** Three bars that dance while a track sounds. */
export const SoundBars = ({ playing, className }: { playing: boolean; className?: string }) => (
  <span
    aria-hidden="true"
    className={clsx('flex h-3.5 items-end gap-[3px]', !playing && 'paused', className)}
  >
    {[0, 1, 2].map((bar) => (
      <span
        key={bar}
        className="sound-bar"
        style={{ animationDelay: `${bar * -370}ms`, animationDuration: `${720 + bar * 160}ms` }}
      />
    ))}
  </span>
)
