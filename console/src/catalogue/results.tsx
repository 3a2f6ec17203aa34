import type { SearchAnswer, Track } from '@segue/client'
import { Link } from '@tanstack/react-router'
import { Tag, User } from 'lucide-react'
import { Loading, Skeleton } from '../design/feedback.tsx'
import { clockTime, counted, whole } from '../formatting.ts'
import { openBlocks } from '../listener/blocks-dialog.tsx'
import type { Listed } from '../player/player-store.ts'
import { FineLink } from '../tracks/fine-link.tsx'
import { TrackRow } from '../tracks/track-row.tsx'

/** Two of a track's tags, of which a narrow list shows the first; the one a list was chosen by among them. */
const tagsOf = ({ tags }: Track, chosen: string | undefined): readonly string[] => {
  const first = tags.filter((tag) => tag.toLowerCase() === chosen?.toLowerCase())
  return [...first, ...tags.filter((tag) => !first.includes(tag))].slice(0, 2)
}

const TrackFacts = ({ track, tag: chosen }: { track: Track; tag: string | undefined }) => (
  <div className="hidden min-w-0 items-center gap-4 text-[0.8125rem] text-faint md:flex">
    <span className="flex min-w-0 gap-1.5">
      {tagsOf(track, chosen).map((tag) => (
        <FineLink
          key={tag}
          to="/catalogue/browse/$kind"
          params={{ kind: 'tracks' }}
          search={{ tag }}
          className="chip min-w-0 max-w-40 py-0.5 text-xs @max-4xl:not-first:hidden"
        >
          <span className="truncate" title={tag}>
            {tag}
          </span>
        </FineLink>
      ))}
    </span>
    <span className="w-9 shrink-0 text-right tabular-nums">{track.year ?? ''}</span>
    <span className="min-w-9 shrink-0 text-right tabular-nums">
      {track.durationMs === undefined ? '' : clockTime(track.durationMs)}
    </span>
  </div>
)

export const TrackList = ({
  entries,
  label,
  tag,
}: {
  entries: readonly Listed[]
  label: string
  /** The one they were chosen by. */
  tag?: string | undefined
}) => (
  <ul aria-label={label} className="@container -mx-1.5">
    {entries.map((entry) => (
      <li key={entry.track.id}>
        <TrackRow entry={entry} listed={entry.track} facts={<TrackFacts track={entry.track} tag={tag} />} />
      </li>
    ))}
  </ul>
)

export const People = ({ answer }: { answer: SearchAnswer }) => {
  if (answer.artists.length === 0 && answer.tags.length === 0) return null
  return (
    <ul aria-label="Artists and tags" className="flex flex-wrap gap-2">
      {answer.artists.slice(0, 8).map((artist) => (
        <li key={artist.id}>
          <Link to="/artists/$id" params={{ id: artist.id }} className="chip max-w-full">
            <User className="size-3.5 text-accent" aria-hidden="true" /> {artist.name}
            <span className="text-faint text-xs tabular-nums">{whole(artist.tracks)}</span>
          </Link>
        </li>
      ))}
      {answer.tags.slice(0, 8).map(({ tag, tracks }) => (
        <li key={tag}>
          <Link to="/catalogue" search={{ tag }} className="chip">
            <Tag className="size-3.5 text-enter" aria-hidden="true" /> {tag}
            <span className="text-faint text-xs tabular-nums">{whole(tracks)}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

export const HiddenByBlocks = ({ count }: { count: number }) =>
  count === 0 ? null : (
    <p className="text-soft text-sm">
      {counted(count, 'track')} hidden by your blocks.{' '}
      <button
        type="button"
        onClick={openBlocks}
        className="font-medium text-accent underline-offset-3 hover:underline"
      >
        Manage blocks
      </button>
    </p>
  )

export const ResultsLoading = () => (
  <Loading what="results">
    <div className="space-y-4">
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <div key={row} className="flex gap-4">
          <Skeleton className="size-12" />
          <div className="flex-1 space-y-2 pt-1">
            <Skeleton className="h-4 w-1/3" />
            <Skeleton className="h-3 w-1/5" />
          </div>
        </div>
      ))}
    </div>
  </Loading>
)
