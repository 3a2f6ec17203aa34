import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { actionClass, Room, Section } from '../catalogue/page-head.tsx'
import { ResultsLoading, TrackList } from '../catalogue/results.tsx'
import { EmptyState, ErrorState } from '../design/feedback.tsx'
import { OlderButton } from '../design/older-button.tsx'
import { counted } from '../formatting.ts'
import { usePageTitle } from '../layout/page-title.ts'
import { useListenerId } from '../listener/listener-store.ts'
import { found, playAll } from '../player/playback.ts'
import { segue } from '../segue.ts'
import { WithdrawnRow } from '../tracks/withdrawn-track.tsx'

const perPage = 200

/** What this listener liked, newest first; what left the catalogue stands apart, with its name. */
export const LikesPage = () => {
  usePageTitle('Liked songs')
  const listenerId = useListenerId()
  const likes = useInfiniteQuery({
    queryKey: ['likes', listenerId],
    queryFn: ({ signal, pageParam }) =>
      segue.likes(listenerId, { limit: perPage, ...(pageParam && { before: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
  })
  const { data, error, refetch } = likes
  const tracks = data?.pages.flatMap((page) => page.tracks) ?? []
  const withdrawn = data?.pages.flatMap((page) => page.withdrawn) ?? []
  const total = data?.pages[0]?.total ?? 0
  return (
    <Room>
      <div>
        <h1 className="display text-[2.625rem] sm:text-[3.5rem]">Liked songs</h1>
        {tracks.length > 0 && (
          <>
            <p role="status" className="mt-3 mb-5 text-soft text-sm">
              {counted(total, 'track')}, newest first
            </p>
            <button type="button" className={actionClass} onClick={() => playAll(tracks.map(found))}>
              <Play className="size-4 text-accent" fill="currentColor" aria-hidden="true" /> Play all
            </button>
          </>
        )}
      </div>
      {!data ? (
        error ? (
          <ErrorState what="liked songs" error={error} retry={() => void refetch()} />
        ) : (
          <ResultsLoading />
        )
      ) : total === 0 ? (
        <EmptyState title="Nothing liked yet.">
          <p>
            The heart beside a track keeps it here.{' '}
            <Link to="/" className="touch font-medium text-accent underline-offset-3 hover:underline">
              Open Listen
            </Link>
          </p>
        </EmptyState>
      ) : (
        <>
          <TrackList entries={tracks.map(found)} label="Liked songs" />
          {withdrawn.length > 0 && (
            <Section title="No longer in the catalogue">
              <ul className="-mx-1.5">
                {withdrawn.map((track) => (
                  <li key={track.id}>
                    <WithdrawnRow track={track} />
                  </li>
                ))}
              </ul>
            </Section>
          )}
        </>
      )}
      <OlderButton pages={likes} />
    </Room>
  )
}
