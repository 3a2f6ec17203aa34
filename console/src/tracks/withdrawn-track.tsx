import type { WithdrawnTrack } from '@segue/client'
import { Disc3 } from 'lucide-react'
import type { ReactNode } from 'react'
import { names } from '../formatting.ts'

/** A track that left the catalogue, as a line among others: named as it was, if that is known, and nothing to press. */
export const WithdrawnRow = ({
  track,
  note,
  facts,
}: {
  track: WithdrawnTrack | undefined
  note?: string
  facts?: ReactNode
}) => (
  <div className="flex items-center gap-3 p-1.5">
    <span className="grid size-12 shrink-0 place-items-center rounded-lg border border-line border-dashed text-faint">
      <Disc3 className="size-5" aria-hidden="true" />
    </span>
    <div className="min-w-0 flex-1">
      <h3 className="truncate text-[0.9375rem] text-soft leading-snug" title={track?.title}>
        {track?.title ?? 'An unknown track'}
      </h3>
      <p className="truncate text-[0.8125rem] text-faint leading-snug">
        {[track && names(track.artists), note].filter(Boolean).join(' · ')}
      </p>
    </div>
    {facts}
  </div>
)
