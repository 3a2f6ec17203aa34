import type { Decision } from '@segue/client'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowUpRight, Info } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { addressedTo } from '../decisions/column-words.ts'
import { heldBackText } from '../decisions/held-back-text.ts'
import { ScoreParts } from '../decisions/score-parts.tsx'
import { scaleOf } from '../decisions/told-score.ts'
import { ToldTopics } from '../decisions/told-topics.tsx'
import { Skeleton } from '../design/feedback.tsx'
import { failureWords } from '../failure-words.ts'
import { counted, whole, words } from '../formatting.ts'
import type { Entry } from '../player/player-store.ts'
import { segue } from '../segue.ts'

/**
 * "Why this?" on an item: the reason in words at once, the numbers behind it when the decision has arrived.
 * The reason line itself is the button, so that nobody has to look for it.
 */
const findCandidate = (decision: Decision, trackId: string) => {
  for (const run of decision.runs) {
    const candidate = run.candidates.find((one) => one.trackId === trackId && one.fate.kind === 'selected')
    if (candidate) return { run, candidate }
  }
  return undefined
}

/** As the reason above it speaks, which is to whom the console plays for. */
const toYou = addressedTo(true)

const barText = {
  sum: 'Green counted for it, red against it.',
  beside: 'Each is compared with the other tracks that were ranked: green speaks for it, red against it.',
}

const Evidence = ({ requestId, trackId }: { requestId: string; trackId: string }) => {
  const { data, error } = useQuery({
    queryKey: ['decision', requestId],
    queryFn: ({ signal }) => segue.decisions.get(requestId, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (error) return <p className="text-leave text-sm">{failureWords(error)}</p>
  if (!data)
    return (
      <div className="space-y-2" aria-hidden="true">
        <Skeleton className="h-3 w-2/3" />
        <Skeleton className="h-3 w-full" />
        <Skeleton className="h-3 w-5/6" />
      </div>
    )
  const match = findCandidate(data, trackId)
  if (!match) return <p className="text-soft text-sm">This track is not in the record of its decision.</p>
  const { run, candidate } = match
  const scale = scaleOf(run)
  const rank = candidate.fate.kind === 'selected' ? candidate.fate.rank : undefined
  return (
    <div className="space-y-3">
      <p className="text-soft text-xs leading-relaxed">
        {rank === undefined ? 'Found' : `Placed ${whole(rank + 1)}`} of{' '}
        {counted(run.candidates.length, 'candidate')}, found by{' '}
        <strong className="font-medium text-ink">{candidate.sources.map(words).join(', ')}</strong>.
        {candidate.heldBack && ` ${heldBackText(candidate.heldBack)}.`}
      </p>
      <ToldTopics candidate={candidate} scale={scale} address={toYou} />
      {scale.kind !== 'untold' && <p className="text-[0.6875rem] text-faint">{barText[scale.kind]}</p>}
      <ScoreParts candidate={candidate} scale={scale} address={toYou} />
    </div>
  )
}

export const WhyThis = ({
  entry,
  tabIndex,
  className,
}: {
  entry: Entry
  tabIndex?: number
  className?: string
}) => {
  const [open, setOpen] = useState(false)
  const { reason, requestId, track } = entry
  if (!reason) return null
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        tabIndex={tabIndex}
        aria-label={`Why this? ${track.title}: ${reason.text}`}
        className={`touch group/why relative flex max-w-full items-center gap-1 rounded text-left text-faint text-xs transition hover:text-ink ${className ?? ''}`}
      >
        <span className="truncate">{reason.text}</span>
        <Info className="size-3 shrink-0 opacity-60 group-hover/why:opacity-100" aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label="Why this?"
          sideOffset={8}
          collisionPadding={12}
          className="floating z-[60] max-h-(--radix-popover-content-available-height) w-[min(21rem,calc(100vw-1.5rem))] overflow-y-auto p-4"
        >
          <p className="eyebrow mb-3">Why this?</p>
          <p className="heading mb-3 text-[1.0625rem] leading-snug">{reason.text}</p>
          {requestId && (
            <>
              <Evidence requestId={requestId} trackId={track.id} />
              <Link
                to="/decisions/$requestId"
                params={{ requestId }}
                search={{ track: track.id }}
                onClick={() => setOpen(false)}
                className="mt-4 inline-flex items-center gap-1 font-medium text-accent text-sm hover:underline"
              >
                Open the decision <ArrowUpRight className="size-3.5" aria-hidden="true" />
              </Link>
            </>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
