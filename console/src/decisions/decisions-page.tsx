import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowRight } from 'lucide-react'
import { useState } from 'react'
import { EmptyState, ErrorState, Loading, Skeleton } from '../design/feedback.tsx'
import { ago, moment, whole, words } from '../formatting.ts'
import { SimulatedBadge, useAbout, useListenerName } from '../listener/listener-picker.tsx'
import { ownListenerId, useListenerId } from '../listener/listener-store.ts'
import { type DecisionSummary, segue } from '../segue.ts'
import { TierBadge } from './tier-badge.tsx'

const Row = ({ decision, now }: { decision: DecisionSummary; now: number }) => {
  const { data } = useAbout()
  const listener = data?.simulated?.listeners.find((one) => one.id === decision.listenerId)

  const navigate = useNavigate()
  const open = () => void navigate({ to: '/decisions/$requestId', params: { requestId: decision.requestId } })
  return (
    // The link in the row is the way for keys and readers; a click anywhere is a convenience.
    <tr onClick={open} className="group cursor-pointer border-line border-t transition hover:bg-ink/4">
      <td className="py-3 pr-4 pl-5 font-medium">
        <Link
          to="/decisions/$requestId"
          params={{ requestId: decision.requestId }}
          className="touch flex-col justify-center rounded pointer-coarse:items-start"
        >
          {words(decision.surface)}
          <span className="block font-mono font-normal text-[0.6875rem] text-faint">
            {decision.requestId.slice(0, 18)}
          </span>
        </Link>
      </td>
      <td className="pr-4">
        <TierBadge tier={decision.tier} />
      </td>
      <td className="hidden pr-10 text-right tabular-nums md:table-cell">{whole(decision.tracks)}</td>
      <td className="hidden pr-4 md:table-cell">
        <span className="inline-flex items-center gap-2">
          <span className="max-w-40 truncate">
            {decision.listenerId === ownListenerId ? 'You' : (listener?.name ?? decision.listenerId)}
          </span>
          {listener && <SimulatedBadge />}
        </span>
      </td>
      <td className="whitespace-nowrap pr-5 text-right text-soft">
        <time dateTime={decision.servedAt} title={moment(decision.servedAt)}>
          {ago(decision.servedAt, now)}
        </time>
        <ArrowRight
          className="-translate-x-1 ml-3 hidden size-3.5 sm:inline opacity-0 transition group-hover:translate-x-0 group-hover:opacity-100"
          aria-hidden="true"
        />
      </td>
    </tr>
  )
}

const DecisionTable = ({ decisions, now }: { decisions: readonly DecisionSummary[]; now: number }) => (
  <div className="panel overflow-hidden">
    <table className="w-full text-left text-sm">
      <caption className="sr-only">Decisions, newest first</caption>
      <thead>
        <tr className="eyebrow">
          <th className="py-3 pr-4 pl-5 font-semibold">Surface</th>
          <th className="pr-4 font-semibold">Tier</th>
          <th className="hidden pr-10 text-right font-semibold md:table-cell">Tracks</th>
          <th className="hidden pr-4 font-semibold md:table-cell">Listener</th>
          <th className="pr-5 text-right font-semibold">Served</th>
        </tr>
      </thead>
      <tbody>
        {decisions.map((decision) => (
          <Row key={decision.requestId} decision={decision} now={now} />
        ))}
      </tbody>
    </table>
  </div>
)

/** Every slate that was served, newest first, each a way to how it came to be. */
export const DecisionsPage = () => {
  const listenerId = useListenerId()
  const { name } = useListenerName()
  const [everyone, setEveryone] = useState(false)
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ['decisions', everyone ? undefined : listenerId],
    queryFn: ({ signal }) =>
      segue.decisions.search(everyone ? { limit: 100 } : { listenerId, limit: 100 }, { signal }),
    refetchInterval: 5000,
    staleTime: 0,
  })
  return (
    <div className="max-w-[76rem] px-5 pt-7 sm:px-10 sm:pt-12">
      <h1 className="display text-[2.625rem] sm:text-[3.5rem]">Decisions</h1>
      <p className="mt-3 max-w-[60ch] text-soft leading-relaxed">
        Nothing is served without a record of how it came to be. Open one to see its candidates, what was
        dropped and why, and to make it again byte for byte.
      </p>
      <fieldset aria-label="Whose decisions" className="mt-6 mb-5 flex gap-2">
        <button type="button" className="chip" aria-pressed={!everyone} onClick={() => setEveryone(false)}>
          {name === 'You' ? 'Yours' : name}
        </button>
        <button type="button" className="chip" aria-pressed={everyone} onClick={() => setEveryone(true)}>
          Everyone’s
        </button>
      </fieldset>
      {error ? (
        <ErrorState what="decisions" error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading what="decisions">
          <div className="space-y-3">
            {[0, 1, 2, 3, 4].map((row) => (
              <Skeleton key={row} className="h-12 w-full" />
            ))}
          </div>
        </Loading>
      ) : data.decisions.length === 0 ? (
        <EmptyState title="No decisions yet.">
          <p>
            <Link to="/" className="font-medium text-accent underline-offset-3 hover:underline">
              Open Listen
            </Link>{' '}
            and play something: each home, queue and session leaves one here.
          </p>
        </EmptyState>
      ) : (
        <DecisionTable decisions={data.decisions} now={dataUpdatedAt} />
      )}
    </div>
  )
}
