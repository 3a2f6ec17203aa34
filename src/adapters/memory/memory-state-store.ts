import { AppError } from '#domain'
import { isNamedBy, type StateRow, type StateStore } from '#features'
import { logStart } from '#log'

/** A state store that forgets when the process ends: for tests and for trying things out. */
export const createMemoryStateStore = (): StateStore => {
  const owners = new Map<string, Map<string, StateRow>>()
  let saved = logStart
  let isClosed = false
  const rowsOf = (owner: string): readonly StateRow[] => [...(owners.get(owner)?.values() ?? [])]

  const assertOpen = (): void => {
    if (isClosed) throw new AppError('storage-failed', 'The feature states are closed: make others.')
  }
  return {
    cursor: () => saved,
    load: async (names) => names.flatMap(rowsOf),
    loadNow: rowsOf,
    save: async (cursor, rows, forgotten = []) => {
      assertOpen()
      for (const one of forgotten)
        for (const [owner, states] of owners)
          if (isNamedBy(one, owner) || [...states.values()].some(({ about }) => about === one.about))
            owners.delete(owner)
      for (const row of rows) {
        const states = owners.get(row.owner) ?? new Map<string, StateRow>()
        owners.set(row.owner, states.set(JSON.stringify([row.feature, row.about]), row))
      }
      saved = cursor
    },
    wipe: async () => {
      assertOpen()
    },
    clear: async () => {
      assertOpen()
      owners.clear()
      saved = logStart
    },
    check: async () => {},
    close: async () => {
      isClosed = true
    },
    discard: async () => {
      isClosed = true
      owners.clear()
      saved = logStart
    },
  }
}
