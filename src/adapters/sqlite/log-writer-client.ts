import type { Worker } from 'node:worker_threads'
import { AppError, type ListenerId } from '#domain'
import { type Entry, encodeEvent } from '#log'
import { createLentBuffers } from './lent-buffers.ts'
import type { Position } from './log-cursors.ts'
import type { RedactedStep } from './log-redaction.ts'
import {
  type AppendRequest,
  buffersIn,
  type Outcome,
  openingTicket,
  type Pruned,
  type PruneRequest,
  type RedactRequest,
  type WriterReply,
  type WriterRequest,
} from './log-writer-messages.ts'

/** How much may wait for the disk before new appends are turned away with `overloaded`. */
const maxPendingBytes = 64 * 1_048_576

export interface LogWriterClient {
  /** Resolves when the file is open; rejects when it can't be. */
  readonly opened: Promise<void>
  /** A request has met damage to the file. */
  readonly isDamaged: boolean
  /** An append was refused for it. */
  readonly hasRefused: boolean
  /** The position of each entry, 0 for one that was known. */
  append(entries: readonly Entry[]): Promise<readonly Position[]>
  /** See `PruneRequest`. */
  prune(what: Omit<PruneRequest, 'kind' | 'ticket'>): Promise<Pruned>
  /** See `FitRequest`. */
  fit(begin?: number): Promise<Position | undefined>
  /** See `RedactRequest`. */
  redact(what: Omit<RedactRequest, 'kind' | 'ticket'>): Promise<RedactedStep>
  /** See `EndRedactionRequest`. */
  endRedaction(listener?: ListenerId): Promise<void>
  /** Rejects with what an append would be refused with now, as far as trying a page and the last append tell. */
  check(): Promise<void>
  /** See `GiveBackRequest`; answers how many pages went. */
  giveBack(pages: number, spare: number): Promise<number>
  /** Waits for what is under way, then ends the thread. Idempotent. */
  close(): Promise<void>
}

interface Waiting {
  readonly isAppend: boolean
  readonly bytes: number
  resolve(outcome: Outcome): void
  reject(error: AppError): void
}

/**
 * The calling half of the log's thread. The traps closed here: a thread that dies must not leave a caller
 * waiting for ever, and a disk slower than the callers must not fill the memory. A single append larger than
 * the bound is taken when nothing else waits, so that it can be stored at all.
 */
export const createLogWriterClient = (worker: Worker): LogWriterClient => {
  const waiting = new Map<number, Waiting>()
  const lent = createLentBuffers()
  let nextTicket = openingTicket
  /** Of this turn, told at its end: to wake the thread takes as long as all that it is told. */
  let asked: WriterRequest[] = []
  let pendingBytes = 0
  let stopped: AppError | undefined
  let closing: Promise<void> | undefined
  let isDamaged = false
  let hasRefused = false
  /** What the last append that was answered was refused with, if for damage: most likely the next one is too. */
  let refusing: AppError | undefined
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))

  const expect = (ticket: number, bytes: number, isAppend: boolean): Promise<Outcome> => {
    pendingBytes += bytes
    return new Promise<Outcome>((resolve, reject) => {
      waiting.set(ticket, { isAppend, bytes, resolve, reject })
    })
  }

  const noteDamage = (isAppend: boolean, found: AppError | undefined): void => {
    if (found !== undefined) isDamaged = true
    if (!isAppend) return
    refusing = found
    if (found !== undefined) hasRefused = true
  }

  const settle = (outcome: Outcome): void => {
    const waiter = waiting.get(outcome.ticket)
    if (waiter === undefined) return
    waiting.delete(outcome.ticket)
    pendingBytes -= waiter.bytes
    const { failure } = 'failure' in outcome ? outcome : {}
    const error = failure && new AppError(failure.code, failure.message)
    noteDamage(waiter.isAppend, failure?.isDamage ? error : undefined)
    if (error) waiter.reject(error)
    else waiter.resolve(outcome)
  }

  const stop = (cause: unknown): void => {
    stopped ??= closing === undefined ? threadDied('storage-failed', cause) : closed()
    // Of what waits nobody knows how far it came.
    const failure = closing === undefined ? threadDied('maybe-stored', cause) : stopped
    for (const ticket of [...waiting.keys()]) settle({ ticket, failure })
  }

  worker.on('message', ({ outcomes, buffers }: WriterReply) => {
    lent.takeBack(buffers)
    outcomes.forEach(settle)
  })
  worker.on('error', stop)
  worker.on('exit', stop)
  const opened = expect(nextTicket++, 0, false).then(() => {})
  // Whoever awaits it sees the failure; nobody has to.
  opened.catch(() => {})

  const ask = async (bytes: number, toRequest: (ticket: number) => WriterRequest): Promise<Outcome> => {
    if (stopped !== undefined) throw stopped
    if (closing !== undefined) throw closed()
    if (pendingBytes > 0 && pendingBytes + bytes > maxPendingBytes) throw overloaded()
    const ticket = nextTicket++
    const request = toRequest(ticket)
    const outcome = expect(ticket, bytes, request.kind === 'append')
    tell(request)
    return outcome
  }

  const tell = (request: WriterRequest): void => {
    if (asked.push(request) === 1) setImmediate(tellAll)
  }

  const tellAll = (): void => {
    worker.postMessage(asked, buffersIn(asked))
    asked = []
  }

  return {
    opened,
    get isDamaged() {
      return isDamaged
    },
    get hasRefused() {
      return hasRefused
    },
    async append(entries) {
      const columns = toColumns(entries)
      // Copied once it is taken, because the copy is handed over: the record stays with who made it.
      const outcome = await ask(bytesOf(columns), (ticket) => ({
        kind: 'append',
        ticket,
        ...columns,
        attachments: columns.attachments.map((attachment) => ({
          ...attachment,
          bytes: lent.copyOf(attachment.bytes),
        })),
      }))
      return 'positions' in outcome ? outcome.positions : []
    },
    async prune(what) {
      const outcome = await ask(0, (ticket) => ({ kind: 'prune', ticket, ...what }))
      return 'removed' in outcome ? outcome : { removed: 0, bytes: 0, words: 0, wordBytes: 0 }
    },
    async fit(begin) {
      const outcome = await ask(0, (ticket) => ({ kind: 'fit', ticket, begin }))
      return 'beyond' in outcome ? outcome.beyond : 0
    },
    async redact(what) {
      const outcome = await ask(0, (ticket) => ({ kind: 'redact', ticket, ...what }))
      return 'reached' in outcome ? outcome : { reached: what.upTo, bytes: 0 }
    },
    async endRedaction(listener) {
      await ask(0, (ticket) => ({ kind: 'end-redaction', ticket, listener }))
    },
    async check() {
      await ask(0, (ticket) => ({ kind: 'check', ticket }))
      // A page that can be written says nothing of those that an event needs.
      if (refusing !== undefined) throw refusing
    },
    async giveBack(pages, spare) {
      const outcome = await ask(0, (ticket) => ({ kind: 'give-back', ticket, pages, spare }))
      return 'pages' in outcome ? outcome.pages : 0
    },
    close() {
      // The thread answers in order, so what was asked before is done before it ends.
      if (closing === undefined && stopped === undefined) tell({ kind: 'close' })
      closing ??= exited
      return closing
    },
  }
}

/** What an append is made of, its records still those of who made them. */
interface Columns extends Omit<AppendRequest, 'kind' | 'ticket' | 'attachments'> {
  readonly attachments: readonly (Omit<AppendRequest['attachments'][number], 'bytes'> & {
    readonly bytes: Uint8Array
  })[]
}

const toColumns = (entries: readonly Entry[]): Columns => ({
  ids: entries.map(({ event }) => event.id),
  listeners: entries.map(({ event }) => event.listenerId),
  types: entries.map(({ event }) => event.type),
  instants: entries.map(({ event }) => event.at),
  bodies: entries.map(({ event }) => encodeEvent(event)),
  attachments: entries.flatMap(({ record, repeats = [], about = [] }, index) =>
    record === undefined ? [] : [{ index, bytes: record, repeats, about }],
  ),
})

/** Of all that waits: the words of a record may be many times what is left of it without them. */
const bytesOf = ({ ids, listeners, types, bodies, attachments }: Columns): number => {
  const texts = [
    ids,
    listeners,
    types,
    bodies,
    ...attachments.flatMap(({ repeats, about }) => [repeats, about]),
  ]
  return (
    texts.reduce((sum, column) => sum + column.reduce((length, text) => length + text.length, 0), 0) +
    attachments.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)
  )
}

const overloaded = (): AppError =>
  new AppError(
    'overloaded',
    `More than ${maxPendingBytes / 1_048_576} MiB of events wait for the disk: send them again in a moment, or more slowly.`,
  )

const closed = (): AppError =>
  new AppError('storage-failed', 'The event log is closed: open it again to use it.')

const threadDied = (code: 'storage-failed' | 'maybe-stored', cause: unknown): AppError =>
  new AppError(
    code,
    'The thread that writes the event log has stopped, what was not yet confirmed may be lost: restart Segue and send it again.',
    cause instanceof Error ? { cause } : {},
  )
