import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '#domain'
import type { Position } from './log-cursors.ts'
import { attachmentBytes } from './log-writer-database.ts'
import { wordsIn } from './log-writer-packing.ts'
import type { LogWords } from './log-writer-words.ts'

/**
 * Finds which attachments are the newest that take, with the words that they need, no more than a bound, and marks the
 * other words as needed by those before them alone. The trap closed here: words are marked ahead of their use, by as
 * much as suits what is kept now; under a far smaller bound all attachments would go before the first of them did.
 * So the attachments that may fit are asked themselves, the newest first, which takes no longer than the bound is large.
 */
export interface Fitting {
  /**
   * One short step, inside a transaction; given a number of bytes, the first of a new search. Answers the last position
   * that does not fit, 0 when all do; undefined while steps are left.
   */
  step(begin: number | undefined): Position | undefined
  /** After a step that failed: what it marked is not there, so nothing goes on from it. The next one begins anew. */
  giveUp(): void
}

/** What a step unpacks at most, but for one attachment: a record without shared words may be large. */
const stepBytes = 262_144
const wordsAStep = 200

interface Search {
  bytesLeft: number
  /** Those from here on are known to fit. */
  from: Position
  beyond: Position | undefined
  /** By the key of a word, the last position that needs it. */
  readonly lastUses: Map<number, Position>
  lowered: number
}

export const createFitting = (database: DatabaseSync, words: LogWords): Fitting => {
  const before = database.prepare(
    `SELECT position, body, ${attachmentBytes} AS bytes FROM attachments WHERE position < ? ORDER BY position DESC`,
  )
  let search: Search | undefined

  /** False when it doesn't fit. */
  const take = (found: Search, position: Position, body: unknown, bytes: number): boolean => {
    const more = new Set(body instanceof Uint8Array ? wordsIn(body) : [])
    let needed = bytes
    for (const key of more) if (!found.lastUses.has(key)) needed += words.bytesOf(key)
    if (needed > found.bytesLeft) return false
    found.bytesLeft -= needed
    found.from = position
    for (const key of more) if (!found.lastUses.has(key)) found.lastUses.set(key, position)
    return true
  }

  const look = (found: Search): void => {
    let unpacked = 0
    for (const row of before.iterate(found.from)) {
      const [position, bytes] = [Number(row.position), Number(row.bytes)]
      if (!take(found, position, row.body, bytes)) {
        found.beyond = position
        return
      }
      unpacked += bytes
      if (unpacked > stepBytes) return
    }
    found.beyond = 0
  }

  const over = (): void => {
    search = undefined
    words.stopNoting()
  }

  return {
    step(begin) {
      if (begin !== undefined) {
        words.noteUses()
        const from = Number.MAX_SAFE_INTEGER
        search = { bytesLeft: begin, from, beyond: undefined, lastUses: new Map(), lowered: 0 }
      }
      if (search === undefined) throw notBegun()
      const { beyond, lastUses, lowered } = search
      if (beyond === undefined) {
        look(search)
        return undefined
      }
      const next = words.lower(lowered, wordsAStep, (key) => lastUses.get(key) ?? beyond)
      if (next !== undefined) {
        search.lowered = next
        return undefined
      }
      over()
      return beyond
    },
    giveUp: over,
  }
}

const notBegun = (): AppError =>
  new AppError(
    'internal',
    'No search for the records that fit is under way, or its last step failed: begin another.',
  )
