import type { BigIntStats } from 'node:fs'
import { type FileHandle, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { AppError } from '#domain'

/**
 * Files that a command writes by names that its caller gave: beside the place, under names of their own, and into it when all of
 * them are whole. The traps closed here are a table that is to be written over while it is read, by another of its names too, and
 * a run that fails or is stopped: until all are whole, what was there is there as it was.
 */
export interface FilesNamed {
  readonly read: readonly (string | undefined)[]
  readonly written: readonly (string | undefined)[]
}

/** At once, so that what can't be written is known before minutes of work. */
export type OpenWhole = (path: string) => Promise<Writable>

/**
 * Before anything is read, rejects with `invalid-config` where two of the names are of one file. When `work` is done, what it
 * opened takes its place; where it fails or is stopped, that is removed.
 */
export const writingWhole = async <Result>(
  named: FilesNamed,
  newId: () => string,
  work: (open: OpenWhole) => Promise<Result>,
): Promise<Result> => {
  await expectApart(named)
  const begun: Begun[] = []
  try {
    const result = await work(async (path) => {
      const one = await begin(path, newId)
      begun.push(one)
      return one.stream
    })
    for (const one of begun) await ended(one)
    for (let [one] = begun; one !== undefined; [one] = begun) {
      if (one.own !== undefined) await rename(one.own, one.path)
      begun.shift()
    }
    return result
  } catch (thrown) {
    const failed = begun.find(({ stream }) => stream.errored === thrown)
    throw failed === undefined ? thrown : ofPlace(thrown, failed.path)
  } finally {
    for (const one of begun) await removed(one)
  }
}

interface Place {
  /** Without links, if it is a file or will be one. */
  readonly path: string
  /** What is there. */
  readonly there?: BigIntStats | undefined
}

interface Begun extends Place {
  readonly stream: Writable
  /** Where it is until it is whole; a pipe or a device is written as it is. */
  readonly own?: string
}

const begin = async (named: string, newId: () => string): Promise<Begun> => {
  const place = await placeOf(named)
  const { path, there } = place
  if (there?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR', path: named })
  if (there && !there.isFile()) return { ...place, stream: streamInto(await open(path, 'w'), false) }
  // Who may not write it may not replace it either.
  if (there) await (await open(path, 'r+')).close()
  const folder = dirname(path)
  const own = join(folder, `.segue-${newId()}.unfinished`)
  const handle = await open(own, 'wx').catch((cause: unknown) => {
    throw ofPlace(cause, folder)
  })
  if (there) await asBefore(handle, there)
  return { ...place, own, stream: streamInto(handle, true) }
}

/** On the disk before it takes the place of what was there: else a loss of power could leave neither. */
const streamInto = (handle: FileHandle, flush: boolean): Writable => {
  const stream = handle.createWriteStream({ flush })
  // Told again when it is ended, to whom it concerns.
  stream.on('error', () => undefined)
  return stream
}

const asBefore = async (handle: FileHandle, { uid, gid, mode }: BigIntStats): Promise<void> => {
  // Whose it is only its owner may say, and not of every file system.
  await handle.chown(Number(uid), Number(gid)).catch(() => undefined)
  await handle.chmod(Number(mode) & 0o777).catch(() => undefined)
}

const ended = async ({ stream }: Begun): Promise<void> => {
  if (!stream.writableEnded) stream.end()
  await finished(stream)
}

const removed = async ({ stream, own }: Begun): Promise<void> => {
  stream.destroy()
  await finished(stream).catch(() => undefined)
  if (own !== undefined) await rm(own, { force: true })
}

const expectApart = async ({ read, written }: FilesNamed): Promise<void> => {
  const readFrom = await placesOf(read)
  const before: (Place & { readonly named: string })[] = []
  for (const one of await placesOf(written)) {
    const source = readFrom.find((other) => isSame(one, other))
    if (source !== undefined)
      throw new AppError(
        'invalid-config',
        `${one.named} ${source.named === one.named ? 'is' : `is the same file as ${source.named}, which is`} read by this command, and would be written over. Name another file for what is written.`,
      )
    const twin = before.find((other) => isSame(one, other))
    if (twin !== undefined)
      throw new AppError(
        'invalid-config',
        `${twin.named} and ${one.named} are one file, and both would be written. Name two.`,
      )
    before.push(one)
  }
}

const placesOf = (names: readonly (string | undefined)[]) =>
  Promise.all(
    names
      .filter((named) => named !== undefined)
      .map(async (named) => ({
        named,
        // What can't be found is no other file; whoever opens it says what is wrong.
        ...(await placeOf(named).catch(() => ({ path: resolve(named) }))),
      })),
  )

/** By number too: one file may have several names that are no links. */
const isSame = (one: Place, other: Place): boolean =>
  one.path === other.path ||
  (one.there !== undefined && one.there.dev === other.there?.dev && one.there.ino === other.there.ino)

const placeOf = async (named: string): Promise<Place> => {
  const there = await stat(named, { bigint: true }).catch(orAbsent)
  if (there === undefined) return { path: await pathToBe(named) }
  return { path: there.isFile() ? await realpath(named) : named, there }
}

/** Of what is not there: the end of a link that leads to nothing yet, else its place in a folder that is. */
const pathToBe = async (named: string): Promise<string> => {
  const folder = await realpath(dirname(resolve(named)))
  const path = join(folder, basename(named))
  const link = await readlink(path).catch(() => undefined)
  return link === undefined ? path : pathToBe(resolve(folder, link))
}

const orAbsent = (cause: unknown): undefined => {
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause
}

/** As the caller named it: the name of its own says nothing to them. */
const ofPlace = (cause: unknown, path: string): unknown =>
  cause instanceof Error && 'code' in cause && cause.name !== 'AbortError'
    ? Object.assign(new Error(cause.message, { cause }), { code: cause.code, path })
    : cause
