import { type FSWatcher, watch } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Tells when something changes below a library folder, or in a table. Every folder is watched by itself, on all
 * systems alike: the recursive watching of some systems takes one handle a file and stays silent when these run
 * out. The traps: a folder made after the watch began, hence `follow`; a system that has no handles left, which
 * is told in words, so that somebody can scan by the clock instead.
 */
export interface LibraryWatch {
  /** Watches what is there now; called after each scan. Resolves to why it can't, or undefined. */
  follow(): Promise<string | undefined>
  close(): void
}

/** Systems give out some thousand handles by default, and not to us alone. */
const mostFolders = 4_096

export const watchLibrary = (path: string, changed: () => void): LibraryWatch => {
  const watchers = new Map<string, FSWatcher>()
  let fault: string | undefined
  const close = () => {
    for (const watcher of watchers.values()) watcher.close()
    watchers.clear()
  }
  const add = (folder: string, only: string | undefined) => {
    const watcher = watch(folder, { persistent: false }, (_kind, name) => {
      if (only === undefined || name === null || name === only) changed()
    })
    watcher.on('error', (error) => {
      fault = error.message
      watcher.close()
      watchers.delete(folder)
    })
    watchers.set(folder, watcher)
  }
  return {
    async follow() {
      try {
        const table = !(await stat(path)).isDirectory()
        const folders = table ? [dirname(path)] : await foldersBelow(await realpath(path))
        if (folders === undefined) return `it has more than ${mostFolders} folders`
        const there = new Set(folders)
        for (const [folder, watcher] of watchers) {
          if (there.has(folder)) continue
          watcher.close()
          watchers.delete(folder)
        }
        const first = watchers.size === 0
        const fresh = folders.filter((folder) => !watchers.has(folder))
        for (const folder of fresh) add(folder, table ? basename(path) : undefined)
        // What was put into a folder before it was watched has told nobody.
        if (!first && fresh.length > 0) changed()
        return fault
      } catch (error) {
        close()
        return error instanceof Error ? error.message : String(error)
      }
    },
    close,
  }
}

/** Undefined when there are too many. Links and hidden folders are passed over, as the reader does. */
const foldersBelow = async (root: string): Promise<readonly string[] | undefined> => {
  const folders = [root]
  for (let at = 0; at < folders.length; at++) {
    if (folders.length > mostFolders) return undefined
    const folder = folders[at] ?? root
    // The scan tells of a folder that may not be read.
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      if (entry.isDirectory() && !entry.name.startsWith('.')) folders.push(join(folder, entry.name))
    }
  }
  return folders
}
