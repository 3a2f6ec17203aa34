import { type Instant, instant, minuteMs } from '#domain'
import { incomingSchemas } from './event-schemas.ts'
import { type IncomingEvent, namedNobody, nobody, type TrackEvent } from './events.ts'
import { explainRefusal, explainType } from './explain-refusal.ts'
import type { IntakeContext, TrackDescription } from './intake.ts'

/** Clocks of phones run ahead; more than this is a wrong unit or a wrong clock. */
const aheadMs = 10 * minuteMs
const earliest = instant(Date.UTC(2000, 0, 1))

/** A length this many times the track's own is in another unit. */
const lengthFactor = 10

/** The event, or the sentence that says why it is none. */
export const checkEvent = (value: unknown, context: IntakeContext, now: Instant): IncomingEvent | string => {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
  const schema = typeof type === 'string' ? incomingSchemas.get(type) : undefined
  if (schema === undefined || typeof value !== 'object' || value === null) return explainType(value)
  const given = within(value, context, 'sessionId' in schema.shape)
  if (typeof given === 'string') return given
  const parsed = schema.safeParse(given)
  if (!parsed.success) return explainRefusal(schema, parsed.error.issues, given)
  if (parsed.data.listenerId === nobody) return `listenerId ${namedNobody}.`
  return explainInstant(parsed.data.at, now) ?? parsed.data
}

/** The value with what the door knows; a contradiction is refused, for one of the two would be silently lost. */
const within = (value: object, context: IntakeContext, hasSession: boolean): object | string => {
  const { listenerId, sessionId, simulated } = context
  if (listenerId === undefined && sessionId === undefined && simulated === undefined) return value
  if (listenerId !== undefined && 'listenerId' in value && value.listenerId !== listenerId) {
    return 'listenerId is not the listener this address is for: leave it out, it is filled in.'
  }
  if (sessionId !== undefined && 'sessionId' in value && value.sessionId !== sessionId) {
    return 'sessionId is not the session this address is for: leave it out, it is filled in.'
  }
  return {
    ...value,
    ...(listenerId !== undefined && { listenerId }),
    ...(sessionId !== undefined && hasSession && { sessionId }),
    ...(simulated && { simulated }),
  }
}

const explainInstant = (at: Instant, now: Instant): string | undefined => {
  if (at > now + aheadMs) {
    return 'at is more than ten minutes in the future: send milliseconds (not micro- or nanoseconds) and check the clock of the sender.'
  }
  if (at < earliest) {
    return 'at is before the year 2000: send milliseconds since 1970 and check the clock of the sender.'
  }
  return undefined
}

export const explainLength = (event: TrackEvent, { durationMs }: TrackDescription): string | undefined => {
  if (durationMs === undefined || durationMs <= 0) return undefined
  const longest = lengthFactor * durationMs
  if ('positionMs' in event && event.positionMs > longest) return explainFactor('positionMs')
  if ('playedMs' in event && (event.playedMs ?? 0) > longest) return explainFactor('playedMs')
  return undefined
}

const explainFactor = (field: string): string =>
  `${field} is more than ${lengthFactor} times the length of the track: send milliseconds, not micro- or nanoseconds.`
