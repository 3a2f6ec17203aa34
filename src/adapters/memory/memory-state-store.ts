import { AppError } from '#domain'
import type { StateRow, StateStore } from '#features'

/** A state store that forgets when the process ends: for tests and for trying things out. */
export const createMemoryStateStore = (): StateStore => {
  const owners = new Map<string, Map<string, StateRow>>()
  let savedPosition = 0
  let savedMark: string | undefined
  let isClosed = false
  const assertOpen = (): void => {
    if (isClosed) throw new AppError('storage-failed', 'The feature states are closed: make others.')
  }
  return {
    position: () => savedPosition,
    mark: () => savedMark,
    load: (owner) => [...(owners.get(owner)?.values() ?? [])],
    save: async (position, rows, mark) => {
      assertOpen()
      for (const row of rows) {
        const states = owners.get(row.owner) ?? new Map<string, StateRow>()
        owners.set(row.owner, states.set(JSON.stringify([row.feature, row.about]), row))
      }
      savedPosition = position
      savedMark = mark
    },
    clear: async () => {
      assertOpen()
      owners.clear()
      savedPosition = 0
      savedMark = undefined
    },
    check: async () => {},
    close: async () => {
      isClosed = true
    },
    discard: async () => {
      isClosed = true
      owners.clear()
      savedPosition = 0
      savedMark = undefined
    },
  }
}
