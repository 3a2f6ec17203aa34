import { AppError, faultsIn } from '#domain'
import { eventSchemas } from './event-schemas.ts'
import type { AppEvent } from './events.ts'

/** What its log calls an event, for whoever has to look at it there. */
type StoredAt = string | number

/**
 * Stored text back to an event. Our own bytes are checked like a stranger's: disks rot, and a log written by a
 * newer version must stop a replay instead of bending its features. Parsing JSON takes most of the time, the
 * schema little.
 */
export const decodeEvent = (at: StoredAt, body: string): AppEvent => {
  const value = parse(at, body)
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
  const schema = typeof type === 'string' ? eventSchemas.get(type) : undefined
  if (schema === undefined) throw corruptRecord(at, 'its type is not one this version knows')
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
