import { z } from 'zod'
import { AppError } from '#domain'
import type { Recorded } from '#log'
import { withRoomFor } from './numbering.ts'
import { numbersIn, packArtifact, unpackArtifact, wordsOf } from './packed-artifact.ts'
import { createRecentNames } from './recent-names.ts'
import { renumbered } from './weakest.ts'

/**
 * Which events of each listener were observed. The trap closed here is an event that the log delivers again, from the
 * same cursor or a later one: observed twice, it would count twice in every training from then on. Of more listeners than
 * `mostListeners` the half that was quiet longest is forgotten; a log that told those again would have them counted again.
 */
export interface SeenOnce {
  /** True for one that comes for the first time; each listener's come in order. */
  isNew(recorded: Recorded): boolean
  pack(): Uint8Array
}

const kind = 'seen'
const factsSchema = z.strictObject({})
const usualMost = 250_000

export const createSeenOnce = (packed?: Uint8Array, mostListeners = usualMost): SeenOnce => {
  const from = packed && unpackArtifact(kind, packed, factsSchema)
  const listeners = createRecentNames(mostListeners, from?.u32)
  /** By listener, the sequence number of the last event plus one. */
  let nexts = from ? numbersIn(from.u32('nexts')) : new Float64Array(0)
  if (nexts.length !== listeners.size)
    throw new AppError('corrupt-record', 'What was seen of the log has columns of different lengths.')
  return {
    isNew({ sequence, event }) {
      const known = listeners.known(event.listenerId)
      if (known !== undefined && sequence < (nexts[known] ?? 0)) return false
      const number = listeners.meet(event.listenerId)
      nexts = withRoomFor(nexts, number)
      nexts[number] = sequence + 1
      const numbers = listeners.thin()
      if (numbers !== undefined) nexts = renumbered(nexts, numbers)
      return true
    },
    pack: () =>
      packArtifact(kind, {}, { ...listeners.pack(), nexts: wordsOf(nexts.slice(0, listeners.size)) }),
  }
}
