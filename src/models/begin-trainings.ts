import { AppError } from '#domain'
import { type Cursor, type EventLog, logStart } from '#log'
import type { CatalogSnapshot, Model, Training } from './model.ts'
import type { LogIdentity, Observations } from './observations.ts'
import { createSeenOnce, type SeenOnce } from './seen-once.ts'

/** Models in training, and how far in the log they are. */
export interface Begun {
  readonly trainings: readonly { readonly model: Model<unknown>; readonly training: Training }[]
  readonly seen: SeenOnce
  readonly cursor: Cursor
  readonly events: number
  readonly newest: number
}

interface Beginning {
  readonly models: readonly Model<unknown>[]
  readonly catalog: CatalogSnapshot
  readonly log: Pick<EventLog, 'lag'> & { readonly identity?: LogIdentity }
  readonly observations: Observations
  readonly onFault?: ((error: unknown) => void) | undefined
}

/**
 * Where the last training stood, or the start of the log: what was kept and can't be gone on from is told, and then the log
 * tells all of it again.
 */
export const beginTrainings = async (beginning: Beginning): Promise<Begun> => {
  try {
    return (await goOn(beginning)) ?? beginAnew(beginning)
  } catch (thrown) {
    beginning.onFault?.(thrown)
    return beginAnew(beginning)
  }
}

const goOn = async ({ models, catalog, log, observations }: Beginning): Promise<Begun | undefined> => {
  const observed = await observations.read(models)
  if (observed === undefined) return undefined
  const { cursor, events, newest } = observed
  if (observed.log !== (log.identity ?? 'unknown') || (await log.lag(cursor)) === undefined)
    throw ofAnotherLog()
  const trainings = models.map((model) => ({
    model,
    training: model.begin(catalog, observed.models.get(model.name)),
  }))
  return { trainings, seen: createSeenOnce(observed.seen), cursor, events, newest }
}

const beginAnew = ({ models, catalog }: Beginning): Begun => ({
  trainings: models.map((model) => ({ model, training: model.begin(catalog) })),
  seen: createSeenOnce(),
  cursor: logStart,
  events: 0,
  newest: 0,
})

const ofAnotherLog = (): AppError =>
  new AppError(
    'model-missing',
    'What the last training observed is of another log, or of one that has changed since: the models are trained from the whole log again.',
  )
