import { AppError } from '#domain'

/**
 * Names of records become paths: what is not plain letters, digits, dashes and slashes is refused before it
 * can climb out of the folder.
 */
const plain = /^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)*$/

export const isRecordName = (name: string): boolean => plain.test(name) && name.length <= 200

export const isSha256 = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

export const checkRecordName = (name: string): void => {
  if (!isRecordName(name))
    throw new AppError(
      'invalid-request',
      'The name of a record or model is lower-case letters, digits and dashes, parts joined by "/".',
    )
}

export const checkSha256 = (sha256: string): void => {
  if (!isSha256(sha256)) throw new AppError('invalid-request', 'A SHA-256 is 64 digits of lower-case hex.')
}
