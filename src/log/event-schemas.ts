import { appEventSchema, incomingEventSchema } from './events.ts'

/**
 * The event schemas by type. A union of two discriminated unions tries the first in full before the second,
 * which makes every `slate.served` pay for a failed parse; one look-up by type costs nothing and lets an error
 * speak about the fields of that type alone.
 */
const [takenEventSchema, ownEventSchema] = appEventSchema.options

const incoming = incomingEventSchema.options
const taken = takenEventSchema.options
const own = ownEventSchema.options

export type IncomingSchema = (typeof incoming)[number]
export type EventSchema = (typeof taken)[number] | (typeof own)[number]

/** What anyone may send, by type. */
export const incomingSchemas: ReadonlyMap<string, IncomingSchema> = new Map(
  incoming.map((schema) => [schema.shape.type.value, schema]),
)

/** Everything a log may hold, by type. */
export const eventSchemas: ReadonlyMap<string, EventSchema> = new Map<string, EventSchema>(
  [...taken, ...own].map((schema) => [schema.shape.type.value, schema]),
)
