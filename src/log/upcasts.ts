import type { EventType } from './events.ts'

/** The fields of an event as they were stored, at some version of its type. */
export type StoredFields = Readonly<Record<string, unknown>>

/** The fields of the next version; it must not fail on fields that are not as they should be: the schema tells of those. */
type Upcast = (fields: StoredFields) => StoredFields

/** Ratings named the other versions of their recording, before each state had its place in the log. */
const withoutVersions: Upcast = ({ versionIds: _, ...fields }) => fields

/**
 * How the events of each type changed: the first step makes version 2 of version 1, and so on. The schemas in `events.ts`
 * say the newest version alone, so what a fold or a model is handed has one form, whenever it was stored. A step that was
 * released is never changed: bytes lie on disks that need it. A field that is new and may be absent needs none.
 */
const upcasts: Partial<Record<EventType, readonly Upcast[]>> = {
  'track.liked': [withoutVersions],
  'track.disliked': [withoutVersions],
  'track.unrated': [withoutVersions],
}
const byType: ReadonlyMap<string, readonly Upcast[]> = new Map(Object.entries(upcasts))
const none: readonly Upcast[] = []

/** What events of a type are stored as now, and the newest that can be read. */
export const newestVersion = (type: string): number => (byType.get(type) ?? none).length + 1

/** From a version to the newest. */
export const upcast = (type: string, version: number, fields: StoredFields): StoredFields =>
  (byType.get(type) ?? none).slice(version - 1).reduce((current, step) => step(current), fields)
