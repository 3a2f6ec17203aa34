import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { Mark } from './logo.tsx'

/** What a page shows when it has nothing yet, has nothing at all, or could not get it. */
export const Skeleton = ({ className }: { className: string }) => <div className={`shimmer ${className}`} />

/** Says "loading" aloud once, while the shimmering shapes stay silent. */
export const Loading = ({ what, children }: { what: string; children: ReactNode }) => (
  <div role="status" aria-busy="true">
    <span className="sr-only">Loading {what}</span>
    <div aria-hidden="true">{children}</div>
  </div>
)

export const EmptyState = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="flex flex-col items-start gap-4 py-10">
    <Mark className="h-10 w-12 text-ink/80" />
    <h2 className="heading text-2xl">{title}</h2>
    <div className="max-w-prose space-y-3 text-[0.9375rem] leading-relaxed text-soft">{children}</div>
  </div>
)

export const ErrorState = ({ what, error, retry }: { what: string; error: Error; retry: () => void }) => (
  <div role="alert" className="panel flex flex-col items-start gap-3 border-leave/35 p-6">
    <h2 className="heading text-lg">Couldn’t load {what}</h2>
    <p className="max-w-prose text-sm leading-relaxed text-soft">{error.message}</p>
    <button type="button" onClick={retry} className="chip font-medium">
      <RotateCw className="size-3.5" aria-hidden="true" /> Try again
    </button>
  </div>
)
