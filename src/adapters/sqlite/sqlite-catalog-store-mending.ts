import { existsSync, renameSync, rmSync } from 'node:fs'
import type { CatalogStore, FormerNames, Hold, StoredTrack, Upserted } from '#catalog'
import { AppError, type Track, type TrackId, type TrackKey } from '#domain'
import { checkInThread } from './check-thread.ts'
import { copyTracks } from './copy-tracks.ts'
import { isFileDamage } from './damage.ts'
import type { Flush } from './durable-writes.ts'
import { setAside } from './set-aside.ts'
import { openSqliteCatalogStore } from './sqlite-catalog-store.ts'
import { createWhyGone } from './why-gone.ts'

/**
 * A catalogue's words and indexes follow from its tracks, so damage to them is mended: the tracks are copied
 * into a new file, key by key, with words made anew, and the damaged file is set aside. Nothing is written into
 * a damaged file. The copy breathes between chunks: what is in memory goes on serving, a search is told to wait.
 * A file that is no longer in its place takes nothing, and another in its place is not copied for it. A track that can't
 * be read costs no other: in the copy it stands among the withdrawn ones, with its key, until it is written again.
 */
export interface MendingOptions {
  readonly path: string
  /** Told when damage is found, and when it can't be mended. */
  readonly onFault: (error: AppError) => void
  readonly flush?: Flush | undefined
}

const underWay = (cause?: unknown): AppError =>
  new AppError(
    'not-ready',
    'The search words of the catalogue (catalogue.db) were damaged and are being made again from its tracks. Try again in a moment.',
    { cause },
  )

const beyondMending = (cause: unknown): AppError =>
  new AppError(
    'storage-failed',
    'The catalogue (catalogue.db) is damaged and its tracks can not be copied out of it. Stop Segue, move catalogue.db, catalogue.db-wal and catalogue.db-shm away, and put a backup in their place or import again.',
    { cause },
  )

const shownKeys = 10

const withoutTracks = (keys: readonly TrackKey[]): AppError => {
  const more = keys.length - shownKeys
  const numbers = `${keys.slice(0, shownKeys).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  return new AppError(
    'corrupt-record',
    `${keys.length === 1 ? 'A track' : `${keys.length} tracks`} of the catalogue (catalogue.db) can't be read and ${keys.length === 1 ? 'is' : 'are'} left out (number ${numbers}). A scan of the libraries makes those that come from one again; send those that came over HTTP again, or stop Segue and put a backup of catalogue.db in its place.`,
  )
}

const withoutNames = (): AppError =>
  new AppError(
    'corrupt-record',
    "Of what tracks, artists and tags were called before, part of the catalogue (catalogue.db) can't be read: what can be is kept, and a block on an old spelling may have ended on some tracks. To have all of it, stop Segue and put a backup of catalogue.db in its place.",
  )

const notInPlace = (cause: unknown): AppError =>
  new AppError(
    'storage-failed',
    'The catalogue was made again from its tracks, in catalogue.db.new, but that could not be put in the place of catalogue.db. Stop Segue, look at the rights on its folder and at what else is called catalogue.db there, and start again: catalogue.db.new is taken then. Without it, put a backup in its place or import again.',
    { cause },
  )

const whyGoneFrom = (path: string) =>
  createWhyGone(path, {
    what: 'The catalogue (catalogue.db)',
    remedy: 'put catalogue.db or a backup of it in its place, or import again into a new one',
  })

const isDamage = (thrown: unknown): boolean => thrown instanceof AppError && isFileDamage(thrown.cause)

export interface MendingCatalogStore extends CatalogStore {
  /** What is being mended, or can't be, or is no longer there, or was not stored by the disk, while what is in memory serves. */
  readonly amiss: AppError | undefined
  /** Looks through the file in a thread of its own; what is wrong is mended, and told to `onFault`. */
  check(): Promise<void>
}

export const openMendingCatalogStore = ({ path, onFault, flush }: MendingOptions): MendingCatalogStore => {
  const fresh = `${path}.new`
  /** What can't be read, until it is written again. */
  const unread = new Map<TrackId, TrackKey>()
  /** Those of them that were withdrawn before: they are told once, and the copy has what remains of them. */
  const unreadGone = new Set<TrackId>()
  const leaveOut = ({ id, key }: StoredTrack, isGone: boolean): void => {
    unread.set(id, key)
    if (isGone) unreadGone.add(id)
  }
  let namesLost = false
  /** Told once: the copy loses what the start could not read. */
  const loseNames = (): void => {
    if (!namesLost) onFault(withoutNames())
    namesLost = true
  }
  let areNamesDamaged = false
  const onDamagedNames = (isLost: boolean): void => {
    areNamesDamaged = true
    if (isLost) loseNames()
  }
  const open = () => openSqliteCatalogStore({ path, onUnreadable: leaveOut, onDamagedNames, flush })
  // A process that ended between the two renames below left a whole file under the other name.
  if (!existsSync(path) && existsSync(fresh)) renameSync(fresh, path)
  let store = open()
  let whyGone = whyGoneFrom(path)
  let closed = false
  let mending: Promise<void> | undefined
  let lost: AppError | undefined
  /** What was written last may be in the file and not in memory: a file made again from it would hide that. */
  let unsure: AppError | undefined

  const assertThere = (): void => {
    const gone = whyGone.before() ?? unsure
    if (gone) throw gone
  }

  const makeAgain = async (): Promise<void> => {
    removeDatabase(fresh)
    let isWhole = false
    try {
      assertThere()
      await copyTracks(path, fresh, leaveOut, onDamagedNames)
      if (closed) return removeDatabase(fresh)
      assertThere()
      isWhole = true
      store.close()
      setAside(path, unread.size > 0 ? 'tracks' : namesLost ? 'names' : 'words')
      renameSync(fresh, path)
      store = open()
      whyGone = whyGoneFrom(path)
      areNamesDamaged = false
      for (const id of unreadGone) unread.delete(id)
      unreadGone.clear()
    } catch (cause) {
      // The tracks in memory go on serving; to try again with every search would stop them.
      const isOnlyCopy = isWhole && !existsSync(path)
      lost = isOnlyCopy ? notInPlace(cause) : (whyGone.before() ?? unsure ?? beyondMending(cause))
      if (!isOnlyCopy) removeDatabase(fresh)
      onFault(lost)
    } finally {
      mending = undefined
    }
  }

  const mend = (told?: AppError): Promise<void> => {
    if (mending === undefined) {
      if (told) onFault(told)
      mending = makeAgain()
    }
    return mending
  }

  const leftOut = () =>
    unread.size === 0 ? undefined : withoutTracks([...unread.values()].sort((a, b) => a - b))

  function* scan(): Iterable<StoredTrack> {
    const before = unread.size
    yield* store.scan()
    const told = leftOut()
    if (told !== undefined && unread.size > before && lost === undefined && !closed) void mend(told)
  }

  const withdrawn = (): Iterable<StoredTrack> => {
    const before = unread.size
    const tracks = store.withdrawn()
    const told = leftOut()
    if (told !== undefined && unread.size > before) {
      if (unreadGone.size === 0 || mending || lost || closed) onFault(told)
      else void mend(told)
    }
    return tracks
  }

  /** As much as can be read, and the rest of the file is made good. */
  const readNames = <Read>(read: () => Read): Read => {
    const names = read()
    if (areNamesDamaged && lost === undefined && !closed) void mend(namesLost ? undefined : underWay())
    return names
  }

  const upsert = async (
    tracks: readonly Track[],
    names?: readonly FormerNames[],
    holds?: readonly Hold[],
  ): Promise<Upserted> => {
    const upserted = await writing(() => store.upsert(tracks, names, holds))
    for (const { id } of tracks) unread.delete(id)
    return upserted
  }

  /** One that is missing, and is nowhere any more, is missed by nobody. */
  const withdraw = async (ids: readonly TrackId[]): Promise<number> => {
    const taken = await writing(() => store.withdraw(ids))
    for (const id of ids) unread.delete(id)
    return taken
  }

  const writeInPlace = async <Result>(write: () => Promise<Result>): Promise<Result> => {
    assertThere()
    const written = store
    const result = await write().finally(() => (unsure ??= written.amiss))
    const wentMeanwhile = whyGone.after()
    if (wentMeanwhile) throw wentMeanwhile
    return result
  }

  const writing = async <Result>(write: () => Promise<Result>): Promise<Result> => {
    await mending
    if (lost) throw lost
    try {
      return await writeInPlace(write)
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown
      await mend(underWay(thrown))
      if (lost) throw lost
      return writeInPlace(write)
    }
  }

  return {
    get amiss() {
      return lost ?? unsure ?? (mending && unread.size === 0 ? underWay() : (whyGone.before() ?? leftOut()))
    },
    async check() {
      if (mending || lost || unsure || closed) return
      const gone = whyGone.before()
      if (gone) return onFault(gone)
      const wrong = await checkInThread('./structure-check-thread.ts', path)
      if (wrong !== undefined && !closed && lost === undefined) await mend(underWay(wrong))
    },
    identity: store.identity,
    revision: () => store.revision(),
    upsert,
    formerNames: () => readNames(() => store.formerNames()),
    link: (...linked) => writing(() => store.link(...linked)),
    nameLinks: () => readNames(() => store.nameLinks()),
    takeDown: (all, holds) => writing(() => store.takeDown(all, holds)),
    lift: (targets) => writing(() => store.lift(targets)),
    takedowns: () => store.takedowns(),
    holds: () => store.holds(),
    withdraw,
    scan,
    withdrawn,
    get: (ids) => store.get(ids),
    search(query, limit, fits) {
      if (lost) throw lost
      if (mending) throw underWay()
      try {
        return store.search(query, limit, fits)
      } catch (thrown) {
        if (!isDamage(thrown)) throw thrown
        void mend(underWay(thrown))
        throw underWay(thrown)
      }
    },
    close() {
      closed = true
      store.close()
    },
  }
}

const removeDatabase = (path: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
}
