import { createFeatures, features } from '#features'
import { createMemoryEventLog } from './memory-event-log.ts'
import { createMemoryStateStore } from './memory-state-store.ts'

/** An empty log and the features that follow it, gone with the process. */
export const createMemoryListening = () => ({
  log: createMemoryEventLog(),
  features: createFeatures({ store: createMemoryStateStore(), features }),
})
