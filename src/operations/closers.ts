/**
 * What is opened is closed in the opposite order, one after the other, and once. One that fails keeps none of the others open;
 * what it failed with is thrown behind them.
 */
export interface Closers {
  add(close: () => unknown): void
  /** Idempotent. */
  close(): Promise<void>
}

export const createClosers = (): Closers => {
  const closers: (() => unknown)[] = []
  let closing: Promise<void> | undefined
  const closeAll = async (): Promise<void> => {
    const failures: unknown[] = []
    for (const close of closers.reverse()) {
      try {
        await close()
      } catch (thrown) {
        failures.push(thrown)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
  return {
    add: (close) => void closers.push(close),
    close: () => {
      closing ??= closeAll()
      return closing
    },
  }
}
