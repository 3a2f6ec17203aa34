/**
 * Work of many callers on one thread: all of them together do no more than so much in one turn of the event loop, so that whoever
 * asks for something else waits no longer for twenty callers than for one. Who asks first begins first, and who wants more
 * asks again behind those who wait, so that a large call does not keep small ones waiting until it is done. The trap: to
 * count for each caller apart bounds nothing when many come at once.
 */
export interface SharedTurns {
  readonly perTurn: number
  /** Resolves in the turn in which so much, at most `perTurn`, may be done, which is then to be done at once. */
  begin(amount: number): Promise<void>
}

export const createSharedTurns = (perTurn: number): SharedTurns => {
  const waiting: { readonly amount: number; readonly resolve: () => void }[] = []
  let taken = 0

  const take = (amount: number): boolean => {
    if (taken > 0 && taken + amount > perTurn) return false
    if (taken === 0) setImmediate(nextTurn)
    taken += amount
    return true
  }

  const nextTurn = (): void => {
    taken = 0
    for (let first = waiting[0]; first !== undefined && take(first.amount); first = waiting[0]) {
      waiting.shift()
      first.resolve()
    }
  }

  return {
    perTurn,
    begin(amount) {
      if (waiting.length === 0 && take(amount)) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.push({ amount, resolve })
      return promise
    },
  }
}
