import { createHmac } from 'node:crypto'
import { countedFields } from './counted-fields.ts'
import { decodeStored, type StoredEvent } from './decode-event.ts'
import { encodeEvent } from './encode-event.ts'

/** A stored event as adapters keep it; what stands beside its body is what the body says, also where that is damaged. */
export interface StoredRow {
  readonly id: string
  readonly listenerId: string
  readonly type: string
  readonly body: string
}

/**
 * An event without the person. One secret, drawn for one redaction and forgotten with it, gives the pseudonyms: the same
 * for the same session and request, so that what followed what in which session is counted as before.
 */
export const redactEvent = (row: StoredRow, secret: Uint8Array): StoredRow => {
  const pseudonym = (kind: string, name: string) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([kind, name]))
      .digest('base64url')
      .slice(0, 22)
  const { type } = row
  // A slate has the id of its request.
  const id = pseudonym(type === 'slate.served' ? 'request' : 'event', row.id)
  const listenerId = pseudonym('listener', row.listenerId)
  const stored = readable(row.body)
  const redacted = { redacted: true, id, listenerId }
  const names = countedFields.get(type)
  if (stored?.event === undefined || names === undefined) {
    const at = stored?.envelope.at ?? 0
    return { id, listenerId, type, body: JSON.stringify({ type, at, ...redacted }) }
  }
  const fields = Object.entries(stored.event).flatMap(([name, value]): (readonly [string, unknown])[] => {
    if (name === 'sessionId') return [[name, pseudonym('session', String(value))]]
    if (name === 'requestId') return [[name, pseudonym('request', String(value))]]
    return names.includes(name) ? [[name, value]] : []
  })
  const event = { ...Object.fromEntries(fields), ...redacted, type: stored.event.type }
  return { id, listenerId, type, body: encodeEvent(event) }
}

/** Undefined for one that can't be read: nothing of it is left, and readers are stopped there as before. */
const readable = (body: string): StoredEvent | undefined => {
  try {
    return decodeStored(0, body)
  } catch {
    return undefined
  }
}
