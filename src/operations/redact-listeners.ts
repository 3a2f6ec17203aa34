import { AppError, createTurns, type ListenerId } from '#domain'
import type { Features, Followers } from '#features'
import type { EventRedaction, Journal } from '#log'
import type { Departures, LastGood, ListenerViews } from '#surfaces'
import type { ServingModels } from './serving-models.ts'

/** Takes listeners out of all that a running Segue keeps. */
export interface RedactListeners {
  /**
   * Resolves when nothing that is stored or kept in process names them any more, up to the call; what they do meanwhile and
   * from then on is somebody new's. Rejects where a part can't do its own for now. Who was begun with by then is gone on with
   * by the next call, whoever it is for, and by the next start; what is done under that name until then goes as well. Appends
   * wait while files are written anew, once for all listeners of a call.
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
 * The order is what keeps this right. A listener's blocks are dropped only once it is durable that they leave; from then on the
 * log's index tells nothing of theirs, and states that are made from the log are without them. So at each moment, whatever is
 * cut short, who comes by that name has all of their blocks or nothing of their past.
 *
 * In process a listener is forgotten at one place of the log, between two appends: what is left is what a replay gives once
 * everything up to there is redacted. The log comes after all that follows from it is stored up to
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

  /** False where all was folded again meanwhile: what came under that name since the place of the log is forgotten then, and in it. */
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

  /**
   * Ended as soon as the log has nothing of theirs left: what comes under that name from then on is somebody new's and stays. States that
   * are made again from the log leave out whoever was begun with until that is durable, so what came meanwhile may be missing
   * in them: then it is taken out of the log as well, by doing it once more.
   */
  const redactOne = async (listener: ListenerId): Promise<void> => {
    for (let tries = 0; tries <= mostTries; tries++) {
      // Whoever can't be gone on with is not begun with: they would lose blocks that the log still holds.
      if (features.amiss !== undefined) throw features.amiss
      await log.beginRedaction(listener)
      const { generation } = features
      if (!(await redactOnce(listener))) continue
      await log.endRedaction(listener)
      if (features.amiss === undefined && features.generation === generation) return
    }
    throw beingMended()
  }

  const redact = (asked: readonly ListenerId[]): Promise<void> =>
    oneByOne(async () => {
      const all = new Set([...(await log.redacting()), ...asked])
      const failures: unknown[] = []
      // One that can't be taken out now keeps nobody else; whoever is left is gone on with by the next call, and told of then.
      for (const listener of all) await redactOne(listener).catch((thrown: unknown) => failures.push(thrown))
      await serving.forget()
      await features.wipe()
      await followers.wipe()
      await log.wipe()
      if (failures.length > 0) throw failures[0]
    })

  return {
    redact,
    async resume() {
      // Whoever was ended before a crash has no name left, and bytes of it in all of the files.
      if ((await log.redacting()).length > 0 || (await log.wipeOwed())) await redact([])
    },
  }
}

const beingMended = (): AppError =>
  new AppError(
    'states-damaged',
    'What follows from the log was made again from it while a listener was taken out: ask for it again in a moment.',
  )
