import type { DecisionStore } from './decision-store.ts'
import type { EventIndex } from './event-index.ts'
import type { EventLog } from './event-log.ts'
import type { EventRedaction } from './event-redaction.ts'

/** The ports as they are handed to whoever wires a server: of one file, or put together from several stores. */
export type StoredLog = EventLog & DecisionStore & EventIndex & EventRedaction
