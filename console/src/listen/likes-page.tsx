import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { actionClass, Room, Section } from '../catalogue/page-head.tsx'
import { ResultsLoading, TrackList } from '../catalogue/results.tsx'
import { EmptyState, ErrorState } from '../design/feedback.tsx'
import { counted } from '../formatting.ts'
import { useListenerId } from '../listener/listener-store.ts'
import { found, playAll } from '../player/playback.ts'
import { segue } from '../segue.ts'
import { WithdrawnRow } from '../tracks/withdrawn-track.tsx'

/** What this listener liked, newest first; what left the catalogue stands apart, with its name. */
export const LikesPage = () => {
  const listenerId = useListenerId()
  const { data, error, refetch } = useQuery({
    queryKey: ['likes', listenerId],
    queryFn: ({ signal }) => segue.likes(listenerId, { signal }),
    staleTime: 0,
  })
  return (
    <Room>
      <div>
        <h1 className="display text-[2.625rem] sm:text-[3.5rem]">Liked songs</h1>
        {data && data.tracks.length > 0 && (
          <>
            <p role="status" className="mt-3 mb-5 text-soft text-sm">
              {counted(data.tracks.length, 'track')}, newest first
            </p>
            <button type="button" className={actionClass} onClick={() => playAll(data.tracks.map(found))}>
              <Play className="size-4 text-accent" fill="currentColor" aria-hidden="true" /> Play all
            </button>
          </>
        )}
      </div>
      {error ? (
        <ErrorState what="liked songs" error={error} retry={() => void refetch()} />
      ) : !data ? (
        <ResultsLoading />
      ) : data.tracks.length + data.withdrawn.length === 0 ? (
        <EmptyState title="Nothing liked yet.">
          <p>
            The heart beside a track keeps it here.{' '}
            <Link to="/" className="font-medium text-accent underline-offset-3 hover:underline">
              Open Listen
            </Link>
          </p>
        </EmptyState>
      ) : (
        <>
          <TrackList entries={data.tracks.map(found)} label="Liked songs" />
          {data.withdrawn.length > 0 && (
            <Section title="No longer in the catalogue">
              <ul className="-mx-1.5">
                {data.withdrawn.map((track) => (
                  <li key={track.id}>
                    <WithdrawnRow track={track} />
                  </li>
                ))}
              </ul>
            </Section>
          )}
        </>
      )}
    </Room>
  )
}
