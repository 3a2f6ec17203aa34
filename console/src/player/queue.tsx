import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { ArrowUpRight, GripVertical, Hand, RotateCw } from 'lucide-react'
import { type KeyboardEvent, useId, useLayoutEffect, useRef } from 'react'
import { Loading, Skeleton } from '../design/feedback.tsx'
import { IconButton } from '../design/icon-button.tsx'
import { isOwnKey } from '../design/own-key.ts'
import { failureWords } from '../failure-words.ts'
import { TrackRow } from '../tracks/track-row.tsx'
import { moveInQueue } from './arranging.ts'
import { OrderButtons } from './controls.tsx'
import { playFromQueue, retryQueue } from './playback.ts'
import type { Entry } from './player-store.ts'
import { idOf } from './queue-order.ts'
import { usePlayer } from './use-player.ts'
import { useRowDrag } from './use-row-drag.ts'
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
    <span className="flex-1">{failureWords(error)}</span>
    <button type="button" className="chip" onClick={() => void retryQueue()}>
      <RotateCw className="size-3.5" aria-hidden="true" /> Retry
    </button>
  </div>
)

const steps: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

/** The rows, each with a handle to put it elsewhere: by mouse, by finger, or by the arrow keys. */
const Rows = ({ queue }: { queue: readonly Entry[] }) => {
  const change = usePlayer((state) => state.change)
  const list = useRef<HTMLUListElement>(null)
  const movedByKey = useRef<string>(undefined)
  const help = useId()
  const order = queue.map(idOf).join()
  const showsAlready = useRowMotion(list, order)
  const drag = useRowDrag(list, order, (id, to) => {
    showsAlready()
    moveInQueue(id, to)
  })
  // A row that is put elsewhere in the document loses the focus.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the order of rows is what this effect follows
  useLayoutEffect(() => {
    const id = movedByKey.current
    if (id === undefined) return
    movedByKey.current = undefined
    list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"] [data-handle]`)?.focus()
  }, [order])
  const step = (event: KeyboardEvent, id: string, from: number) => {
    const by = steps[event.key]
    if (by === undefined || !isOwnKey(event)) return
    event.preventDefault()
    movedByKey.current = id
    moveInQueue(id, from + by)
  }
  return (
    <>
      <p id={help} hidden>
        Drag it, or press the arrow keys, Home or End.
      </p>
      <ul ref={list} className="group/list relative -mx-1.5 mt-1 data-dragging:select-none">
        {queue.map((entry, index) => (
          <li
            key={idOf(entry)}
            data-row={idOf(entry)}
            className={clsx(
              'relative flex items-center rounded-xl not-data-dragged:group-data-dragging/list:transition-transform data-dragged:z-10 data-dragged:bg-raised data-dragged:shadow-lift',
              change?.entered.includes(idOf(entry)) &&
                'entered before:absolute before:inset-y-3 before:left-0 before:w-[3px] before:rounded-full before:bg-enter',
            )}
          >
            <div className="min-w-0 flex-1">
              <TrackRow
                entry={entry}
                start={playFromQueue}
                tight
                mark={
                  entry.byHand && (
                    <Hand
                      className="mr-1 inline size-3.5 align-[-0.125em] text-faint"
                      role="img"
                      aria-label="Placed by you"
                    />
                  )
                }
              />
            </div>
            <IconButton
              label={`Move ${entry.track.title}`}
              aria-describedby={help}
              data-handle
              className="h-8 w-6 cursor-grab touch-none text-faint active:cursor-grabbing"
              onPointerDown={drag}
              onKeyDown={(event) => step(event, idOf(entry), index)}
            >
              <GripVertical className="size-4" />
            </IconButton>
          </li>
        ))}
      </ul>
    </>
  )
}

/** What comes next, and how each action changed it. */
export const Queue = () => {
  const queue = usePlayer((state) => state.queue)
  const loading = usePlayer((state) => state.loading)
  const error = usePlayer((state) => state.error)
  const fellBack = usePlayer((state) => state.fellBack)
  const served = usePlayer((state) => state.served)
  const goesRound = usePlayer((state) => state.repeat === 'all')
  return (
    <section aria-label="Queue" aria-busy={loading}>
      <div className="flex items-center justify-between">
        <div className="flex items-center gap-2">
          <h2 className="heading text-lg">Up next</h2>
          <OrderButtons />
        </div>
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
        <p className="py-3 text-faint text-sm">
          {goesRound
            ? 'This track plays again when it ends.'
            : 'The queue is empty. Start a session, or unblock something.'}
        </p>
      )}
      <Rows queue={queue} />
    </section>
  )
}
