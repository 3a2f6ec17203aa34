import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

/**
 * A round button that is only an icon; its `label` is both its accessible name and its tooltip. Size and colour
 * come from a component class, so that the utilities given by a caller always win over them.
 */
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
    className={clsx('icon-button', strong && 'text-ink', className)}
    {...rest}
  >
    {children}
  </button>
)
