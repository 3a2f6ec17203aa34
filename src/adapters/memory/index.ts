export { createMemoryEventLog } from './memory-event-log.ts'
export { createMemoryStateStore } from './memory-state-store.ts'
