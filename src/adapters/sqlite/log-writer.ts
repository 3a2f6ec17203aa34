import type { DatabaseSync } from 'node:sqlite'
import type { Position } from './log-cursors.ts'
import { createFitting } from './log-fitting.ts'
import { createBeginGeneration, type Generation, newGeneration } from './log-generations.ts'
import { createLogRedaction } from './log-redaction.ts'
import { attachmentBytes } from './log-writer-database.ts'
import { assertSpace, freeBytes, logWriterFailure } from './log-writer-failure.ts'
import type {
  AppendRequest,
  CheckRequest,
  EndRedactionRequest,
  FitRequest,
  GiveBackRequest,
  Outcome,
  PruneRequest,
  RedactRequest,
} from './log-writer-messages.ts'
import { packAbout, packAttachment, packWithWords } from './log-writer-packing.ts'
import { createLogWords } from './log-writer-words.ts'
import { createWhyGone } from './why-gone.ts'

export interface LogWriter {
  /** Stores all requests in one transaction and answers in their order; durable when it returns. */
  commit(requests: readonly AppendRequest[]): readonly Outcome[]
  prune(request: PruneRequest): Outcome
  fit(request: FitRequest): Outcome
  giveBack(request: GiveBackRequest): Outcome
  redact(request: RedactRequest): Outcome
  endRedaction(request: EndRedactionRequest): Outcome
  /** Commits a page as it is: only a write tells what a write would meet. */
  check(request: CheckRequest): Outcome
}

/** As many as an append behind a step hardly waits for. */
const rowsAStep = 200

const sumOf = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0)

/**
 * The writing half of the SQLite log; runs in the log's thread. The trap closed here is that requests which
 * share a transaction would share its fate: when a shared one fails, each is tried again on its own, so that
 * one too large for what is left of the disk does not take its neighbours down.
 */
export const createLogWriter = (
  database: DatabaseSync,
  path: string,
  spaceLeft: () => number = () => freeBytes(path),
  generation: Generation = newGeneration(),
): LogWriter => {
  const newest = database.prepare('SELECT max(position) AS position FROM events')
  const insert = database.prepare(
    'INSERT INTO events (position, id, listener, type, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id, listener) DO NOTHING',
  )
  const attach = database.prepare('INSERT INTO attachments (position, at, about, body) VALUES (?, ?, ?, ?)')
  // By the order in which they came, which no clock has a say in.
  const detachFirst = database.prepare(`
    DELETE FROM attachments WHERE position IN (
      SELECT position FROM (
        SELECT position, sum(bytes) OVER (ORDER BY position) - bytes AS before_it FROM (
          SELECT position, ${attachmentBytes} AS bytes FROM attachments
          WHERE position <= ? ORDER BY position LIMIT ?
        )
      ) WHERE before_it < ?
    ) RETURNING ${attachmentBytes} AS bytes
  `)
  const detachAged = database.prepare(`
    DELETE FROM attachments WHERE position IN (
      SELECT position FROM attachments WHERE at < ? AND position <= ? ORDER BY at, position LIMIT ?
    ) RETURNING position, ${attachmentBytes} AS bytes
  `)
  // Left behind by those around it, one record of a clock that stood ahead would keep the words of all after it.
  const detachAhead = database.prepare(`
    DELETE FROM attachments WHERE position IN (
      SELECT position FROM attachments WHERE at > ? AND position < ? ORDER BY position LIMIT ?
    ) RETURNING ${attachmentBytes} AS bytes
  `)
  const detachAs = ({ over, now, upTo }: PruneRequest, rows: number, wordBytes: number) => {
    if ('bytes' in over) return detachFirst.all(upTo, rows, over.bytes - wordBytes)
    const aged = detachAged.all(over.before, upTo, rows)
    const last = Math.max(0, ...aged.map(({ position }) => Number(position)))
    return [...aged, ...detachAhead.all(now, last, rowsAStep)]
  }
  const words = createLogWords(database, packAttachment)
  const fitting = createFitting(database, words)
  const redaction = createLogRedaction(database)
  const beginGeneration = createBeginGeneration(database)
  let hasBegun = false
  const pragma = (name: string): number =>
    Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0] ?? 0)

  const whyGone = createWhyGone(path, {
    what: 'The event log (log.db)',
    remedy: 'put log.db or a backup of it in its place',
  })
  const transaction = <Result>(work: () => Result): Result => {
    const gone = whyGone.before()
    if (gone) throw gone
    const result = transactionInPlace(work)
    const unsure = whyGone.after()
    if (unsure) throw unsure
    return result
  }
  const transactionInPlace = <Result>(work: () => Result): Result => {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (thrown) {
      words.forget()
      // A full disk may have ended the transaction already.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw thrown
    }
  }

  /** What is deleted leaves zeros, also in pages that are let go. */
  const wiping = <Result>(work: () => Result): Result => {
    database.exec('PRAGMA secure_delete = ON')
    try {
      return work()
    } finally {
      database.exec('PRAGMA secure_delete = FAST')
    }
  }

  const failed = (ticket: number, thrown: unknown): Outcome => ({
    ticket,
    failure: logWriterFailure(thrown, path),
  })

  const insertAll = (request: AppendRequest, before: Position): readonly Position[] => {
    let position = before
    const positions = request.ids.map((id, index) => {
      const listener = request.listeners[index] ?? ''
      const [type, body] = [request.types[index] ?? '', request.bodies[index] ?? '']
      const stored = insert.run(position + 1, id, listener, type, body)
      if (stored.changes === 0) return 0
      position++
      return position
    })
    for (const { index, bytes, repeats, about } of request.attachments) {
      const owner = positions[index] ?? 0
      const at = request.instants[index] ?? 0
      if (owner > 0)
        attach.run(
          owner,
          at,
          packAbout(about),
          packWithWords(bytes, repeats, (word) => words.keyOf(word, owner)),
        )
    }
    return positions
  }

  const storeAll = (requests: readonly AppendRequest[]) => {
    const before = Number(newest.get()?.position ?? 0)
    let end = before
    const outcomes = requests.map((request) => {
      const positions = insertAll(request, end)
      end = positions.findLast((position) => position > 0) ?? end
      return { ticket: request.ticket, positions }
    })
    const isBeginning = end > before && !hasBegun
    if (isBeginning) beginGeneration(before + 1, generation)
    return { outcomes, isBeginning }
  }

  const commitTogether = (requests: readonly AppendRequest[]): readonly Outcome[] => {
    const { outcomes, isBeginning } = transaction(() => storeAll(requests))
    // Once it is on disk: what was rolled back has begun nothing.
    if (isBeginning) hasBegun = true
    return outcomes
  }

  const commitAlone = (request: AppendRequest): readonly Outcome[] => {
    try {
      return commitTogether([request])
    } catch (thrown) {
      return [failed(request.ticket, thrown)]
    }
  }

  return {
    commit(requests) {
      const [first, ...others] = requests
      if (first === undefined) return []
      if (others.length === 0) return commitAlone(first)
      try {
        return commitTogether(requests)
      } catch (thrown) {
        // What was committed to a file that went meanwhile would be told that nothing of it was stored.
        if (whyGone.before()) return requests.map(({ ticket }) => failed(ticket, thrown))
        // Each meets the failure again, or was not the one it came from.
        return requests.flatMap(commitAlone)
      }
    },
    prune(request) {
      const { ticket } = request
      try {
        return transaction(() => {
          // Words first: the space of those that nothing needs may be all that is wanted.
          const unused = words.prune(rowsAStep)
          const wordBytes = sumOf(unused)
          // More of them may be left: no record goes before all of them.
          const rows = unused.length < rowsAStep ? rowsAStep : 0
          const gone = detachAs(request, rows, wordBytes)
          const bytes = sumOf(gone.map((row) => Number(row.bytes)))
          return { ticket, removed: gone.length, bytes, words: unused.length, wordBytes }
        })
      } catch (thrown) {
        return failed(ticket, thrown)
      }
    },
    fit({ ticket, begin }) {
      try {
        return { ticket, beyond: transaction(() => fitting.step(begin)) }
      } catch (thrown) {
        fitting.giveUp()
        return failed(ticket, thrown)
      }
    },
    redact({ ticket, listener, after, upTo }) {
      try {
        return { ticket, ...wiping(() => transaction(() => redaction.step(listener, after, upTo))) }
      } catch (thrown) {
        return failed(ticket, thrown)
      }
    },
    endRedaction({ ticket, listener }) {
      try {
        if (listener === undefined) wiping(redaction.wipe)
        else wiping(() => transaction(() => redaction.end(listener)))
        return { ticket, positions: [] }
      } catch (thrown) {
        return failed(ticket, thrown)
      }
    },
    check({ ticket }) {
      try {
        assertSpace(spaceLeft())
        transaction(() => database.exec(`PRAGMA user_version = ${pragma('user_version')}`))
        return { ticket, positions: [] }
      } catch (thrown) {
        return failed(ticket, thrown)
      }
    },
    giveBack({ ticket, pages, spare }) {
      try {
        const free = pragma('freelist_count')
        const most = Math.min(pages, free - spare)
        if (most > 0) database.prepare(`PRAGMA incremental_vacuum(${most})`).all()
        // Nothing in a file that was made before files could shrink.
        return { ticket, pages: free - pragma('freelist_count') }
      } catch (thrown) {
        return failed(ticket, thrown)
      }
    },
  }
}
