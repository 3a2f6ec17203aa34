import { AppError, createTurns, type ListenerId } from '#domain'
import type { Features, Followers } from '#features'
import type { EventRedaction, Journal } from '#log'
import type { Departures, LastGood, ListenerViews } from '#surfaces'
import type { ServingModels } from './serving-models.ts'

/** Takes listeners out of all that a running Segue keeps. */
export interface RedactListeners {
  /**
   * Resolves when nothing that is stored or kept in process names them any more, up to the call; what they do meanwhile and
   * from then on is somebody new's. Rejects where a part can't do its own for now: then it is to be asked again, and goes on
   * where it was, also after a crash. Appends wait while files are written anew, once for all listeners of a call.
   */
  redact(listeners: readonly ListenerId[]): Promise<void>
  /** Goes on with what was begun before the start and not ended. */
  resume(): Promise<void>
}

export interface RedactedParts {
  readonly log: EventRedaction
  readonly journal: Pick<Journal, 'inTurn'>
  readonly features: Pick<Features, 'forget' | 'generation' | 'cursor' | 'amiss' | 'wipe'>
  readonly followers: Pick<Followers, 'forget' | 'wipe'>
  readonly listeners: Pick<ListenerViews, 'forget'>
  readonly lastGood: Pick<LastGood, 'forget'>
  readonly serving: Pick<ServingModels, 'forget'>
  readonly departures: Departures
}

const mostTries = 3

/**
 * The order is what keeps this right. In process a listener is forgotten at one place of the log, between two appends: what is
 * left is what a replay gives once everything up to there is redacted. The log comes after all that follows from it is stored up to
 * there, since nobody could know its events again. Whose pseudonym it was is forgotten when all of that is done, so a crash
 * before leaves the name where `resume` finds it; one after leaves it that files are to be written anew, the log's last.
 */
export const createRedactListeners = (parts: RedactedParts): RedactListeners => {
  const { log, journal, features, followers, listeners, lastGood, serving, departures } = parts
  const oneByOne = createTurns()

  const forgetHere = (listener: ListenerId) => {
    if (features.amiss !== undefined) throw features.amiss
    const stored = features.forget(listener)
    // Awaited by whoever asked for the turn, which is over before.
    stored.catch(() => {})
    listeners.forget(listener)
    lastGood.forget(listener)
    return { stored, through: features.cursor, generation: features.generation }
  }

  /** False where damage had all folded again meanwhile, from a log that still had the name. */
  const redactOnce = async (listener: ListenerId): Promise<boolean> => {
    // What requests read of them before, and append behind their turn, would stay.
    const { stored, through, generation } = await departures.during(listener, (left) =>
      journal.inTurn(() => {
        const forgotten = forgetHere(listener)
        left()
        return forgotten
      }),
    )
    await stored
    await followers.forget(listener)
    await log.redact(listener, through)
    return features.amiss === undefined && features.generation === generation
  }

  const redactOne = async (listener: ListenerId): Promise<void> => {
    for (let tries = 0; !(await redactOnce(listener)); tries++) if (tries === mostTries) throw beingMended()
    await serving.forget()
  }

  const redact = (all: readonly ListenerId[]): Promise<void> =>
    oneByOne(async () => {
      for (const listener of all) await redactOne(listener)
      for (const listener of all) await log.endRedaction(listener)
      await features.wipe()
      await followers.wipe()
      await log.wipe()
    })

  return {
    redact,
    async resume() {
      const left = await log.redacting()
      // Whoever was ended before a crash has no name left, and bytes of it in all of the files.
      if (left.length > 0 || (await log.wipeOwed())) await redact(left)
    },
  }
}

const beingMended = (): AppError =>
  new AppError(
    'states-damaged',
    'What follows from the log was made again from it while a listener was taken out: ask for it again in a moment.',
  )
