import { clsx } from 'clsx'
import type { Tier } from '../segue.ts'

export const TierBadge = ({ tier }: { tier: Tier }) => (
  <span
    className={clsx(
      'inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 font-medium text-xs',
      tier === 'full' && 'bg-enter/12 text-enter',
      tier === 'cached' && 'bg-caution/14 text-caution',
      tier === 'popular' && 'bg-leave/12 text-leave',
    )}
  >
    <span className="size-1.5 rounded-full bg-current" aria-hidden="true" /> {tier}
  </span>
)
