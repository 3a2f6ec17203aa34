/** Local storage that may be closed (private windows, policies): reading then gives nothing, writing is let go. */
export const browserStorage = {
  read: (key: string): string | undefined => {
    try {
      return localStorage.getItem(key) ?? undefined
    } catch {
      return undefined
    }
  },
  write: (key: string, value: string): void => {
    try {
      localStorage.setItem(key, value)
    } catch {
      // Nothing to do: the page works for as long as it is open.
    }
  },
  remove: (key: string): void => {
    try {
      localStorage.removeItem(key)
    } catch {
      // As above.
    }
  },
}
