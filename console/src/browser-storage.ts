/** Local storage that may be closed (private windows, policies) or full: reading then gives nothing. */
export interface BrowserStorage {
  /** Of everything kept whose name begins like this. */
  names(prefix: string): readonly string[]
  read(name: string): string | undefined
  /** False when it could not be kept; what was there before stays. */
  write(name: string, value: string): boolean
  remove(name: string): void
}

const attempt = <T>(work: () => T, otherwise: T): T => {
  try {
    return work()
  } catch {
    return otherwise
  }
}

export const browserStorage: BrowserStorage = {
  names: (prefix) =>
    attempt(
      () =>
        Array.from({ length: localStorage.length }, (_, place) => localStorage.key(place) ?? '').filter(
          (name) => name.startsWith(prefix),
        ),
      [],
    ),
  read: (name) => attempt(() => localStorage.getItem(name) ?? undefined, undefined),
  write: (name, value) =>
    attempt(() => {
      localStorage.setItem(name, value)
      return true
    }, false),
  remove: (name) => attempt(() => localStorage.removeItem(name), undefined),
}
