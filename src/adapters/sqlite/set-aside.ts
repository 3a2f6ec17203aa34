import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Moves a damaged database out of the way under a name that says why, for whoever looks into it. The trap is a
 * disk that damages every file: only the newest few are kept, or they would fill what is left of it.
 */
const mostKept = 2

/** The new path, `<path>.damaged-<number>-<reason>`; undefined when there was nothing to move. */
export const setAside = (path: string, reason: string): string | undefined => {
  const marker = `${basename(path)}.damaged-`
  const numberOf = (name: string): number => Number.parseInt(name.slice(marker.length), 10) || 0
  const folder = dirname(path)
  const kept = readdirSync(folder)
    .filter((name) => name.startsWith(marker))
    .sort((a, b) => numberOf(a) - numberOf(b))
  const aside = `${path}.damaged-${numberOf(kept.at(-1) ?? marker) + 1}-${reason}`
  const there = existsSync(path)
  if (there) renameSync(path, aside)
  // What they hold belongs to the file that is gone: a new one must not find them.
  for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true })
  if (!there) return undefined
  for (const name of kept.slice(0, kept.length + 1 - mostKept)) rmSync(join(folder, name), { force: true })
  return aside
}
