import type { ListedTrack } from '@segue/client'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { handFocusOn } from '../design/hand-focus-on.ts'
import type { Entry } from '../player/player-store.ts'
import { usePlayer } from '../player/use-player.ts'
import { ArtistLinks } from './artist-links.tsx'
import { FineLink } from './fine-link.tsx'
import { LikeButton } from './like-button.tsx'
import { PlayCover } from './play-cover.tsx'
import { RuledOutNote } from './ruled-out-note.tsx'
import { TrackMenu } from './track-menu.tsx'
import { WhyThis } from './why-this.tsx'

/**
 * A track as a line: in catalogue results, list shelves and the queue. Under a finger the whole line plays, for its
 * links would each need a line as high as a finger. A `tight` line leaves the heart to the menu where it is narrow.
 */
export const TrackRow = ({
  entry,
  listed,
  facts,
  mark,
  tight = false,
  start,
  tabIndex,
}: {
  entry: Entry
  /** The track where the list shows what is ruled out as well, and marks it. */
  listed?: ListedTrack
  facts?: ReactNode
  /** Stands before the artists. */
  mark?: ReactNode
  tight?: boolean
  start?: (entry: Entry) => void
  tabIndex?: number
}) => {
  const current = usePlayer((state) => state.current?.track.id === entry.track.id)
  const order = tabIndex === undefined ? {} : { tabIndex }
  return (
    <div
      ref={handFocusOn}
      className="group/row relative flex items-center gap-3 rounded-xl p-1.5 pr-0.5 transition hover:bg-ink/5 pointer-coarse:py-2.5"
    >
      <PlayCover entry={entry} size="row" {...order} {...(start ? { start } : {})} />
      <div className="min-w-0 flex-1 md:min-w-2/5">
        <h3
          className={clsx('truncate font-medium text-[0.9375rem] leading-snug', current && 'text-accent')}
          title={entry.track.title}
        >
          <FineLink
            to="/tracks/$id"
            params={{ id: entry.track.id }}
            className="underline-offset-3 hover:underline"
            {...order}
          >
            {entry.track.title}
          </FineLink>
        </h3>
        <p className="truncate text-[0.8125rem] text-soft leading-snug">
          {mark}
          <ArtistLinks fine track={entry.track} {...order} />
        </p>
        {listed && <RuledOutNote track={listed} className="pointer-coarse:-mt-4.5 pointer-coarse:-mb-2.5" />}
        <WhyThis entry={entry} className="pointer-coarse:-mt-4.5 pointer-coarse:-mb-2.5" {...order} />
      </div>
      {facts}
      <div className="relative flex">
        <LikeButton entry={entry} className={clsx('size-8', tight && 'max-sm:hidden')} {...order} />
        <TrackMenu entry={entry} className="size-8" {...order} />
      </div>
    </div>
  )
}
