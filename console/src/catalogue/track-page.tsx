import type { TrackPage as Page } from '@segue/client'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { Cover } from '../design/cover.tsx'
import { clockTime, titled } from '../formatting.ts'
import { found, play } from '../player/playback.ts'
import { segue } from '../segue.ts'
import { ArtistLinks } from '../tracks/artist-links.tsx'
import { LikeButton } from '../tracks/like-button.tsx'
import { OwnPlays } from './own-plays.tsx'
import { actionClass, BlockButton, PageHead, PageOf, RadioButton, Section } from './page-head.tsx'
import { TrackList } from './results.tsx'
import { SimilarList } from './similar-tracks.tsx'
import { TagChips } from './tag-chips.tsx'

/** A track: credits, tags, the other versions of its recording, and what is like it. */
const Facts = ({ track }: { track: Page }) => {
  const facts = [
    track.year === undefined ? undefined : String(track.year),
    track.durationMs === undefined ? undefined : clockTime(track.durationMs),
    track.label,
  ].filter((fact) => fact !== undefined)
  return (
    <>
      <p className="font-medium text-ink">
        <ArtistLinks track={track} />
      </p>
      {track.release && (
        <p>
          {track.trackNumber === undefined ? 'On ' : `Track ${track.trackNumber} of `}
          <Link
            to="/releases/$id"
            params={{ id: track.release.id }}
            className="touch text-ink underline-offset-3 hover:underline"
          >
            {track.release.title}
          </Link>
        </p>
      )}
      <p className="tabular-nums">{facts.join(' · ')}</p>
      {track.licenceUrl && (
        <a
          href={track.licenceUrl}
          target="_blank"
          rel="noreferrer"
          className="touch underline underline-offset-3"
        >
          Licence
        </a>
      )}
    </>
  )
}

export const TrackPage = () => {
  const { id } = useParams({ from: '/tracks/$id' })
  const asked = useQuery({
    queryKey: ['track', id],
    queryFn: ({ signal }) => segue.tracks.get(id, { signal }),
  })
  return (
    <PageOf kind="Track" asked={asked} title={titled}>
      {(data) => (
        <>
          <PageHead
            what="Track"
            title={data.title}
            cover={<Cover of={data} className="size-44 rounded-2xl shadow-lift sm:size-56" />}
            facts={<Facts track={data} />}
          >
            <button type="button" className={actionClass} onClick={() => void play(found(data))}>
              <Play className="size-4 text-accent" fill="currentColor" aria-hidden="true" /> Play
            </button>
            <LikeButton entry={found(data)} className="size-11 border border-line" />
            <RadioButton seed={{ kind: 'track', id }} />
            <BlockButton target={{ kind: 'track', id }} name={data.title} />
          </PageHead>
          <div className="space-y-4">
            <OwnPlays trackId={id} />
            <TagChips tags={data.tags} />
          </div>
          {data.versions.length > 0 && (
            <Section title="Other versions of this recording">
              <TrackList entries={data.versions.map(found)} label="Other versions" />
            </Section>
          )}
          <Section title="Similar tracks">
            <SimilarList trackId={id} limit={10} />
          </Section>
        </>
      )}
    </PageOf>
  )
}
