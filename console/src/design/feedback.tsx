import { Link } from '@tanstack/react-router'
import { RotateCw, Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { failureWords, isNotThere } from '../failure-words.ts'
import { opening } from '../opening.ts'
import { useStore } from '../store.ts'
import { Mark } from './logo.tsx'

/** What a page shows when it has nothing yet, has nothing at all, or could not get it. */
export const Skeleton = ({ className }: { className: string }) => <div className={`shimmer ${className}`} />

/** Says "loading" aloud once, while the shimmering shapes stay silent. Of a server that starts the notice says more. */
export const Loading = ({ what, children }: { what: string; children: ReactNode }) => {
  const starts = useStore(opening, ({ words }) => words !== undefined)
  return starts ? null : (
    <div role="status" aria-busy="true">
      <span className="sr-only">Loading {what}</span>
      <div aria-hidden="true">{children}</div>
    </div>
  )
}

export const EmptyState = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="flex flex-col items-start gap-4 py-10">
    <Mark className="h-10 w-12 text-ink/80" />
    <h2 className="heading text-2xl">{title}</h2>
    <div className="max-w-prose space-y-3 text-[0.9375rem] leading-relaxed text-soft">{children}</div>
  </div>
)

/** `missing` stands where what was asked for by its id is not there: to try again would be in vain. */
export const ErrorState = ({
  what,
  error,
  retry,
  missing,
}: {
  what: string
  error: Error
  retry: () => void
  missing?: ReactNode
}) =>
  missing && isNotThere(error) ? (
    <div role="alert">{missing}</div>
  ) : (
    <div role="alert" className="panel flex flex-col items-start gap-3 border-leave/35 p-6">
      <h2 className="heading text-lg">Couldn’t load {what}</h2>
      <p className="max-w-prose text-sm leading-relaxed text-soft">{failureWords(error)}</p>
      <button type="button" onClick={retry} className="chip font-medium">
        <RotateCw className="size-3.5" aria-hidden="true" /> Try again
      </button>
    </div>
  )

/** Instead of an artist, a release or a track that left the catalogue or never was in it. */
export const NotInCatalogue = ({ kind }: { kind: string }) => (
  <EmptyState title={`This ${kind} is not in the catalogue.`}>
    <p>It may have been removed, or the address may be mistyped.</p>
    <Link to="/catalogue" activeOptions={{ exact: true }} className="chip min-h-11 px-4 font-medium">
      <Search className="size-3.5" aria-hidden="true" /> Search the catalogue
    </Link>
  </EmptyState>
)
