import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { Cover } from '../design/cover.tsx'
import { ErrorState } from '../design/feedback.tsx'
import { names } from '../formatting.ts'
import { useListenerId } from '../listener/listener-store.ts'
import { segue } from '../segue.ts'
import { ResultsLoading, TrackList } from './results.tsx'

export const SimilarList = ({ trackId, limit }: { trackId: string; limit: number }) => {
  const listenerId = useListenerId()
  const { data, error, refetch } = useQuery({
    queryKey: ['similar', trackId, listenerId, limit],
    queryFn: ({ signal }) => segue.similar(trackId, { limit, listenerId }, { signal }),
  })
  if (error) return <ErrorState what="similar tracks" error={error} retry={() => void refetch()} />
  if (!data) return <ResultsLoading />
  const instead = data.tier !== 'full'
  if (data.items.length === 0)
    return (
      <p className="text-soft">
        {instead
          ? 'What is similar can’t be told at the moment.'
          : 'Nothing to show that is close to it in style or often played after it.'}
      </p>
    )
  return (
    <>
      {instead && (
        <p className="text-soft">
          What is similar can’t be told at the moment. This is what people play here.
        </p>
      )}
      <TrackList
        entries={data.items.map((item) => ({ ...item, requestId: data.requestId }))}
        label={instead ? 'Played here' : 'Similar tracks'}
      />
    </>
  )
}

/** What lies near one track. */
export const SimilarTracks = ({ trackId }: { trackId: string }) => {
  const { data: seed } = useQuery({
    queryKey: ['track', trackId],
    queryFn: ({ signal }) => segue.tracks.get(trackId, { signal }),
  })
  return (
    <section aria-label="Similar tracks" className="space-y-5">
      {seed && (
        <div className="panel flex items-center gap-4 p-3">
          <Cover of={seed} className="size-16 rounded-lg" />
          <div className="min-w-0 flex-1">
            <p className="eyebrow">Similar to</p>
            <h2 className="heading truncate text-xl">{seed.title}</h2>
            <p className="truncate text-soft text-sm">{names(seed.artists)}</p>
          </div>
          <Link
            to="/catalogue"
            search={{}}
            aria-label="Close similar tracks"
            className="touch justify-center p-3 text-faint hover:text-ink"
          >
            <X className="size-4" aria-hidden="true" />
          </Link>
        </div>
      )}
      <SimilarList trackId={trackId} limit={20} />
    </section>
  )
}
