import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { EmptyState, ErrorState, Loading, Skeleton } from '../design/feedback.tsx'
import { OlderButton } from '../design/older-button.tsx'
import { moment } from '../formatting.ts'
import { usePageTitle } from '../layout/page-title.ts'
import { useListenerId } from '../listener/listener-store.ts'
import { segue } from '../segue.ts'
import { DecisionFilters } from './decision-filters.tsx'
import { asked, type DecisionSearch, filtersIn } from './decision-search.ts'
import { DecisionTable } from './decision-table.tsx'

const perPage = 50

const NothingFound = ({ search }: { search: DecisionSearch }) =>
  filtersIn(search) > 0 ? (
    <EmptyState title="No decision fits.">
      <p>Take a filter away or widen the time. What is older than the log keeps is gone.</p>
    </EmptyState>
  ) : (
    <EmptyState title="No decisions yet.">
      <p>
        <Link to="/" className="touch font-medium text-accent underline-offset-3 hover:underline">
          Open Listen
        </Link>{' '}
        and play something: each home, queue and session leaves one here.
      </p>
    </EmptyState>
  )

/** Every slate that was served, newest first, each a way to how it came to be. */
export const DecisionsPage = () => {
  usePageTitle('Decisions')
  const search = useSearch({ from: '/decisions' })
  const query = asked(search, useListenerId())
  const found = useInfiniteQuery({
    queryKey: ['decisions', query],
    queryFn: ({ signal, pageParam }) =>
      segue.decisions.search(
        { ...query, limit: perPage, ...(pageParam && { before: pageParam }) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    // Who has gone back in time is not following what happens now.
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 && !state.error ? 5000 : false),
    staleTime: 0,
  })
  const { data, error, refetch, dataUpdatedAt } = found
  const decisions = data?.pages.flatMap((page) => page.decisions) ?? []
  const last = data?.pages.at(-1)
  return (
    <div className="max-w-[76rem] px-5 pt-7 sm:px-10 sm:pt-12">
      <h1 className="display text-[2.625rem] sm:text-[3.5rem]">Decisions</h1>
      <p className="mt-3 max-w-[60ch] text-soft leading-relaxed">
        Nothing is served without a record of how it came to be. Open one to see its candidates, what was
        dropped and why, and to make it again byte for byte.
      </p>
      <DecisionFilters search={search} />
      <div className="space-y-5">
        {data ? (
          decisions.length > 0 ? (
            <DecisionTable decisions={decisions} now={dataUpdatedAt} />
          ) : (
            last?.next === undefined && <NothingFound search={search} />
          )
        ) : error ? (
          <ErrorState what="decisions" error={error} retry={() => void refetch()} />
        ) : (
          <Loading what="decisions">
            <div className="space-y-3">
              {[0, 1, 2, 3, 4].map((row) => (
                <Skeleton key={row} className="h-12 w-full" />
              ))}
            </div>
          </Loading>
        )}
        {last?.searchedTo !== undefined && last.decisions.length < perPage && (
          <p role="status" className="text-soft text-sm">
            Looked back to {moment(last.searchedTo)}.
          </p>
        )}
        <OlderButton pages={found} />
      </div>
    </div>
  )
}
