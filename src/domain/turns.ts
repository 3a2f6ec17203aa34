/**
 * Work of several callers, one after another in the order in which they asked. A failure is its caller's and does not
 * keep the next from its turn. The trap closed here is a line that keeps the result of every turn for the next one.
 */
export const createTurns = (): (<Result>(work: () => Promise<Result>) => Promise<Result>) => {
  let last = Promise.resolve()
  return (work) => {
    const result = last.then(work)
    last = result.then(over, over)
    return result
  }
}

const over = (): void => {}
