/**
 * Places, as the log and what is kept beside it hand them out. They are opaque: only the adapter that made one reads it or
 * knows which of two comes first. Everybody else may keep one, hand it back, and ask whether two are the same. The trap
 * closed here is a number that looks as if it could be counted with: a log of several partitions has none.
 */
declare const brand: unique symbol

/** Up to where a log was read. Of one log, the same text is the same place. */
export type Cursor = string & { readonly [brand]: 'Cursor' }

/** Where a page of an index ended: `before` of the next one. */
export type Place = string & { readonly [brand]: 'Place' }

/**
 * Where an event stands among those of its listener: greater than that of each one before, and nothing else. It says
 * nothing of another listener's events, and there may be holes. At most 2^53 − 1, so that states can keep it.
 */
export type SequenceNumber = number & { readonly [brand]: 'SequenceNumber' }

// For adapters, and for what kept one as text; see `src/domain/ids.ts` for why these are casts.
export const cursor = (text: string) => text as Cursor
export const place = (text: string) => text as Place
export const sequenceNumber = (integer: number) => integer as SequenceNumber

/** Before everything, in every log. */
export const logStart = cursor('')
