import { logStart } from '#log'
import type { StateStore } from './state-store.ts'

/** For states that live in their process alone: of these nothing may be dropped, so there is nothing to be loaded. */
export const nowhere: StateStore = {
  cursor: () => logStart,
  load: async () => [],
  loadNow: () => [],
  save: async () => {},
  wipe: async () => {},
  clear: async () => {},
  check: async () => {},
  close: async () => {},
  discard: async () => {},
}
