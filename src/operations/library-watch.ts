import type { Libraries, LibraryScan } from '#catalog'
import { type Clock, minuteMs, secondMs } from '#domain'

/**
 * Scans libraries while a server runs: soon after something changed in them, and by the clock where the system
 * can't tell. Copying an album makes thousands of changes, so a scan waits until they pause, though not for
 * ever; the next one starts after the one before has ended.
 */
export interface LibraryWatching {
  start(): void
  stop(): void
}

export interface FolderWatch {
  /** Resolves to why it can't watch, or undefined. */
  follow(): Promise<string | undefined>
  close(): void
}

const pauseMs = 2 * secondMs
const longestWaitMs = 30 * secondMs
const withoutWatchMs = 10 * minuteMs

export const watchLibraries = (options: {
  readonly clock: Clock
  readonly libraries: Libraries
  readonly watch: (path: string, changed: () => void) => FolderWatch
  /** Told after a scan that changed the catalogue or held tracks back. */
  readonly onScan: (scan: LibraryScan) => void
  /** Told once why a library is scanned by the clock instead. */
  readonly onUnwatched: (label: string, reason: string) => void
  readonly onFault: (error: unknown) => void
}): LibraryWatching => {
  const { clock, libraries, onFault } = options
  const stops: (() => void)[] = []

  const keep = (path: string, label: string) => {
    let timer: NodeJS.Timeout | undefined
    let firstChange: number | undefined
    let unwatched = false
    let stopped = false
    const wait = (waitMs: number) => {
      clearTimeout(timer)
      if (!stopped) timer = setTimeout(() => void turn(), waitMs)
    }
    const changed = () => {
      firstChange ??= clock()
      const leftMs = longestWaitMs - (clock() - firstChange)
      wait(Math.max(0, Math.min(pauseMs, leftMs)))
    }
    const watcher = options.watch(path, changed)
    const follow = async () => {
      const reason = await watcher.follow()
      if (reason === undefined) return
      if (!unwatched) options.onUnwatched(label, reason)
      unwatched = true
      wait(withoutWatchMs)
    }
    const turn = async () => {
      firstChange = undefined
      try {
        const scan = await libraries.scan(path)
        const { added, changed: updated, withdrawn, heldBack } = scan
        if (added + updated + withdrawn > 0 || heldBack !== undefined) options.onScan(scan)
      } catch (error) {
        onFault(error)
      }
      if (!stopped) await follow()
    }
    void follow()
    return () => {
      stopped = true
      clearTimeout(timer)
      watcher.close()
    }
  }

  return {
    start() {
      if (stops.length > 0) return
      for (const { path, label } of libraries.known()) stops.push(keep(path, label))
    },
    stop() {
      for (const stop of stops.splice(0)) stop()
    },
  }
}
