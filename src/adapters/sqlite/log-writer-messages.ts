import type { ErrorCode, EventId, Instant, ListenerId } from '#domain'
import type { AppEvent } from '#log'
import type { Position } from './log-cursors.ts'
import type { Generation } from './log-generations.ts'
import type { RedactedStep } from './log-redaction.ts'

/**
 * What the log's thread and the rest of the process say to each other. Entries travel as columns: an array of
 * texts is cloned several times faster than an array of objects, and cloning is the price of a second thread.
 */
export interface AppendRequest {
  readonly kind: 'append'
  readonly ticket: number
  readonly ids: readonly EventId[]
  readonly listeners: readonly ListenerId[]
  readonly types: readonly AppEvent['type'][]
  readonly instants: readonly Instant[]
  /** Compact JSON of each event. */
  readonly bodies: readonly string[]
  readonly attachments: readonly {
    readonly index: number
    readonly bytes: Uint8Array<ArrayBuffer>
    readonly repeats: readonly string[]
    readonly about: readonly string[]
  }[]
}

/**
 * One step of letting go: words that no attachment needs; when none are left, attachments: the first ones until so many
 * bytes are free, or those of events from before an instant. No attachment after the position `upTo` is touched. One
 * that is dated after `now` goes with the first one after it that goes for its age.
 */
export interface PruneRequest {
  readonly kind: 'prune'
  readonly ticket: number
  readonly now: Instant
  readonly over: { readonly bytes: number } | { readonly before: Instant }
  readonly upTo: Position
}

/** How many attachments and words went, and the bytes of each as they were stored. */
export interface Pruned {
  readonly removed: number
  readonly bytes: number
  readonly words: number
  readonly wordBytes: number
}

/**
 * One step of finding the newest attachments that take, with the words that they need, no more than so many bytes;
 * without a number, the next step. After the last one the words that only others need are marked so, and go with those.
 */
export interface FitRequest {
  readonly kind: 'fit'
  readonly ticket: number
  readonly begin: number | undefined
}

/** Gives free pages of the file back to the disk, at most `pages`, down to `spare`. */
export interface GiveBackRequest {
  readonly kind: 'give-back'
  readonly ticket: number
  readonly pages: number
  readonly spare: number
}

/** One step of taking a listener out of the log: what stands after a position, up to another. */
export interface RedactRequest {
  readonly kind: 'redact'
  readonly ticket: number
  readonly listener: ListenerId
  readonly after: Position
  readonly upTo: Position
}

/** Forgets whose pseudonym it was; without a listener, writes the file anew, so that nothing of what was removed is left in it. */
export interface EndRedactionRequest {
  readonly kind: 'end-redaction'
  readonly ticket: number
  readonly listener: ListenerId | undefined
}

/** What the log's thread is started with. */
export interface LogToWrite {
  readonly path: string
  /** Of all that it will store: told before, so that whoever appends can make cursors without reading. */
  readonly generation: Generation
}

/** Asks whether an event could be stored now. */
export interface CheckRequest {
  readonly kind: 'check'
  readonly ticket: number
}

export type WriterRequest =
  | AppendRequest
  | PruneRequest
  | FitRequest
  | GiveBackRequest
  | RedactRequest
  | EndRedactionRequest
  | CheckRequest
  | { readonly kind: 'close' }

/** An error as it crosses the thread: an `AppError` loses its class on the way and is made again. */
export interface Failure {
  readonly code: ErrorCode
  readonly message: string
  /** The file itself is at fault. */
  readonly isDamage?: boolean
}

/**
 * `positions` has one number per entry, 0 for an event that was known. `beyond` is the last position that does not fit,
 * 0 when all do; undefined while steps are left.
 */
export type Outcome =
  | { readonly ticket: number; readonly positions: readonly Position[] }
  | ({ readonly ticket: number } & Pruned)
  | { readonly ticket: number; readonly beyond: Position | undefined }
  | { readonly ticket: number; readonly pages: number }
  | ({ readonly ticket: number } & RedactedStep)
  | { readonly ticket: number; readonly failure: Failure }

/** What the thread says at once, with the buffers of the attachments that it was sent. */
export interface WriterReply {
  readonly outcomes: readonly Outcome[]
  readonly buffers: readonly ArrayBuffer[]
}

export const buffersIn = (requests: readonly WriterRequest[]): ArrayBuffer[] =>
  requests.flatMap((request) =>
    request.kind === 'append' ? request.attachments.map(({ bytes }) => bytes.buffer) : [],
  )

/** The ticket of the opening of the file, answered first and once. */
export const openingTicket = 0
