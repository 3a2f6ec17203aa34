export { createMemoryEventLog } from './memory-event-log.ts'
export { createMemoryListening } from './memory-listening.ts'
export { createMemoryStateStore } from './memory-state-store.ts'
