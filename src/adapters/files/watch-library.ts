import { type BigIntStats, type FSWatcher, watch } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Tells when something changes below a library folder, or in a table. Every folder is watched by itself, on all
 * systems alike: the recursive watching of some systems takes one handle a file and stays silent when these run
 * out. The traps: a folder made after the watch began, hence `follow`; a folder that went and came back under its
 * name, or a disk that was mounted again, whose handle still hears what went; a system that has no handles left,
 * which is told in words, so that somebody can scan by the clock instead.
 */
export interface LibraryWatch {
  /** Watches what is there now; called after each scan. Resolves to why it can't, or undefined. */
  follow(): Promise<Unwatched | undefined>
  close(): void
}

export interface Unwatched {
  readonly reason: string
  /** Nothing is at its path now; otherwise it is there and can be scanned. */
  readonly away: boolean
}

interface Watched {
  readonly watcher: FSWatcher
  /** Which folder it hears, whatever is at the path by now. */
  readonly folderId: string
}

/** Systems give out some thousand handles by default, and not to us alone. */
const mostFolders = 4_096

/**
 * Which folder is at a path. File systems give the number of a deleted folder to the next one, hence its birth as
 * well. Where a file system knows none, this is the beginning of time, and the next folder may pass for the deleted
 * one; or the time of the folder's last change, and one that changed is taken for another: a new handle and one more scan.
 */
type Stat = (folder: string) => Promise<Pick<BigIntStats, 'dev' | 'ino' | 'birthtimeNs'>>

export const watchLibrary = (
  path: string,
  changed: () => void,
  statOf: Stat = (folder) => stat(folder, { bigint: true }),
): LibraryWatch => {
  const watchers = new Map<string, Watched>()
  let isFirst = true
  let fault: string | undefined
  const drop = (folder: string) => {
    watchers.get(folder)?.watcher.close()
    watchers.delete(folder)
  }
  const close = () => {
    for (const folder of watchers.keys()) drop(folder)
  }
  const add = (folder: string, folderId: string, only: string | undefined) => {
    const watcher = watch(folder, { persistent: false }, (kind, name) => {
      // Its own name is its last word, which may be missed when there is too much to say: gone, moved or unmounted.
      // Where only an entry is called the same, a new handle is taken in vain.
      const isGone = kind === 'rename' && name === basename(folder)
      if (isGone) drop(folder)
      if (isGone || only === undefined || name === null || name === only) changed()
    })
    watcher.on('error', (error) => {
      fault = error.message
      drop(folder)
    })
    watchers.set(folder, { watcher, folderId })
  }
  const followNow = async (): Promise<string | undefined> => {
    const table = !(await stat(path)).isDirectory()
    const folders = table ? [dirname(path)] : await foldersBelow(await realpath(path))
    if (folders === undefined) return `it has more than ${mostFolders} folders`
    const there = new Map<string, string>()
    for (const folder of folders) {
      const folderId = await folderIdOf(folder, statOf)
      if (folderId !== undefined) there.set(folder, folderId)
    }
    for (const [folder, { folderId }] of watchers) if (there.get(folder) !== folderId) drop(folder)
    const fresh = [...there].filter(([folder]) => !watchers.has(folder))
    for (const [folder, folderId] of fresh) add(folder, folderId, table ? basename(path) : undefined)
    // What was put into a folder before it was watched has told nobody.
    if (!isFirst && fresh.length > 0) changed()
    isFirst = false
    const told = fault
    fault = undefined
    return told
  }
  return {
    async follow() {
      try {
        const reason = await followNow()
        return reason === undefined ? undefined : { reason, away: false }
      } catch (error) {
        close()
        const reason = error instanceof Error ? error.message : String(error)
        const away = await stat(path).then(
          () => false,
          () => true,
        )
        return { reason, away }
      }
    },
    close,
  }
}

/** Undefined for one that has gone meanwhile. */
const folderIdOf = (folder: string, statOf: Stat): Promise<string | undefined> =>
  statOf(folder).then(
    ({ dev, ino, birthtimeNs }) => `${dev}/${ino}/${birthtimeNs}`,
    () => undefined,
  )

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
