import { z } from 'zod'
import { AppError, faultsIn } from '#domain'
import { isEmptied } from './counted-fields.ts'
import { eventSchemas } from './event-schemas.ts'
import { type AppEvent, envelopeSchema } from './events.ts'
import { newestVersion, type StoredFields, upcast } from './upcasts.ts'

/** What its log calls an event, for whoever has to look at it there. */
type StoredAt = string | number

/** What can be said of every event, of whatever type: who, when, and which one of theirs. */
export type EventEnvelope = z.output<typeof envelopeSchema>

/** `event` is undefined where a reader passes over what stands there. */
export interface StoredEvent {
  readonly envelope: EventEnvelope
  readonly event: AppEvent | undefined
}

/** What a stored body says about itself, beside the fields of its type. */
const marks = z.looseObject({ v: z.int().min(1).default(1), ignorable: z.literal(true).optional() })

/**
 * Stored text back to an event. Our own bytes are checked like a stranger's: disks rot, and a log written by a
 * newer version must stop a replay instead of bending its features. Parsing JSON takes most of the time, the
 * schema little.
 *
 * A type or a version that this Segue does not know is passed over where whoever wrote it marked it `ignorable`, and stops
 * the reader where not. The mark is the writer's word that no state follows from the event; no reader can know that of
 * what it does not know, so there is no guess either way, and a version counts as a type does. The mark excuses nothing
 * else: what is known is read and checked, and damage stops with the mark as without.
 */
export const decodeStored = (at: StoredAt, body: string): StoredEvent => {
  const value = parse(at, body)
  if (!isFields(value)) throw corruptRecord(at, 'it is not an object')
  const { version, isIgnorable, fields } = marksOf(at, value)
  const type = typeof fields.type === 'string' ? fields.type : ''
  const schema = eventSchemas.get(type)
  const isKnown = schema !== undefined && version <= newestVersion(type)
  // Before all else: whatever it was, nothing of it is left to be understood.
  const isGone = fields.redacted === true && isEmptied(type)
  if (isGone || (!isKnown && isIgnorable))
    return { envelope: checked(at, envelopeSchema, fields), event: undefined }
  if (schema === undefined) throw corruptRecord(at, 'its type is not one this version knows')
  if (!isKnown)
    throw corruptRecord(at, `it has version ${version} of its type, which this Segue does not know`)
  const event = checked(at, schema, upcast(type, version, fields))
  return { envelope: event, event }
}

/** Undefined for what a reader passes over. */
export const decodeEvent = (at: StoredAt, body: string): AppEvent | undefined => decodeStored(at, body).event

const isFields = (value: unknown): value is StoredFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Most bodies have no marks, and are not copied to look for them. */
const marksOf = (at: StoredAt, value: StoredFields) => {
  if (!('v' in value || 'ignorable' in value)) return { version: 1, isIgnorable: false, fields: value }
  const { v, ignorable, ...fields } = checked(at, marks, value)
  return { version: v, isIgnorable: ignorable === true, fields }
}

const checked = <Schema extends z.ZodType>(
  at: StoredAt,
  schema: Schema,
  value: unknown,
): z.output<Schema> => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const paths = faultsIn(parsed.error.issues).map(({ path }) => path || 'its fields')
  throw corruptRecord(at, `${paths.join(', ')} is not as the schema asks`)
}

const parse = (at: StoredAt, body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    // The parser's own message quotes the text, and the text is a listener's.
    throw corruptRecord(at, 'it is not JSON')
  }
}

/** The error for an event that can't be read; `what` must not quote it. */
export const corruptRecord = (at: StoredAt, what: string): AppError =>
  new AppError(
    'corrupt-record',
    `Event ${at} of the log can't be read: ${what}. Run the version that wrote it, or restore the log from a backup.`,
  )
