/** What is to be closed at the end: runs the closers in the opposite order of their opening, once. */
export const createClosers = () => {
  const closers: (() => unknown)[] = []
  let closing: Promise<void> | undefined
  return {
    add: (close: () => unknown) => void closers.push(close),
    close: () =>
      (closing ??= (async () => {
        for (const close of closers.reverse()) await close()
      })()),
  }
}

export type Closers = ReturnType<typeof createClosers>
