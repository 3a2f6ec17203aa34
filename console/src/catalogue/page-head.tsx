import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Ban, Radio } from 'lucide-react'
import type { ReactNode } from 'react'
import { ErrorState, NotInCatalogue } from '../design/feedback.tsx'
import { usePageTitle } from '../layout/page-title.ts'
import { useListenerId } from '../listener/listener-store.ts'
import { useBlocking } from '../listener/use-blocking.ts'
import { isBlockOf } from '../listener/without-blocked.ts'
import { startSession } from '../player/playback.ts'
import { segue, type Target } from '../segue.ts'
import { ResultsLoading } from './results.tsx'

/** The head of an artist's, release's or track's page: what it is, and what one can do with it. */
export const PageHead = ({
  what,
  title,
  cover,
  facts,
  children,
}: {
  what: string
  title: string
  cover?: ReactNode
  facts: ReactNode
  children?: ReactNode
}) => (
  <header className="flex flex-col gap-6 sm:flex-row sm:items-end">
    {cover}
    <div className="min-w-0 flex-1 space-y-3">
      <p className="eyebrow">{what}</p>
      <h1
        className="display line-clamp-6 text-[2.25rem] [overflow-wrap:anywhere] sm:text-[3rem]"
        title={title}
      >
        {title}
      </h1>
      <div className="text-soft text-sm leading-relaxed [overflow-wrap:anywhere]">{facts}</div>
      <div className="flex flex-wrap gap-2 pt-1">{children}</div>
    </div>
  </header>
)

export const actionClass = 'chip min-h-11 px-4 font-medium'

export const RadioButton = ({ seed }: { seed: Target }) => (
  <button type="button" className={actionClass} onClick={() => void startSession(seed)}>
    <Radio className="size-4 text-accent" aria-hidden="true" /> Start radio
  </button>
)

/** Blocks, or takes the block back: the button says which. */
export const BlockButton = ({ target, name }: { target: Target; name: string }) => {
  const listenerId = useListenerId()
  const { block, unblock } = useBlocking()
  const { data } = useQuery({
    queryKey: ['blocks', listenerId],
    queryFn: ({ signal }) => segue.blocks.list(listenerId, { signal }),
  })
  const blocked = data?.blocks.some((block) => isBlockOf(block, target)) ?? false
  return (
    <button
      type="button"
      className={actionClass}
      onClick={() => void (blocked ? unblock(target, name) : block(target, name))}
    >
      <Ban className="size-4" aria-hidden="true" /> {blocked ? 'Unblock' : 'Block'}
    </button>
  )
}

export const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title} className="space-y-4">
    <h2 className="heading text-[1.5rem]">{title}</h2>
    {children}
  </section>
)

/** The room of such a page. */
export const Room = ({ children }: { children: ReactNode }) => (
  <div className="max-w-[76rem] space-y-11 px-5 pt-7 sm:px-10 sm:pt-12">{children}</div>
)

/** The page of one thing of a kind: the thing as asked for, the wait for it, or why there is none. */
export const PageOf = <Data,>({
  kind,
  asked: { data, error, refetch },
  title,
  children,
}: {
  kind: string
  asked: Pick<UseQueryResult<Data>, 'data' | 'error' | 'refetch'>
  title: (data: Data) => string
  children: (data: Data) => ReactNode
}) => {
  usePageTitle(error ? kind : data && title(data))
  if (!error && data) return <Room>{children(data)}</Room>
  return (
    <Room>
      {error ? (
        <>
          <h1 className="sr-only">{kind}</h1>
          <ErrorState
            what={`this ${kind.toLowerCase()}`}
            error={error}
            retry={() => void refetch()}
            missing={<NotInCatalogue kind={kind.toLowerCase()} />}
          />
        </>
      ) : (
        <ResultsLoading />
      )}
    </Room>
  )
}
