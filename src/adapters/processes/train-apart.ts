import { AppError, minuteMs } from '#domain'
import type { Manifest, Trainer } from '#models'
import { runApart } from './run-apart.ts'
import { trainingMessageSchema } from './training-messages.ts'

/**
 * Training, seen from the process that wants it: another one reads the log and the catalogue, trains and publishes,
 * and says what came of it. In here a training would leave memory behind that the allocator does not give back,
 * and its end, by hunger for memory or a fault, would be that of the server.
 */
export interface TrainApartOptions {
  /** What `node` is given to run a training that tells its parent, see `tellParent`. */
  readonly args: readonly string[]
  /** How long it may make no step: it says something at every one. */
  readonly silenceMs?: number
  /** The models, where absent. */
  readonly what?: 'models' | 'ranker'
}

/** What is said when it fails; of a ranker, whoever wanted it says what then. */
const words = {
  models: {
    does: 'trains the models',
    after: ' The models that were there go on serving; it is tried again, at once with `segue train`.',
  },
  ranker: { does: 'learns the ranker', after: '' },
}

/** Opening a catalogue of a million tracks is the longest it is silent: some ten seconds. */
const longestSilenceMs = 2 * minuteMs

/** Rejects with the error of the training, or with `training-failed` when its process ended without a word. */
export const createTrainerApart =
  ({ args, silenceMs = longestSilenceMs, what = 'models' }: TrainApartOptions): Trainer =>
  async (onProgress, signal) => {
    const { does, after } = words[what]
    const failed = (how: string, cause?: unknown): AppError =>
      new AppError('training-failed', `The process that ${does} ${how}.${after}`, { cause })
    signal.throwIfAborted()
    let manifests: readonly Manifest[] | undefined
    let failure: AppError | undefined
    const hear = (message: unknown) => {
      const told = trainingMessageSchema.safeParse(message)
      if (!told.success) failure ??= failed('said what is no message of a training')
      else if (told.data.kind === 'progress') onProgress(told.data.progress)
      else if (told.data.kind === 'trained') manifests = told.data.manifests
      else failure ??= errorOf(told.data)
    }
    const ended = await runApart({ args, signal, hear, silenceMs }).catch((cause: unknown) => {
      throw failed('could not be started', cause)
    })
    signal.throwIfAborted()
    if (failure !== undefined) throw failure
    if (ended.wasSilent) throw failed(`made no step for ${silenceMs / 1_000} s and was ended`)
    if (manifests === undefined || ended.code !== 0) {
      const how = ended.signal === null ? `code ${ended.code}` : ended.signal
      throw failed(`ended by ${how} before it was done; the machine may be short of memory`)
    }
    return manifests
  }

const errorOf = (told: {
  readonly code: AppError['code']
  readonly message: string
  readonly stack?: string
}): AppError => {
  const error = new AppError(told.code, told.message)
  if (told.stack !== undefined) error.stack = told.stack
  return error
}
