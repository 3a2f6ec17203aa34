/** What is opened is closed in the opposite order, one after the other, and once. */
export interface Closers {
  add(close: () => unknown): void
  /** Idempotent. */
  close(): Promise<void>
}

export const createClosers = (): Closers => {
  const closers: (() => unknown)[] = []
  let closing: Promise<void> | undefined
  const closeAll = async (): Promise<void> => {
    for (const close of closers.reverse()) await close()
  }
  return {
    add: (close) => void closers.push(close),
    close: () => {
      closing ??= closeAll()
      return closing
    },
  }
}
