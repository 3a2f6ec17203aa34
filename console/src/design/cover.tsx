import { clsx } from 'clsx'
import { type CoverSubject, coverUrl } from './cover-art.ts'

/** The drawn cover of a track. Decorative: the title always stands beside it, so it has no text of its own. */
export const Cover = ({ of, className }: { of: CoverSubject; className?: string }) => (
  <img
    src={coverUrl(of)}
    alt=""
    draggable={false}
    decoding="async"
    className={clsx('aspect-square shrink-0 select-none object-cover', className)}
  />
)
