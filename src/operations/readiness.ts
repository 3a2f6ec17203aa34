import { type AppError, toAppError } from '#domain'

/**
 * Whether the server can answer now, for whoever sends requests its way. The trap is a disk that hangs: what asks
 * it waits for ever, and a load balancer takes silence for its own lateness. So the log has a deadline, and one
 * question to it stands for all who ask meanwhile, or each probe would leave one more waiting behind.
 */
export interface Readiness {
  /** Why it can't answer, by what is missing; empty when it can. */
  readonly missing: Readonly<Record<string, string>>
  /** What is being made again or could not be, while what is left serves. */
  readonly notes: readonly string[]
}

export interface ReadinessOptions {
  /** Rejects with the reason when the log would refuse an event. */
  readonly checkLog: () => Promise<void>
  readonly isTrained: () => boolean
  /** What does not hold anyone up, in sentences; undefined when it is well. */
  readonly amiss: readonly (() => AppError | undefined)[]
  /** How long the log may take to say that it is well. */
  readonly timeoutMs: number
}

export const createReadiness = ({
  checkLog,
  isTrained,
  amiss,
  timeoutMs,
}: ReadinessOptions): (() => Promise<Readiness>) => {
  let asked: Promise<string | undefined> | undefined
  const ask = (): Promise<string | undefined> =>
    (asked ??= checkLog()
      .then(
        () => undefined,
        (thrown) => toAppError(thrown).message,
      )
      .finally(() => {
        asked = undefined
      }))

  return async () => {
    const refused = await inTime(ask(), timeoutMs)
    return {
      missing: {
        ...(!isTrained() && { models: 'No models yet: run `segue train`.' }),
        ...(refused && { log: refused }),
      },
      notes: amiss.flatMap((find) => find()?.message ?? []),
    }
  }
}

const inTime = async (
  answer: Promise<string | undefined>,
  timeoutMs: number,
): Promise<string | undefined> => {
  const late = Promise.withResolvers<string>()
  const timer = setTimeout(
    () =>
      late.resolve(
        `The disk of the event log has not answered within ${timeoutMs} ms. Look at the disk; events and answers wait for it.`,
      ),
    timeoutMs,
  )
  try {
    return await Promise.race([answer, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
