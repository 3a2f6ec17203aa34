import { Radio, X } from 'lucide-react'
import type { CSSProperties } from 'react'
import { Cover } from '../design/cover.tsx'
import { type CoverSubject, coverPalette } from '../design/cover-art.ts'
import { IconButton } from '../design/icon-button.tsx'
import { ArtistLinks } from '../tracks/artist-links.tsx'
import { TrackMenu } from '../tracks/track-menu.tsx'
import { WhyThis } from '../tracks/why-this.tsx'
import { Controls, Volume } from './controls.tsx'
import { Notice } from './notice.tsx'
import { endSession } from './playback.ts'
import type { Entry } from './player-store.ts'
import { Queue } from './queue.tsx'
import { SeekBar } from './seek-bar.tsx'
import { SoundNote } from './sound-note.tsx'
import { usePlayer, useSound } from './use-player.ts'

/** The two colours of a cover that light the player around it. */
export const tintOf = (subject: CoverSubject): CSSProperties => {
  const { ground, tones } = coverPalette(subject)
  return Object.fromEntries([
    ['--tint-a', tones[0]],
    ['--tint-b', ground],
  ])
}

const SessionLine = () => {
  const session = usePlayer((state) => state.session)
  const resumed = usePlayer((state) => state.resumed)
  // What never sounded is put back by a reload as well, and nobody stopped there.
  const heard = useSound(({ heardMs }) => heardMs > 0)
  if (!session)
    return (
      <span className="eyebrow text-ink/75">{resumed && heard ? 'Where you stopped' : 'Now playing'}</span>
    )
  return (
    <span className="flex min-w-0 items-center gap-1.5 rounded-full bg-ink/8 py-0.5 pr-0.5 pl-2.5 text-xs">
      <Radio className="size-3.5 shrink-0 text-accent" aria-hidden="true" />
      <span className="truncate font-medium" title={session.title}>
        Session: {session.title}
      </span>
      <IconButton label="End session" onClick={endSession} className="size-6">
        <X className="size-3.5" />
      </IconButton>
    </span>
  )
}

/** The player proper, the same beside the page and in the phone's sheet; `coverClassName` sets how big it is. */
export const NowPlaying = ({ entry, coverClassName }: { entry: Entry; coverClassName: string }) => (
  <div className="space-y-3.5">
    <div className="flex min-h-7 items-center justify-between gap-3">
      <SessionLine />
      <Volume />
    </div>
    <Notice />
    <div key={entry.track.id} className="motion-safe:animate-[swap_500ms_var(--ease-out)]">
      <Cover of={entry.track} className={`w-full rounded-2xl shadow-lift ${coverClassName}`} />
    </div>
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <h2 className="heading line-clamp-2 text-[1.375rem]">{entry.track.title}</h2>
        <p className="mt-0.5 truncate text-[0.9375rem] text-soft">
          <ArtistLinks track={entry.track} />
        </p>
        <WhyThis entry={entry} className="mt-1 text-[0.8125rem]" />
      </div>
      <TrackMenu entry={entry} className="-mt-1 -mr-2" />
    </div>
    <div>
      <SoundNote />
      <SeekBar />
    </div>
    <Controls entry={entry} />
    <div className="pt-2">
      <Queue />
    </div>
  </div>
)
