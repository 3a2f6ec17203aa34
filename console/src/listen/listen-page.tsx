import type { Home } from '@segue/client'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { RotateCw, Search } from 'lucide-react'
import { EmptyState, ErrorState, Loading, Skeleton } from '../design/feedback.tsx'
import { greetingAt } from '../formatting.ts'
import { usePageTitle } from '../layout/page-title.ts'
import { useAbout, useListenerName } from '../listener/listener-picker.tsx'
import { useListenerId } from '../listener/listener-store.ts'
import { segue } from '../segue.ts'
import { LastStop } from './last-stop.tsx'
import { ShelfSection, type ShelfShape } from './shelf-section.tsx'

const shapeOf = (index: number): ShelfShape => (index === 0 ? 'feature' : index % 3 === 2 ? 'list' : 'cards')

const HomeLoading = () => (
  <Loading what="home">
    <div className="space-y-12 px-5 sm:px-10">
      {[0, 1].map((shelf) => (
        <div key={shelf} className="space-y-5 overflow-hidden">
          <Skeleton className="h-7 w-64" />
          <div className="flex gap-5">
            {[0, 1, 2, 3, 4].map((card) => (
              <div key={card} className="shrink-0 space-y-3">
                <Skeleton className={shelf ? 'size-44' : 'size-60'} />
                <Skeleton className="h-4 w-32" />
              </div>
            ))}
          </div>
        </div>
      ))}
    </div>
  </Loading>
)

const NothingYet = () => (
  <div className="px-5 sm:px-10">
    <EmptyState title="There is no music here yet.">
      <p>Stop the server and start it with your own:</p>
      <pre className="panel overflow-x-auto px-4 py-3 font-mono text-ink text-sm">
        npm start -- --library ~/Music
      </pre>
      <p>A folder of audio files works, and so does a table of tracks (.csv, .jsonl or .parquet).</p>
    </EmptyState>
  </div>
)

const tierText: Record<Home['tier'], string> = {
  full: 'Made just now',
  cached: 'Your last good home',
  popular: 'What is there for everybody',
}

const Shelves = ({ home }: { home: Home }) => (
  <div className="space-y-13">
    {home.shelves
      .filter((shelf) => shelf.items.length > 0)
      .map((shelf, index) => (
        <ShelfSection key={shelf.id} shelf={shelf} requestId={home.requestId} shape={shapeOf(index)} />
      ))}
  </div>
)

/** Home: shelves that say why they are there, for whoever listens now. */
export const ListenPage = () => {
  usePageTitle('Listen')
  const listenerId = useListenerId()
  const { name, simulated } = useListenerName()
  const { data: about } = useAbout()
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['home', listenerId],
    queryFn: ({ signal }) => segue.home(listenerId, { signal }),
  })
  return (
    <>
      <header className="@container px-5 pt-7 pb-10 sm:px-10 sm:pt-12">
        <div className="flex items-end justify-between gap-x-8">
          <h1 className="display text-[2.625rem] [overflow-wrap:anywhere] @xl:text-[3rem] @3xl:text-[3.5rem]">
            {greetingAt(new Date().getHours())}
            {simulated ? `, ${name}` : ''}
          </h1>
          <Link
            to="/catalogue"
            className="chip mb-1 hidden shrink-0 py-2 pr-5 pl-4 text-soft @xl:inline-flex"
            aria-label="Search the catalogue"
          >
            <Search className="size-4" aria-hidden="true" /> Search
            <kbd className="ml-6 rounded border border-line px-1.5 font-mono text-[0.6875rem]">/</kbd>
          </Link>
        </div>
        {data && (
          <p className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-soft text-sm">
            <span>
              {tierText[data.tier]}
              {data.tier !== 'full' && data.degraded.length > 0 && ` (${data.degraded.join('; ')})`}
            </span>
            <button
              type="button"
              onClick={() => void refetch()}
              className="touch flex items-center gap-1.5 text-faint hover:text-ink"
              aria-label="Refresh home"
            >
              <RotateCw className={`size-3.5 ${isFetching ? 'animate-spin' : ''}`} aria-hidden="true" />{' '}
              Refresh
            </button>
            <Link
              to="/decisions/$requestId"
              params={{ requestId: data.requestId }}
              className="hidden items-center text-faint underline-offset-3 hover:text-ink hover:underline sm:inline-flex pointer-coarse:min-h-11"
            >
              How this came to be
            </Link>
            <Link to="/likes" className="touch text-faint underline-offset-3 hover:text-ink hover:underline">
              Liked songs
            </Link>
          </p>
        )}
        <LastStop />
      </header>
      {about?.catalogue.source === 'empty' || data?.shelves.every((shelf) => shelf.items.length === 0) ? (
        <NothingYet />
      ) : data ? (
        <Shelves home={data} />
      ) : error ? (
        <div className="px-5 sm:px-10">
          <ErrorState what="home" error={error} retry={() => void refetch()} />
        </div>
      ) : (
        <HomeLoading />
      )}
    </>
  )
}
