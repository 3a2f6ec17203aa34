import { AppError, faultsIn } from '#domain'
import type { Position } from './event-log.ts'
import { eventSchemas } from './event-schemas.ts'
import type { AppEvent } from './events.ts'

/**
 * Stored text back to an event. Our own bytes are checked like a stranger's: disks rot, and a log written by a
 * newer version must stop a replay instead of bending its features. Parsing JSON takes most of the time, the
 * schema little.
 */
export const decodeEvent = (position: Position, body: string): AppEvent => {
  const value = parse(position, body)
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
  const schema = typeof type === 'string' ? eventSchemas.get(type) : undefined
  if (schema === undefined) throw corruptRecord(position, 'its type is not one this version knows')
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const paths = faultsIn(parsed.error.issues).map(({ path }) => path || 'its fields')
  throw corruptRecord(position, `${paths.join(', ')} is not as the schema asks`)
}

const parse = (position: Position, body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    // The parser's own message quotes the text, and the text is a listener's.
    throw corruptRecord(position, 'it is not JSON')
  }
}

/** The error for a record that can't be read; `what` must not quote the record. */
export const corruptRecord = (position: Position, what: string): AppError =>
  new AppError(
    'corrupt-record',
    `The event at position ${position} of the log can't be read: ${what}. Run the version that wrote it, or restore the log from a backup.`,
  )
