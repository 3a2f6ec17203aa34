import type { LibraryScan } from '#catalog'

/** What the log of a server says of a scan: a warning each time something waits for a person. Never names a path. */
export interface ScanNews {
  readonly level: 'info' | 'warn'
  readonly found: Partial<LibraryScan>
}

/** Undefined for a scan that found everything as it was. */
export const newsOfScan = ({
  label,
  added,
  changed,
  withdrawn,
  renamed,
  heldBack,
  columns,
}: LibraryScan): ScanNews | undefined => {
  const found = {
    label,
    added,
    changed,
    withdrawn,
    ...(renamed > 0 && { renamed }),
    ...(heldBack && { heldBack }),
    ...(columns && { columns }),
  }
  if (heldBack !== undefined || (columns?.warnings.length ?? 0) > 0) return { level: 'warn', found }
  return added + changed + withdrawn > 0 ? { level: 'info', found } : undefined
}
