import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useRef } from 'react'
import { EmptyState, ErrorState } from '../design/feedback.tsx'
import { counted, whole, words } from '../formatting.ts'
import { NotFound } from '../layout/not-found.tsx'
import { usePageTitle } from '../layout/page-title.ts'
import { useListenerId } from '../listener/listener-store.ts'
import { found } from '../player/playback.ts'
import { segue } from '../segue.ts'
import { ReleaseGrid } from './release-grid.tsx'
import { HiddenByBlocks, ResultsLoading, TrackList } from './results.tsx'
import { SearchField } from './search-field.tsx'

/** All of one kind, page by page. What is asked stands in the address, so that a list can be sent and returned to. */
export const kinds = ['artists', 'releases', 'tracks', 'tags', 'years'] as const
type Kind = (typeof kinds)[number]
export const orders = ['name', 'tracks', 'newest', 'title', 'popular'] as const
type Order = (typeof orders)[number]

export interface Browsing {
  q?: string
  order?: Order
  page?: number
  year?: number
  tag?: string
}

const perPage = 60
/** The furthest the server looks into a list. */
const mostOffset = 10_000_000

const orderNames: Record<Order, string> = {
  name: 'A to Z',
  tracks: 'Most tracks',
  newest: 'Newest',
  title: 'A to Z',
  popular: 'Most played',
}
const ordersOf = {
  artists: ['name', 'tracks'],
  releases: ['newest', 'title', 'tracks'],
  tracks: ['popular', 'newest', 'title'],
  tags: ['tracks', 'name'],
  years: [],
} as const satisfies Record<Kind, readonly Order[]>

/** The order asked for, if this kind has it; else its first one. */
const chosen = <Offered extends Order>(offered: readonly [Offered, ...Offered[]], order: Order | undefined) =>
  offered.find((one) => one === order) ?? offered[0]

interface Counted {
  readonly key: string
  readonly name: string
  readonly tracks: number
}

type Answer =
  | { readonly kind: 'artists' | 'tags' | 'years'; readonly total: number; readonly rows: readonly Counted[] }
  | ({ readonly kind: 'releases' } & Awaited<ReturnType<typeof segue.browse.releases>>)
  | ({ readonly kind: 'tracks' } & Awaited<ReturnType<typeof segue.browse.tracks>>)

const ask = async (
  kind: Kind,
  { q, order, page = 1, year, tag }: Browsing,
  listenerId: string,
  signal: AbortSignal,
): Promise<Answer> => {
  const part = {
    offset: Math.min((page - 1) * perPage, mostOffset),
    limit: perPage,
    ...(q !== undefined && { q }),
  }
  const inYear = year === undefined ? {} : { year }
  if (kind === 'releases') {
    const query = { ...part, ...inYear, order: chosen(ordersOf.releases, order) }
    return { kind, ...(await segue.browse.releases(query, { signal })) }
  }
  if (kind === 'tracks') {
    const query = {
      offset: part.offset,
      limit: perPage,
      ...inYear,
      ...(tag !== undefined && { tag }),
      order: chosen(ordersOf.tracks, order),
      listenerId,
    }
    return { kind, ...(await segue.browse.tracks(query, { signal })) }
  }
  if (kind === 'artists') {
    const { total, artists } = await segue.browse.artists(
      { ...part, order: chosen(ordersOf.artists, order) },
      { signal },
    )
    return { kind, total, rows: artists.map(({ id, name, tracks }) => ({ key: id, name, tracks })) }
  }
  if (kind === 'tags') {
    const { total, tags } = await segue.browse.tags(
      { ...part, order: chosen(ordersOf.tags, order) },
      { signal },
    )
    return { kind, total, rows: tags.map(({ tag: name, tracks }) => ({ key: name, name, tracks })) }
  }
  const { years } = await segue.browse.years({ signal })
  const rows = years.map(({ year: one, tracks }) => ({ key: String(one), name: String(one), tracks }))
  return { kind, total: rows.length, rows: rows.slice(part.offset, part.offset + perPage) }
}

const rowClass =
  'flex min-h-12 items-center justify-between gap-4 rounded-xl border border-line px-4 py-2.5 transition hover:border-ink/30 hover:bg-ink/4'

const RowLink = ({ kind, row }: { kind: 'artists' | 'tags' | 'years'; row: Counted }) => {
  const inside = (
    <>
      <span className="min-w-0 font-medium text-[0.9375rem] [overflow-wrap:anywhere]">{row.name}</span>
      <span className="shrink-0 text-faint text-xs tabular-nums">{counted(row.tracks, 'track')}</span>
    </>
  )
  if (kind === 'artists')
    return (
      <Link to="/artists/$id" params={{ id: row.key }} className={rowClass}>
        {inside}
      </Link>
    )
  return (
    <Link
      to="/catalogue/browse/$kind"
      params={{ kind: kind === 'tags' ? 'tracks' : 'releases' }}
      search={kind === 'tags' ? { tag: row.key } : { year: Number(row.key) }}
      className={rowClass}
    >
      {inside}
    </Link>
  )
}

const Shown = ({ answer, tag }: { answer: Answer; tag: string | undefined }) => {
  if (answer.kind === 'releases') return <ReleaseGrid releases={answer.releases} />
  if (answer.kind === 'tracks')
    return (
      <>
        <TrackList entries={answer.tracks.map(found)} label="Tracks" tag={tag} />
        <HiddenByBlocks count={answer.hiddenByBlocks} />
      </>
    )
  return (
    <ul aria-label={answer.kind} className="grid gap-2 sm:grid-cols-2 xl:grid-cols-3">
      {answer.rows.map((row) => (
        <li key={row.key} className="min-w-0">
          <RowLink kind={answer.kind} row={row} />
        </li>
      ))}
    </ul>
  )
}

const pageLink = 'chip min-h-11 px-4 aria-disabled:pointer-events-none aria-disabled:opacity-35'

/** An address from when there was more here, or one that was mistyped. */
const NoSuchPage = ({ kind, page, last }: { kind: Kind; page: number; last: number }) => (
  <EmptyState title={`There is no page ${whole(page)}.`}>
    <p>The list ends with page {whole(last)}.</p>
    <Link
      to="/catalogue/browse/$kind"
      params={{ kind }}
      search={({ page: _, ...before }: Browsing): Browsing => ({
        ...before,
        ...(last > 1 && { page: last }),
      })}
      className="chip min-h-11 px-4 font-medium"
    >
      To the last page
    </Link>
  </EmptyState>
)

const Pages = ({ kind, total, page }: { kind: Kind; total: number; page: number }) => {
  const pages = Math.ceil(total / perPage)
  if (page > pages) return <NoSuchPage kind={kind} page={page} last={pages} />
  if (pages <= 1) return null
  const to =
    (number: number) =>
    (before: Browsing): Browsing => ({ ...before, page: number })
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-4 pt-2">
      <Link
        to="/catalogue/browse/$kind"
        params={{ kind }}
        search={to(page - 1)}
        disabled={page <= 1}
        className={pageLink}
      >
        <ChevronLeft className="size-4" aria-hidden="true" /> Previous
      </Link>
      <span className="text-soft text-sm tabular-nums">
        Page {whole(page)} of {whole(pages)}
      </span>
      <Link
        to="/catalogue/browse/$kind"
        params={{ kind }}
        search={to(page + 1)}
        disabled={page >= pages}
        className={pageLink}
      >
        Next <ChevronRight className="size-4" aria-hidden="true" />
      </Link>
    </nav>
  )
}

const Tabs = ({ kind }: { kind: Kind }) => (
  <nav aria-label="Kinds" className="flex flex-wrap gap-2">
    {kinds.map((one) => (
      <Link
        key={one}
        to="/catalogue/browse/$kind"
        params={{ kind: one }}
        className="chip min-h-11 px-4 capitalize"
        aria-current={one === kind ? 'page' : undefined}
        activeOptions={{ includeSearch: false }}
      >
        {one}
      </Link>
    ))}
  </nav>
)

const Orders = ({ kind, asked }: { kind: Kind; asked: Browsing }) => {
  const offered: readonly Order[] = ordersOf[kind]
  if (offered.length < 2) return null
  const now = offered.find((order) => order === asked.order) ?? offered[0]
  return (
    <fieldset aria-label="Order" className="flex flex-wrap gap-2">
      {offered.map((order) => (
        <Link
          key={order}
          to="/catalogue/browse/$kind"
          params={{ kind }}
          search={({ page: _, ...before }: Browsing): Browsing => ({ ...before, order })}
          className="chip min-h-11 px-4"
          aria-current={order === now ? 'true' : undefined}
          activeOptions={{ exact: true }}
        >
          {orderNames[order]}
        </Link>
      ))}
    </fieldset>
  )
}

const Browse = ({ kind }: { kind: Kind }) => {
  const asked: Browsing = useSearch({ from: '/catalogue/browse/$kind' })
  const navigate = useNavigate()
  const listenerId = useListenerId()
  const field = useRef<HTMLInputElement>(null)
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['browse', kind, asked, kind === 'tracks' ? listenerId : ''],
    queryFn: ({ signal }) => ask(kind, asked, listenerId, signal),
    placeholderData: keepPreviousData,
  })
  const search = (q: string) =>
    void navigate({
      to: '/catalogue/browse/$kind',
      params: { kind },
      search: ({ q: _, page: __, ...before }: Browsing): Browsing => ({
        ...before,
        ...(q.trim() && { q: q.trim() }),
      }),
      replace: true,
    })
  const about = asked.tag ?? (asked.year === undefined ? undefined : String(asked.year))
  const ready = data?.kind === kind ? data : undefined
  const title = about ? `${about}: ${kind}` : words(kind)
  usePageTitle(title)
  return (
    <div className="max-w-[76rem] space-y-5 px-5 pt-7 sm:px-10 sm:pt-12">
      <div>
        <Link to="/catalogue" className="inline-flex min-h-11 items-center text-faint text-sm hover:text-ink">
          Catalogue
        </Link>
        <h1 className="display text-[2.25rem] capitalize [overflow-wrap:anywhere] sm:text-[3rem]">{title}</h1>
      </div>
      <Tabs kind={kind} />
      {kind !== 'tracks' && kind !== 'years' && (
        <SearchField
          ref={field}
          query={asked.q ?? ''}
          search={search}
          onKeyDown={() => {}}
          label={`Filter ${kind}`}
        />
      )}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role="status" className="text-soft text-sm">
          {ready ? counted(ready.total, kind.slice(0, -1), kind) : ' '}
        </p>
        <Orders kind={kind} asked={asked} />
      </div>
      {error ? (
        <ErrorState what={kind} error={error} retry={() => void refetch()} />
      ) : !ready ? (
        <ResultsLoading />
      ) : ready.total === 0 ? (
        <EmptyState title="Nothing here.">
          <p>
            {asked.q ? `No name holds “${asked.q}”. Try fewer letters.` : 'The catalogue has none of these.'}
          </p>
        </EmptyState>
      ) : (
        <div className={`space-y-6 transition-opacity ${isPlaceholderData ? 'opacity-60' : ''}`}>
          {(asked.page ?? 1) <= Math.ceil(ready.total / perPage) && <Shown answer={ready} tag={asked.tag} />}
          <Pages kind={kind} total={ready.total} page={asked.page ?? 1} />
        </div>
      )}
    </div>
  )
}

export const BrowsePage = () => {
  const { kind } = useParams({ from: '/catalogue/browse/$kind' })
  const known = kinds.find((one) => one === kind)
  return known ? <Browse key={known} kind={known} /> : <NotFound />
}
