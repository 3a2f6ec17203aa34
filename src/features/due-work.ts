import type { AppError } from '#domain'

/**
 * What waits until a follower has folded all that was handed to it before it was asked for, and no longer: more may be handed
 * over all the while. Done by whoever folds, between two folds.
 */
export interface DueWork {
  /** Settles as the work does. With `orFail` it rejects with the next failure before that, and the work is not done. */
  add(place: number, work: () => Promise<void>, orFail: boolean): Promise<void>
  /** Does what is due where all is folded up to a place. Never rejects. */
  reach(place: number): Promise<void>
  fail(failure: AppError): void
  /** Nothing more is folded: nobody waits any longer, and no work is done. */
  end(failure: AppError): void
}

interface Due {
  readonly place: number
  readonly work: () => Promise<void>
  readonly orFail: boolean
  readonly resolve: () => void
  readonly reject: (thrown: unknown) => void
}

export const createDueWork = (): DueWork => {
  /** Places only grow, so the first is due first. */
  let waiting: Due[] = []

  const fail = (failure: AppError): void => {
    const failing = waiting.filter(({ orFail }) => orFail)
    waiting = waiting.filter(({ orFail }) => !orFail)
    for (const { reject } of failing) reject(failure)
  }

  return {
    add: (place, work, orFail) =>
      new Promise((resolve, reject) => waiting.push({ place, work, orFail, resolve, reject })),
    reach: async (place) => {
      for (let first = waiting[0]; first !== undefined && first.place <= place; first = waiting[0]) {
        waiting.shift()
        await first.work().then(first.resolve, first.reject)
      }
    },
    fail,
    end: (failure) => {
      fail(failure)
      for (const { resolve } of waiting.splice(0)) resolve()
    },
  }
}
