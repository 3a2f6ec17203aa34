import { AppError } from '#domain'

/**
 * Names of records become paths: what is not plain letters, digits, dashes and slashes is refused before it
 * can climb out of the folder.
 */
const plain = /^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)*$/

export const checkRecordName = (name: string): void => {
  if (!plain.test(name) || name.length > 200)
    throw new AppError(
      'invalid-request',
      'The name of a record or model is lower-case letters, digits and dashes, parts joined by "/".',
    )
}

export const checkSha256 = (sha256: string): void => {
  if (!/^[0-9a-f]{64}$/.test(sha256))
    throw new AppError('invalid-request', 'A SHA-256 is 64 digits of lower-case hex.')
}
