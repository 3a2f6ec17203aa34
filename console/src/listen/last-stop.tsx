import type { Session, Track } from '@segue/client'
import { useQuery } from '@tanstack/react-query'
import { Play, Radio } from 'lucide-react'
import { Cover } from '../design/cover.tsx'
import { ago, moment } from '../formatting.ts'
import { useListenerId } from '../listener/listener-store.ts'
import { found, goOnInSession, play } from '../player/playback.ts'
import { usePlayer } from '../player/use-player.ts'
import { segue } from '../segue.ts'
import { ArtistLinks } from '../tracks/artist-links.tsx'
import { findLastStop } from './find-last-stop.ts'

const Card = ({
  track,
  at,
  now,
  session,
}: {
  track: Track
  at: string
  now: number
  session: Session | undefined
}) => (
  <section
    aria-label="Where you stopped"
    className="panel mt-6 flex max-w-xl flex-wrap items-center gap-4 p-4"
  >
    <Cover of={track} className="size-16 rounded-lg" />
    <div className="min-w-44 flex-1">
      <h2 className="eyebrow">Where you stopped</h2>
      <p className="truncate font-medium" title={track.title}>
        {track.title}
      </p>
      <p className="truncate text-[0.8125rem] text-soft">
        <ArtistLinks track={track} />
      </p>
      <p className="text-faint text-xs [overflow-wrap:anywhere]">
        {session && `${session.title} · `}
        <time dateTime={at} title={moment(at)}>
          {ago(at, now)}
        </time>
      </p>
    </div>
    <button
      type="button"
      className="chip min-h-11 px-4 font-medium"
      onClick={() => (session ? void goOnInSession(() => session) : void play(found(track)))}
    >
      {session ? (
        <Radio className="size-4 text-accent" aria-hidden="true" />
      ) : (
        <Play className="size-4 text-accent" fill="currentColor" aria-hidden="true" />
      )}
      {session ? 'Go on with the session' : 'Go on from here'}
    </button>
  </section>
)

/**
 * What the server knows of the last stop, for a listener who comes from another device. Where this browser has
 * played the track itself, its own player stands where it stopped and knows more.
 */
export const LastStop = () => {
  const listenerId = useListenerId()
  const { current, history, resumed } = usePlayer((state) => state)
  const { data, dataUpdatedAt } = useQuery({
    queryKey: ['last-stop', listenerId],
    queryFn: ({ signal }) => findLastStop(listenerId, signal, segue.lastStop),
    staleTime: 0,
  })
  const { play: last, session } = data ?? {}
  if (!last?.track) return null
  const isHere = [...history, ...(current ? [current] : [])].some(({ track }) => track.id === last.trackId)
  if (isHere || (current && !resumed)) return null
  return <Card track={last.track} at={last.at} now={dataUpdatedAt} session={session} />
}
