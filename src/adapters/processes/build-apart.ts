import { z } from 'zod'
import { AppError } from '#domain'
import { runApart } from './run-apart.ts'

/**
 * Building, seen from the process that wants it and from the one that does it: the second says what it does and how far
 * it is, so that whoever asks the first meanwhile is told. What it says is for people alone, so a word that can't be
 * understood costs nothing else.
 */
const doingSchema = z.strictObject({ words: z.string(), leftMs: z.number().nonnegative().exactOptional() })
type Doing = z.output<typeof doingSchema>

/** A message for each of some thousand batches a second would cost the parent more than it learns from them. */
const sayEveryMs = 100

const stoppedCode = 130

/** What it folded is saved before it ends, which takes a slow disk a while. */
const graceMs = 30_000

export interface BuildApart {
  /** What `node` is given to build and to end. */
  readonly args: readonly string[]
  readonly signal: AbortSignal
}

/** Rejects with `build-failed` when it fails; why is on the screen that both have. */
export const createBuilderApart =
  ({ args, signal }: BuildApart) =>
  async (tell: (doing: Doing) => void): Promise<void> => {
    const hear = (message: unknown) => {
      const { data } = doingSchema.safeParse(message)
      if (data !== undefined) tell(data)
    }
    const { code } = await runApart({ args, signal, hear, graceMs })
    if (code === 0) return
    // Asked to stop, it ends by that; a code of its own says that it failed at something else.
    if (code === null || code === stoppedCode) signal.throwIfAborted()
    throw new AppError('build-failed', 'The demo could not be built; the reason is above.')
  }

/**
 * What the process that builds tells its parent with, if it has one. The beginning of a step is told at once, how far it
 * is now and then, by milliseconds that only grow.
 */
export const tellBuilding = (
  building: { send?(doing: Doing, sent: () => void): unknown },
  stopwatch: () => number,
): ((doing: { readonly words: string; readonly leftMs?: number | undefined }) => void) => {
  let saidAt = Number.NEGATIVE_INFINITY
  return ({ words, leftMs }) => {
    const now = stopwatch()
    if (leftMs !== undefined && now - saidAt < sayEveryMs) return
    saidAt = now
    // To a parent that is gone there is nothing to say.
    building.send?.(leftMs === undefined ? { words } : { words, leftMs }, () => {})
  }
}
