import type { Slate } from '@segue/client'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { Cover } from '../design/cover.tsx'
import { ErrorState, NotInCatalogue } from '../design/feedback.tsx'
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
  if (error)
    return (
      <ErrorState
        what="similar tracks"
        error={error}
        retry={() => void refetch()}
        missing={<NotInCatalogue kind="track" />}
      />
    )
  if (!data) return <ResultsLoading />
  const said = wordsFor(data)
  return (
    <>
      {said !== undefined && <p className="text-soft">{said}</p>}
      {data.items.length > 0 && (
        <TrackList
          entries={data.items.map((item) => ({ ...item, requestId: data.requestId }))}
          label={data.tier === 'popular' ? 'Other tracks' : 'Similar tracks'}
        />
      )}
    </>
  )
}

/** A shelf that says "similar" says as well when it is empty, of before, or of something else. */
const wordsFor = ({ tier, items }: Pick<Slate, 'tier' | 'items'>): string | undefined => {
  if (tier === 'full')
    return items.length > 0
      ? undefined
      : 'Nothing to show that is close to it in style, often played after it or tagged alike.'
  const untold = 'What is similar can’t be told at the moment.'
  if (items.length === 0) return untold
  return tier === 'cached' ? `${untold} This is what was shown last.` : `${untold} These are other tracks.`
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
