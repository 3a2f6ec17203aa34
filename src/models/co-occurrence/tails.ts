import type { EventOf } from '#log'
import { numbersIn, wordsOf } from '../packed-artifact.ts'
import { columnsOfNames, namesInColumns } from '../packed-names.ts'

/** The end of what a listener is hearing: the last few tracks by number, oldest first. */
export interface Tail {
  sessionId: string | undefined
  lastAt: number
  readonly tracks: number[]
  /** When each of the tracks was played: a late arrival comes later in the log and not after what it follows. */
  readonly dates: number[]
}

/** By the number of the listener. */
export interface Tails {
  /** The one that a play continues, or a new one in its place. */
  of(listener: number, play: EventOf<'track.played'>): Tail
  /** Each track gets another number; one that gets -1 was not heard. */
  renumber(numbers: Int32Array): void
  /** Each listener gets another number; of one that gets -1 nothing is kept, and what they hear next begins a session. */
  renumberListeners(numbers: Int32Array): void
  /** How many were begun. */
  readonly sessions: number
  pack(): Readonly<Record<string, Uint32Array>>
}

export interface PackedTails {
  readonly sessions: number
  readonly u32: (name: string) => Uint32Array
}

export const createTails = (sessionGapMs: number, packed?: PackedTails): Tails => {
  let tails = packed ? unpack(packed) : []
  let sessions = packed?.sessions ?? 0
  const continues = (tail: Tail, { sessionId, at }: EventOf<'track.played'>): boolean =>
    tail.sessionId !== undefined && sessionId !== undefined
      ? tail.sessionId === sessionId
      : Math.abs(at - tail.lastAt) <= sessionGapMs
  return {
    of(listener, play) {
      const known = tails[listener]
      if (known !== undefined && continues(known, play)) return known
      const tail: Tail = { sessionId: play.sessionId, lastAt: play.at, tracks: [], dates: [] }
      tails[listener] = tail
      sessions++
      return tail
    },
    renumber(numbers) {
      for (const { tracks, dates } of tails) {
        let kept = 0
        for (const [place, track] of tracks.entries()) {
          const number = numbers[track] ?? -1
          if (number < 0) continue
          tracks[kept] = number
          dates[kept] = dates[place] ?? 0
          kept++
        }
        tracks.length = kept
        dates.length = kept
      }
    },
    renumberListeners(numbers) {
      tails = tails.filter((_, listener) => (numbers[listener] ?? -1) >= 0)
    },
    get sessions() {
      return sessions
    },
    pack: () => ({
      // No session has an empty id.
      ...columnsOfNames(
        'tailSessions',
        tails.map(({ sessionId }) => sessionId ?? ''),
      ),
      tailLengths: Uint32Array.from(tails, ({ tracks }) => tracks.length),
      tailTracks: Uint32Array.from(tails.flatMap(({ tracks }) => tracks)),
      tailDates: wordsOf(Float64Array.from(tails.flatMap(({ dates }) => dates))),
      tailLastAt: wordsOf(Float64Array.from(tails, ({ lastAt }) => lastAt)),
    }),
  }
}

const unpack = ({ u32 }: PackedTails): Tail[] => {
  const [lengths, tracks] = [u32('tailLengths'), u32('tailTracks')]
  const [dates, lastAt] = [numbersIn(u32('tailDates')), numbersIn(u32('tailLastAt'))]
  let from = 0
  return namesInColumns('tailSessions', u32).map((sessionId, listener): Tail => {
    const to = from + (lengths[listener] ?? 0)
    const tail = {
      sessionId: sessionId === '' ? undefined : sessionId,
      lastAt: lastAt[listener] ?? 0,
      tracks: [...tracks.subarray(from, to)],
      dates: [...dates.subarray(from, to)],
    }
    from = to
    return tail
  })
}
