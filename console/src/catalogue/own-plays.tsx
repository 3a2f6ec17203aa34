import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { counted, moment } from '../formatting.ts'
import { useListenerName } from '../listener/listener-picker.tsx'
import { useListenerId } from '../listener/listener-store.ts'
import { segue } from '../segue.ts'

/** How often this listener played a track, and when last; as far back as one page of the history tells. */
export const OwnPlays = ({ trackId }: { trackId: string }) => {
  const listenerId = useListenerId()
  const { name } = useListenerName()
  const { data } = useQuery({
    queryKey: ['history', listenerId, trackId],
    queryFn: ({ signal }) => segue.history(listenerId, { trackId, limit: 200 }, { signal }),
    staleTime: 0,
  })
  const last = data?.plays[0]
  return (
    <p className="text-soft text-sm">
      {last ? (
        <>
          {name} played this {counted(data.plays.length, 'time')}
          {data.next !== undefined && ' or more'}, last <time dateTime={last.at}>{moment(last.at)}</time>.{' '}
        </>
      ) : (
        data?.next === undefined && data && `${name} never played this. `
      )}
      <Link
        to="/decisions"
        search={{ track: trackId }}
        className="touch text-ink underline underline-offset-3"
      >
        Where it was served
      </Link>
    </p>
  )
}
