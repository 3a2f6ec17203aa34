import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Room, Section } from '../catalogue/page-head.tsx'
import { ResultsLoading } from '../catalogue/results.tsx'
import { EmptyState, ErrorState } from '../design/feedback.tsx'
import { OlderButton } from '../design/older-button.tsx'
import { dayOf, moment, timeOf } from '../formatting.ts'
import { usePageTitle } from '../layout/page-title.ts'
import { useListenerId } from '../listener/listener-store.ts'
import { found } from '../player/playback.ts'
import { segue } from '../segue.ts'
import { TrackRow } from '../tracks/track-row.tsx'
import { WithdrawnRow } from '../tracks/withdrawn-track.tsx'

type Play = Awaited<ReturnType<typeof segue.history>>['plays'][number]

const PlayedAt = ({ at }: { at: string }) => (
  <time dateTime={at} title={moment(at)} className="text-[0.8125rem] text-faint tabular-nums">
    {timeOf(at)}
  </time>
)

const PlayRow = ({ play: { at, track, withdrawn } }: { play: Play }) =>
  track ? (
    <TrackRow entry={found(track)} facts={<PlayedAt at={at} />} />
  ) : (
    <WithdrawnRow
      track={withdrawn}
      note={withdrawn ? 'left the catalogue' : 'not in the catalogue'}
      facts={<PlayedAt at={at} />}
    />
  )

/** Neighbours of one day together, in the order the log took them. */
const byDay = (plays: readonly Play[]) => {
  const days: { readonly day: string; readonly plays: Play[] }[] = []
  for (const play of plays) {
    const day = dayOf(play.at)
    const last = days.at(-1)
    if (last?.day === day) last.plays.push(play)
    else days.push({ day, plays: [play] })
  }
  return days
}

/** What this listener played, newest first, day by day. */
export const HistoryPage = () => {
  usePageTitle('History')
  const listenerId = useListenerId()
  const history = useInfiniteQuery({
    queryKey: ['history', listenerId],
    queryFn: ({ signal, pageParam }) =>
      segue.history(listenerId, pageParam ? { before: pageParam } : {}, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
  })
  const { data, error, refetch } = history
  const days = byDay(data?.pages.flatMap(({ plays }) => plays) ?? [])
  return (
    <Room>
      <h1 className="display text-[2.625rem] sm:text-[3.5rem]">History</h1>
      {data ? (
        days.length === 0 && (
          <EmptyState title="Nothing played yet.">
            <p>
              What is heard long enough to count as played stands here.{' '}
              <Link to="/" className="touch font-medium text-accent underline-offset-3 hover:underline">
                Open Listen
              </Link>
            </p>
          </EmptyState>
        )
      ) : error ? (
        <ErrorState what="history" error={error} retry={() => void refetch()} />
      ) : (
        <ResultsLoading />
      )}
      {days.map(({ day, plays }) => (
        <Section key={plays[0]?.id} title={day}>
          <ul aria-label={`Played on ${day}`} className="-mx-1.5">
            {plays.map((play) => (
              <li key={play.id}>
                <PlayRow play={play} />
              </li>
            ))}
          </ul>
        </Section>
      ))}
      <OlderButton pages={history} />
    </Room>
  )
}
