import { z } from 'zod'
import { AppError } from '#domain'
import type { Recorded } from '#log'
import { createNumbering, withRoomFor } from './numbering.ts'
import { numbersIn, packArtifact, unpackArtifact, wordsOf } from './packed-artifact.ts'

/**
 * Which events of each listener were observed. The trap closed here is an event that the log delivers again, from the
 * same cursor or a later one: observed twice, it would count twice in every training from then on.
 */
export interface SeenOnce {
  /** True for one that comes for the first time; each listener's come in order. */
  isNew(recorded: Recorded): boolean
  pack(): Uint8Array
}

const kind = 'seen'
const factsSchema = z.strictObject({ listeners: z.array(z.string()) })

export const createSeenOnce = (packed?: Uint8Array): SeenOnce => {
  const from = packed && unpack(packed)
  const listeners = createNumbering(from?.listeners)
  /** By listener, the sequence number of the last event plus one. */
  let nexts = from?.nexts ?? new Float64Array(0)
  return {
    isNew({ sequence, event }) {
      const number = listeners.numberOf(event.listenerId)
      nexts = withRoomFor(nexts, number)
      if (sequence < (nexts[number] ?? 0)) return false
      nexts[number] = sequence + 1
      return true
    },
    pack: () =>
      packArtifact(
        kind,
        { listeners: listeners.names() },
        { nexts: wordsOf(nexts.slice(0, listeners.size)) },
      ),
  }
}

const unpack = (packed: Uint8Array) => {
  const { facts, u32 } = unpackArtifact(kind, packed, factsSchema)
  const nexts = numbersIn(u32('nexts'))
  if (nexts.length === facts.listeners.length) return { listeners: facts.listeners, nexts }
  throw new AppError('corrupt-record', 'What was seen of the log has columns of different lengths.')
}
