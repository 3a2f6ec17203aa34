import { AppError, toAppError } from '#domain'

/**
 * What the operating system refused, as a sentence: a path that can't be made or an address that is not this
 * machine's is the caller's to mend, and a stack would say that it is ours. Errors of ours pass as they are.
 */
const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'is not there. Check how it is written',
  EACCES: 'may not be used by this user. Change its rights or name another place',
  EPERM: 'may not be used by this user. Change its rights or name another place',
  EROFS: 'is on a file system that can only be read. Name another place',
  ENOTDIR: 'leads through something that is a file, not a folder. Name another place',
  EISDIR: 'is a folder where a file belongs. Move it away or name another place',
  EEXIST: 'is a file where a folder belongs. Move it away or name another place',
  ENAMETOOLONG: 'is longer than this file system takes. Name another place',
  ELOOP: 'leads round in a circle of links. Name another place',
}

const outOfRoom = new Set(['ENOSPC', 'EDQUOT'])

/** Anything thrown, as an `AppError` that can be shown. */
export const spokenError = (thrown: unknown): AppError => {
  if (thrown instanceof AppError || !(thrown instanceof Error) || !('code' in thrown))
    return toAppError(thrown)
  const code = String(thrown.code)
  const place = 'path' in thrown ? String(thrown.path) : 'A place on the disk'
  if (outOfRoom.has(code))
    return new AppError('disk-full', `There is no room left for ${place}: free some space.`, {
      cause: thrown,
    })
  const sentence = sentences[code]
  return sentence === undefined
    ? toAppError(thrown)
    : new AppError('invalid-config', `${place} ${sentence}.`, { cause: thrown })
}
