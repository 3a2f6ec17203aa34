import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ArrowRight } from 'lucide-react'
import { ago, moment, whole, words } from '../formatting.ts'
import { SimulatedBadge, useAbout } from '../listener/listener-picker.tsx'
import { ownListenerId } from '../listener/listener-store.ts'
import type { DecisionSummary } from '../segue.ts'
import { TierBadge } from './tier-badge.tsx'

const Row = ({ decision, now }: { decision: DecisionSummary; now: number }) => {
  const { data } = useAbout()
  const listener = data?.simulated?.listeners.find((one) => one.id === decision.listenerId)
  const name = decision.listenerId === ownListenerId ? 'You' : (listener?.name ?? decision.listenerId)
  const navigate = useNavigate()
  const way = {
    to: '/decisions/$requestId',
    params: { requestId: decision.requestId },
    state: { decisions: useSearch({ from: '/decisions' }) },
  } as const
  return (
    // The link in the row is the way for keys and readers; a click anywhere is a convenience.
    <tr
      onClick={() => void navigate(way)}
      className="group cursor-pointer border-line border-t transition hover:bg-ink/4"
    >
      <td className="py-3 pr-4 pl-5 font-medium">
        <Link {...way} className="touch flex-col justify-center rounded pointer-coarse:items-start">
          {words(decision.surface)}
          <span className="block font-mono font-normal text-[0.6875rem] text-faint">
            {decision.requestId.slice(0, 18)}
          </span>
          <span className="block max-w-40 truncate font-normal text-soft text-xs md:hidden">{name}</span>
        </Link>
      </td>
      <td className="pr-4">
        <TierBadge tier={decision.tier} />
      </td>
      <td className="hidden pr-10 text-right tabular-nums md:table-cell">{whole(decision.tracks)}</td>
      <td className="hidden pr-4 md:table-cell">
        <span className="inline-flex items-center gap-2">
          <span className="max-w-40 truncate">{name}</span>
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

/** Decisions, each a way to how it came to be. */
export const DecisionTable = ({ decisions, now }: { decisions: readonly DecisionSummary[]; now: number }) => (
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
