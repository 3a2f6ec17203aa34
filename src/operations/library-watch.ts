import type { Libraries } from '#catalog'
import { type Clock, minuteMs, secondMs } from '#domain'

/**
 * Scans libraries while a server runs: soon after something changed in them, and by the clock where the system
 * can't tell. Copying an album makes thousands of changes, so a scan waits until they pause, though not for
 * ever; the next one starts after the one before has ended. Nothing tells that a library is back, a disk mounted
 * again least of all, so one that is away is looked for: looking is cheap, unlike a scan.
 */
export interface LibraryWatching {
  start(): void
  stop(): void
}

export interface FolderWatch {
  /** Watches what is there now. Resolves to why it can't, or undefined; calls back when there is something new. */
  follow(): Promise<{ readonly reason: string; readonly away: boolean } | undefined>
  close(): void
}

const pauseMs = 2 * secondMs
const longestWaitMs = 30 * secondMs
const withoutWatchMs = 10 * minuteMs
const lookAgainMs = 10 * secondMs

export const watchLibraries = (options: {
  readonly clock: Clock
  readonly libraries: Libraries
  readonly watch: (path: string, changed: () => void) => FolderWatch
  /** Told once why a library that is there is scanned by the clock instead. */
  readonly onUnwatched: (label: string, reason: string) => void
  /** Told each time a library goes away, and when it is back. */
  readonly onAway: (label: string, away: boolean) => void
  readonly onFault: (error: unknown) => void
}): LibraryWatching => {
  const { clock, libraries, onFault } = options
  const stops: (() => void)[] = []

  const keep = (path: string, label: string) => {
    let timer: NodeJS.Timeout | undefined
    let firstChange: number | undefined
    let unwatched = false
    let away = false
    /** While something is held back: what is there may be the empty folder where a disk belongs, or have one below it. */
    let heldBackMs: number | undefined
    let stopped = false
    const wait = (waitMs: number, work: () => Promise<void>) => {
      clearTimeout(timer)
      if (!stopped) timer = setTimeout(() => void work(), waitMs)
    }
    const changed = () => {
      firstChange ??= clock()
      const leftMs = longestWaitMs - (clock() - firstChange)
      wait(Math.max(0, Math.min(pauseMs, leftMs)), turn)
    }
    const watcher = options.watch(path, changed)
    const follow = async () => {
      const found = await watcher.follow()
      if (stopped) return watcher.close()
      const wasAway = away
      away = found?.away === true
      if (away !== wasAway) options.onAway(label, away)
      const lookMs = away ? lookAgainMs : heldBackMs
      if (!away && found !== undefined) {
        if (!unwatched) options.onUnwatched(label, found.reason)
        unwatched = true
        wait(withoutWatchMs, turn)
      } else if (lookMs !== undefined && firstChange === undefined) {
        // Where it has just told of something, a scan is due, and follows again.
        wait(lookMs, follow)
      }
      if (wasAway && !away) changed()
    }
    const turn = async () => {
      firstChange = undefined
      try {
        const { heldBack, read } = await libraries.scan(path)
        if (heldBack === undefined) heldBackMs = undefined
        else heldBackMs = read === 0 ? lookAgainMs : withoutWatchMs
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
