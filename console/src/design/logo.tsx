/** The mark: one swell falling while the next one rises, which is what a segue is. */
export const Mark = ({ className }: { className?: string }) => (
  <svg viewBox="4 6 24 20" className={className} aria-hidden="true">
    <path d="M5 8C13 8 19 24 27 24H5Z" fill="currentColor" />
    <path d="M5 24C13 24 19 8 27 8V24Z" fill="var(--accent-fill)" />
    <path
      d="M5 24c6.500 0 8.500-5 11-8 2.500 3 4.500 8 11 8Z"
      fill="color-mix(in oklab, var(--accent-fill) 58%, var(--ink))"
    />
  </svg>
)

export const Logo = () => (
  <span className="flex items-center gap-2.5">
    <Mark className="h-6 w-7" />
    <span className="display text-[1.375rem]">Segue</span>
  </span>
)
