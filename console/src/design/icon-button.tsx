import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

/** A round button that is only an icon; its `label` is both its accessible name and its tooltip. */
export const IconButton = ({
  label,
  children,
  className,
  strong = false,
  ...rest
}: { label: string; children: ReactNode; strong?: boolean } & ComponentProps<'button'>) => (
  <button
    type="button"
    aria-label={label}
    title={label}
    className={clsx(
      'grid size-9 shrink-0 place-items-center rounded-full transition duration-150 hover:bg-ink/8 hover:text-ink active:scale-92 disabled:opacity-35',
      strong ? 'text-ink' : 'text-soft',
      className,
    )}
    {...rest}
  >
    {children}
  </button>
)
