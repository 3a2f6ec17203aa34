import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { ArrowUpRight, Hand, RotateCw } from 'lucide-react'
import { useRef } from 'react'
import { Loading, Skeleton } from '../design/feedback.tsx'
import { TrackRow } from '../tracks/track-row.tsx'
import { playFromQueue, retryQueue } from './playback.ts'
import { usePlayer } from './use-player.ts'
import { useRowMotion } from './use-row-motion.ts'

const tierNotes = {
  full: undefined,
  cached: 'Served from the last good answer',
  popular: 'Served from what everybody plays',
}

/** One line on what the last action did, spoken too. */
const ChangeLine = () => {
  const change = usePlayer((state) => state.change)
  return (
    <p role="status" aria-label="Queue change" className="min-h-5 text-[0.8125rem]">
      {change && (
        <span
          key={`${change.text} ${change.entered.join()}`}
          className="flex items-center gap-2 font-medium text-enter motion-safe:animate-[rise_300ms]"
        >
          <span className="size-1.5 rounded-full bg-current" aria-hidden="true" />
          {change.text}
        </span>
      )}
    </p>
  )
}

const QueueError = ({ error }: { error: Error }) => (
  <div role="alert" className="mb-2 flex items-center gap-3 rounded-xl bg-leave/10 p-3 text-sm">
    <span className="flex-1">{error.message}</span>
    <button type="button" className="chip" onClick={() => void retryQueue()}>
      <RotateCw className="size-3.5" aria-hidden="true" /> Retry
    </button>
  </div>
)

/** What comes next, and how each action changed it. */
export const Queue = () => {
  const queue = usePlayer((state) => state.queue)
  const change = usePlayer((state) => state.change)
  const loading = usePlayer((state) => state.loading)
  const error = usePlayer((state) => state.error)
  const fellBack = usePlayer((state) => state.fellBack)
  const served = usePlayer((state) => state.served)
  const list = useRef<HTMLUListElement>(null)
  useRowMotion(list, queue.map((entry) => entry.track.id).join())
  return (
    <section aria-label="Queue" aria-busy={loading}>
      <div className="flex items-center justify-between">
        <h2 className="heading text-lg">Up next</h2>
        {served && (
          <Link
            to="/decisions/$requestId"
            params={{ requestId: served.requestId }}
            className="touch flex items-center gap-0.5 text-faint text-xs hover:text-ink"
          >
            Decision <ArrowUpRight className="size-3" aria-hidden="true" />
          </Link>
        )}
      </div>
      <ChangeLine />
      {served && tierNotes[served.tier] && <p className="text-caution text-xs">{tierNotes[served.tier]}</p>}
      <p role="status" aria-label="Lateness" className="text-caution text-xs">
        {fellBack && 'The answer to your skip is late, so what was next before it plays.'}
      </p>
      {error && <QueueError error={error} />}
      {queue.length === 0 && loading && (
        <Loading what="queue">
          <div className="mt-2 space-y-3">
            {[0, 1, 2, 3].map((row) => (
              <Skeleton key={row} className="h-12 w-full" />
            ))}
          </div>
        </Loading>
      )}
      {queue.length === 0 && !loading && !error && (
        <p className="py-3 text-faint text-sm">The queue is empty. Start a session, or unblock something.</p>
      )}
      <ul ref={list} className="relative -mx-1.5 mt-1">
        {queue.map((entry) => (
          <li
            key={entry.track.id}
            data-row={entry.track.id}
            className={clsx(
              'relative rounded-xl',
              change?.entered.includes(entry.track.id) &&
                'entered before:absolute before:inset-y-3 before:left-0 before:w-[3px] before:rounded-full before:bg-enter',
            )}
          >
            <TrackRow
              entry={entry}
              start={playFromQueue}
              facts={entry.byHand && <Hand className="size-3.5 text-faint" aria-label="Chosen by you" />}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
