import type { AppEvent } from './events.ts'
import { newestVersion } from './upcasts.ts'

/** An event as adapters store it: compact JSON, with the version of its type where that is not the first. */
export const encodeEvent = (event: Pick<AppEvent, 'type'>): string => {
  const v = newestVersion(event.type)
  return JSON.stringify(v === 1 ? event : { ...event, v })
}
