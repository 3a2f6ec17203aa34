import type { ReactNode } from 'react'

export const fieldClass =
  'h-11 w-full min-w-0 rounded-xl border border-line bg-surface px-3 text-[0.875rem] outline-none focus:border-ink/40'

/** A control and what it is called, above it. */
export const Field = ({ label, children }: { label: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is its child
  <label className="block min-w-0 space-y-1">
    <span className="block text-faint text-xs">{label}</span>
    {children}
  </label>
)
