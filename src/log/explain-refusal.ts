import type { z } from 'zod'
import { type IncomingSchema, incomingSchemas } from './event-schemas.ts'

/**
 * Why an event was not taken, as one sentence that names the field and says what to send instead. A validator's
 * own messages speak of unions and patterns; whoever wires up an app at night needs to read "positionMS: did you
 * mean positionMs?". Field names are quoted, values never: they are a listener's.
 */
export const explainRefusal = (
  schema: IncomingSchema,
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
): string => {
  const issue = issues[0]
  if (issue === undefined) return 'The event could not be read.'
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    return explainUnknownField(schema, issue.keys[0] ?? '')
  }
  const [field = 'event'] = issue.path
  const path = issue.path.join('.')
  const missing = !(typeof value === 'object' && value !== null && field in value)
  const worded = wordedBySchema(issue)
  if (worded !== undefined) return `${path} ${worded}.`
  const problem = missing ? 'is missing' : (problemOf(issue) ?? 'is not as it should be')
  return `${path} ${problem}: ${adviceOn(String(field))}.`
}

/** Says that a value is no event at all, or one of a type nobody may send. */
export const explainType = (value: unknown): string => {
  const known = `Send one of: ${[...incomingSchemas.keys()].join(', ')}.`
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'An event is a JSON object: send {"id": …, "type": …, "at": …, "listenerId": …}.'
  }
  if (!('type' in value)) return `type is missing. ${known}`
  if (typeof value.type !== 'string') return `type is not a text. ${known}`
  return `type ${quote(value.type)} is not an event that can be sent. ${known}`
}

const explainUnknownField = (schema: IncomingSchema, key: string): string => {
  const fields = Object.keys(schema.shape)
  const near = fields.find((field) => bare(field) === bare(key))
  const type = schema.shape.type.value
  return near === undefined
    ? `${quote(key)} is not a field of ${type}: leave it out. Its fields are ${fields.join(', ')}.`
    : `${quote(key)} is not a field of ${type}: did you mean ${near}?`
}

/** Case, separators and a unit at the end are what people get wrong. */
const bare = (field: string): string =>
  field
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '')
    .replace(/(ms|milliseconds|seconds|secs?|s)$/, '')

const quote = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)

const problemOf = (issue: z.core.$ZodIssue): string | undefined => {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'number' ? 'is negative' : 'is empty'
    case 'too_big':
      return issue.origin === 'number' ? 'is longer than a day' : 'is too long'
    case 'invalid_type':
      return `is not a ${issue.expected === 'string' ? 'text' : issue.expected}`
    default:
      return undefined
  }
}

/** The one complaint a schema words itself, advice included; a union repeats it among many others. */
const wordedBySchema = (issue: z.core.$ZodIssue): string | undefined => {
  if (issue.code === 'custom') return issue.message
  if (issue.code !== 'invalid_union') return undefined
  return issue.errors.flat().find((inner) => inner.code === 'custom')?.message
}

const text = 'send a text of 1 to 200 characters without control characters'
const length = 'send milliseconds from 0 to 86400000, a day'
const fromCatalogue = 'leave it out, it is filled in from the catalogue'
const advice: ReadonlyMap<string, string> = new Map([
  ['id', `${text}, the same one whenever the event is sent again`],
  ['at', 'send milliseconds since 1970, or an ISO 8601 time with its zone such as "2026-11-20T12:00:00Z"'],
  ['positionMs', length],
  ['playedMs', length],
  ['target', 'send {"kind": "artist", "track" or "tag", "id": …}'],
  ['simulated', 'send true, or leave it out'],
  ['artistIds', fromCatalogue],
  ['tags', fromCatalogue],
])

const adviceOn = (field: string): string => advice.get(field) ?? text
