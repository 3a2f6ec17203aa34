import { toAppError } from '#domain'
import type { Trainer, TrainingProgress } from '#models'
import type { TrainingMessage } from './training-messages.ts'

/**
 * Training, seen from the process that does it: runs it and tells the parent of its steps and of its end. A message
 * for each of some thousand steps a second would cost the parent more than it learns from them.
 */
const sayEveryMs = 100

/** Resolves to the exit code when the parent has heard the end. */
export const tellParent = async (options: {
  /** Opening what it reads is part of it: what fails there is told as well. */
  readonly train: Trainer
  readonly signal: AbortSignal
  /** Milliseconds that only grow: a clock that is set back would keep the steps from a parent that waits for them. */
  readonly stopwatch: () => number
  readonly send: (message: TrainingMessage) => Promise<void>
}): Promise<number> => {
  const { stopwatch, send, signal } = options
  let saidAt = Number.NEGATIVE_INFINITY
  const report = (progress: TrainingProgress) => {
    const isEnd = progress.done === progress.total
    const now = stopwatch()
    if (!isEnd && now - saidAt < sayEveryMs) return
    saidAt = now
    // The parent may be gone: this process is about to end as well.
    void send({ kind: 'progress', progress }).catch(() => {})
  }
  try {
    const manifests = await options.train(report, signal)
    await send({ kind: 'trained', manifests: [...manifests] })
    return 0
  } catch (thrown) {
    const { code, message, stack } = toAppError(thrown)
    const where = code === 'internal' && stack !== undefined ? { stack } : {}
    await send({ kind: 'failed', code, message, ...where })
    return 1
  }
}
