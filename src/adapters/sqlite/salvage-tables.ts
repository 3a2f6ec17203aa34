import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '#domain'
import { decodeStored } from '#log'
import type { Kept, Row } from './leaf-rows.ts'
import { unpackAbout, unpackAttachment } from './log-writer-packing.ts'
import type { SalvageSource } from './salvage-source.ts'

/** What is to be copied from a source: the log itself, or its backup. */
export type TableOf = (fresh: DatabaseSync, source: SalvageSource, log: SalvageSource) => Salvageable

export interface Salvageable {
  readonly name: string
  readonly kept: Kept
  /** What a row must be to be believed. */
  readonly isSound: (row: Row) => boolean
}

export const wordsOf: TableOf = (fresh, source, log) => {
  const [keyIn, keyInLog] = [keyByHash(source), keyByHash(log)]
  const copied = fresh.prepare('SELECT hash FROM attachment_words WHERE key = ?')
  return {
    name: 'attachment_words',
    kept: 'until-let-go',
    isSound: (row) => {
      if (!isSoundWord(row)) return false
      // Under the key of another one it would be put into records that never had it.
      const key = keyIn(row)
      if (key !== undefined && key !== row.key) return false
      const known = copied.get(row.key ?? null)
      // Where its index has it too, a word of the log has not come to its key by damage.
      if (known && !isSameHash(known, row) && keyInLog(known) === row.key) return refuse(source !== log)
      return true
    },
  }
}

const keyByHash = (source: SalvageSource) => {
  const indexed = source.lookUp('SELECT key FROM attachment_words WHERE hash = ?')
  return ({ hash = null }: Row) => indexed(hash)?.key
}

/** Of a row that is otherwise in the new log: within one log one of the two is damaged, else it is of another log. */
const refuse = (isBackup: boolean): false => {
  if (isBackup) throw anotherLog()
  return false
}

const isSameHash = (one: Row, other: Row): boolean =>
  one.hash instanceof Uint8Array && other.hash instanceof Uint8Array && one.hash.join() === other.hash.join()

export const eventsOf: TableOf = (fresh, source, log) => {
  const copied = fresh.prepare(
    "SELECT id, listener, body ->> 'redacted' AS redacted FROM events WHERE position = ?",
  )
  const indexed = source.lookUp('SELECT position FROM events WHERE id = ? AND listener = ?')
  const any = source.lookUp('SELECT * FROM events WHERE position = ?')
  const isThere = (position: number) => any(position) !== undefined
  /**
   * Where the index has it at another position, one of the two is damaged. The row is, if that position is where an event
   * is missing behind one that is there. Where the index has it nowhere, the table may: with another event there, this is
   * none of its rows.
   */
  const isInPlace = ({ position, id = null, listener = null }: Row): boolean => {
    const place = indexed(id, listener)?.position
    if (place !== undefined) return isPlace(Number(place), Number(position))
    const there = any(Number(position))
    return there === undefined || there.id === id || !isSoundEvent(there)
  }
  const isPlace = (place: number, position: number): boolean =>
    place === position || isThere(place) || !(place === 1 || isThere(place - 1))
  return {
    name: 'events',
    kept: 'for-good',
    isSound: (row) => {
      if (!(isSoundEvent(row) && isInPlace(row))) return false
      const known = copied.get(Number(row.position))
      // A backup from before would bring back who was taken out of the log.
      if (known?.redacted === 1) return false
      return !known || (known.id === row.id && known.listener === row.listener) || refuse(source !== log)
    },
  }
}

export const recordsOf: TableOf = (fresh) => {
  const word = fresh.prepare('SELECT body FROM attachment_words WHERE key = ?')
  const wordOf = (key: number): Uint8Array | undefined => {
    const body = word.get(key)?.body
    return body instanceof Uint8Array ? body : undefined
  }
  const event = fresh.prepare(
    "SELECT body ->> 'at' AS at FROM events WHERE position = ? AND body ->> 'redacted' IS NULL",
  )
  return {
    name: 'attachments',
    kept: 'until-let-go',
    // Its time is that of its event: at the place of another one it would be taken for that one's.
    isSound: ({ position, at, about, body }) =>
      event.get(Number(position))?.at === at &&
      (about === null || (about instanceof Uint8Array && unpackAbout(about) !== undefined)) &&
      body instanceof Uint8Array &&
      unpackAttachment(body, wordOf) !== undefined,
  }
}

const isSoundEvent = ({ position, id, listener, type, body }: Row): boolean => {
  try {
    // What this version passes over is kept for the one that wrote it.
    const { envelope } = decodeStored(Number(position), String(body))
    return envelope.id === id && envelope.listenerId === listener && envelope.type === type
  } catch {
    return false
  }
}

const isSoundWord = ({ key, hash, body }: Row): boolean => {
  if (Number(key) > mostKeysBelieved || !(hash instanceof Uint8Array && body instanceof Uint8Array))
    return false
  const word = unpackAttachment(body, () => undefined)
  return (
    word !== undefined && createHash('sha256').update(word).digest().subarray(0, hash.length).equals(hash)
  )
}

/** Records name a key in four bytes: a number with a flipped bit must not use them up. */
export const mostKeysBelieved = 2 ** 31

export const anotherLog = (): AppError =>
  new AppError(
    'invalid-config',
    'The backup has other events than the log where both can be read, or other shared words: it is a backup of another log, or of before one was put back or salvaged. Name another with --backup, or none.',
  )
