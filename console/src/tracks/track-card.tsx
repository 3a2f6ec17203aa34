import { clsx } from 'clsx'
import { handFocusOn } from '../design/hand-focus-on.ts'
import type { Entry } from '../player/player-store.ts'
import { ArtistLinks } from './artist-links.tsx'
import { FineLink } from './fine-link.tsx'
import { LikeButton } from './like-button.tsx'
import { PlayCover } from './play-cover.tsx'
import { TrackMenu } from './track-menu.tsx'
import { WhyThis } from './why-this.tsx'

/** One item of a shelf. `active` cards are in the tab order; arrow keys make the next one active. */
export const TrackCard = ({ entry, large, active }: { entry: Entry; large: boolean; active: boolean }) => {
  const tabIndex = active ? 0 : -1
  return (
    <article
      ref={handFocusOn}
      aria-label={entry.track.title}
      className={clsx('group/card min-w-0', large ? 'w-60 sm:w-[15.5rem]' : 'w-[10.5rem] sm:w-44')}
    >
      <PlayCover entry={entry} size="card" tabIndex={tabIndex} />
      <div className="mt-3 flex items-start gap-1">
        <div className="min-w-0 flex-1">
          <h3
            className={clsx(
              'truncate font-semibold tracking-[-0.012em]',
              large ? 'text-[1.0625rem]' : 'text-[0.9375rem]',
            )}
            title={entry.track.title}
          >
            <FineLink
              to="/tracks/$id"
              params={{ id: entry.track.id }}
              className="underline-offset-3 hover:underline"
              tabIndex={tabIndex}
            >
              {entry.track.title}
            </FineLink>
          </h3>
          <p className="truncate text-[0.8125rem] text-soft">
            <ArtistLinks fine track={entry.track} tabIndex={tabIndex} />
          </p>
        </div>
        <div className="-mt-1.5 -mr-2 flex">
          <LikeButton entry={entry} tabIndex={tabIndex} className="size-8 pointer-coarse:hidden" />
          <TrackMenu entry={entry} tabIndex={tabIndex} className="-ml-1.5 size-8" />
        </div>
      </div>
      <WhyThis entry={entry} tabIndex={tabIndex} className="mt-1 pointer-coarse:-mt-1" />
    </article>
  )
}
