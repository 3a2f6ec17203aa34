import type { Decision } from '@segue/client'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ArrowLeft, Search } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { type FormEvent, useState } from 'react'
import { EmptyState, ErrorState, Loading, Skeleton } from '../design/feedback.tsx'
import { words } from '../formatting.ts'
import { usePageTitle } from '../layout/page-title.ts'
import { ownListenerId } from '../listener/listener-store.ts'
import { isProblem, segue } from '../segue.ts'
import { CandidatesTable } from './candidates-table.tsx'
import { addressedTo } from './column-words.ts'
import { DecisionFacts } from './decision-facts.tsx'
import { Funnel } from './funnel.tsx'
import { ReplayPanel } from './replay-panel.tsx'

const keyOf = (run: Decision['runs'][number], index: number) => `${index} ${run.pipeline}`

/** The runs of a decision: one for a slate, a tab for each shelf of home. */
const Runs = ({ decision, markedId }: { decision: Decision; markedId: string | undefined }) => {
  const { runs } = decision
  const addressed = addressedTo(decision.listenerId === ownListenerId)
  const marked = runs.findIndex((run) =>
    run.candidates.some((one) => one.trackId === markedId && one.fate.kind === 'selected'),
  )
  const opened = runs[Math.max(0, marked)]
  if (!opened)
    return <p className="text-soft">This decision ran no pipeline: the answer was served from elsewhere.</p>
  return (
    <Tabs.Root defaultValue={keyOf(opened, Math.max(0, marked))}>
      {runs.length > 1 && (
        <Tabs.List
          aria-label="Runs"
          className="mb-4 flex gap-1.5 overflow-x-auto py-1 [scrollbar-width:none]"
        >
          {runs.map((run, index) => (
            <Tabs.Trigger
              key={keyOf(run, index)}
              value={keyOf(run, index)}
              className="chip shrink-0 whitespace-nowrap"
            >
              {run.title ?? words(run.pipeline)}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
      )}
      {runs.map((run, index) => (
        <Tabs.Content key={keyOf(run, index)} value={keyOf(run, index)} className="space-y-4 rounded-2xl">
          <Funnel stages={run.stages} />
          <CandidatesTable run={run} address={addressed} markedId={markedId} />
        </Tabs.Content>
      ))}
    </Tabs.Root>
  )
}

/** A record that isn't there won't be there the next time either: the way on is to look for another. */
const UnknownDecision = () => {
  const navigate = useNavigate()
  const [id, setId] = useState('')
  const open = (event: FormEvent) => {
    event.preventDefault()
    if (id.trim() !== '') void navigate({ to: '/decisions/$requestId', params: { requestId: id.trim() } })
  }
  return (
    <EmptyState title="There is no such decision.">
      <p>
        It may have been mistyped, belong to another server, or be older than what this one keeps. Every
        answer carries its id as “requestId”.
      </p>
      <search>
        <form onSubmit={open} className="flex flex-wrap gap-2">
          <input
            type="search"
            aria-label="Request id"
            placeholder="Request id"
            value={id}
            onChange={(event) => setId(event.target.value)}
            className="h-11 min-w-0 flex-1 rounded-full border border-line bg-surface px-4 font-mono text-[0.8125rem]"
          />
          <button type="submit" className="chip px-4 font-medium">
            <Search className="size-3.5" aria-hidden="true" /> Find
          </button>
        </form>
      </search>
      <Link to="/decisions" className="chip px-4 py-2 font-medium">
        Search all decisions
      </Link>
    </EmptyState>
  )
}

export const DecisionPage = () => {
  const { requestId } = useParams({ from: '/decisions/$requestId' })
  const { track } = useSearch({ from: '/decisions/$requestId' })
  const { decisions = {} } = useLocation({ select: ({ state }) => state })
  const { data, error, refetch } = useQuery({
    queryKey: ['decision', requestId],
    queryFn: ({ signal }) => segue.decisions.get(requestId, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  usePageTitle(error ? 'Decision' : data && `${words(data.surface)} decision`)
  return (
    <div className="max-w-[76rem] space-y-6 px-5 pt-7 sm:px-10 sm:pt-10">
      <div>
        <Link
          to="/decisions"
          search={decisions}
          className="touch inline-flex items-center gap-1.5 text-sm text-soft hover:text-ink"
        >
          <ArrowLeft className="size-4" aria-hidden="true" /> Decisions
        </Link>
        <h1 className="display mt-4 text-[2.625rem] sm:text-[3.25rem]">
          {data ? words(data.surface) : 'Decision'}
        </h1>
        <p className="mt-2 font-mono text-faint text-xs [overflow-wrap:anywhere]">{requestId}</p>
      </div>
      {isProblem(error) && error.status === 409 ? (
        <EmptyState title="This decision can’t be read here.">
          <p>{error.message}</p>
        </EmptyState>
      ) : error ? (
        <ErrorState
          what="this decision"
          error={error}
          retry={() => void refetch()}
          missing={<UnknownDecision />}
        />
      ) : !data ? (
        <Loading what="the decision">
          <Skeleton className="h-40 w-full" />
          <Skeleton className="mt-4 h-96 w-full" />
        </Loading>
      ) : (
        <>
          <DecisionFacts decision={data} />
          <ReplayPanel requestId={requestId} />
          <Runs decision={data} markedId={track} />
        </>
      )}
    </div>
  )
}
