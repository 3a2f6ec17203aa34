import { z } from 'zod'
import { AppError, type Instant, type TrackId } from '#domain'
import { createNumbering, type Numbering, withRoomFor } from '../numbering.ts'
import { numbersIn, packArtifact, unpackArtifact, wordsOf } from '../packed-artifact.ts'
import { columnsOfNames, namesInColumns } from '../packed-names.ts'
import { fromStrongest, numberedFirst, renumbered } from '../weakest.ts'
import type { PopularityConfig } from './popularity.ts'

/** What popularity has observed of each track, in the catalogue or not: its score and its plays, both decayed. */
export interface Heard {
  add(track: TrackId, weight: number, isPlay: boolean, at: number): void
  /** As of a moment; an event dated after it counts as if it were then. */
  of(
    track: TrackId,
    asOf: Instant,
  ): { readonly score: number; readonly plays: number; readonly events: number }
  pack(): Uint8Array
}

const kind = 'popularity-observed'
const factsSchema = z.strictObject({})

export const createHeard = (
  { halfLifeMs, mostTracks }: Pick<PopularityConfig, 'halfLifeMs' | 'mostTracks'>,
  packed?: Uint8Array,
): Heard => {
  const from = packed && unpack(packed)
  let tracks: Numbering = createNumbering(from?.tracks)
  const scores = createDecayedSums(halfLifeMs, from?.scores)
  const plays = createDecayedSums(halfLifeMs, from?.plays)
  let events = from?.events ?? new Float64Array(0)
  const thin = (): void => {
    const numbers = numberedFirst(Math.floor(mostTracks / 2), fromStrongest(events, tracks.size))
    tracks = createNumbering(tracks.names().filter((_, number) => (numbers[number] ?? -1) >= 0))
    events = renumbered(events, numbers)
    scores.renumber(numbers)
    plays.renumber(numbers)
  }
  return {
    add(track, weight, isPlay, at) {
      const number = tracks.numberOf(track)
      scores.add(number, weight, at)
      if (isPlay) plays.add(number, 1, at)
      events = withRoomFor(events, number)
      events[number] = (events[number] ?? 0) + 1
      if (tracks.size > mostTracks) thin()
    },
    of(track, asOf) {
      const number = tracks.known(track)
      if (number === undefined) return never
      return { score: scores.at(number, asOf), plays: plays.at(number, asOf), events: events[number] ?? 0 }
    },
    pack: () => {
      const { size } = tracks
      return packArtifact(
        kind,
        {},
        {
          ...columnsOfNames('tracks', tracks.names()),
          scores: wordsOf(firstOf(scores.sums, size)),
          scoredAt: wordsOf(firstOf(scores.dates, size)),
          plays: wordsOf(firstOf(plays.sums, size)),
          playedAt: wordsOf(firstOf(plays.dates, size)),
          events: wordsOf(firstOf(events, size)),
        },
      )
    },
  }
}

const never = { score: 0, plays: 0, events: 0 }

const unpack = (packed: Uint8Array) => {
  const artifact = unpackArtifact(kind, packed, factsSchema)
  const tracks = namesInColumns('tracks', artifact.u32)
  const column = (name: string): Float64Array => {
    const numbers = numbersIn(artifact.u32(name))
    if (numbers.length === tracks.length) return numbers
    throw new AppError('corrupt-record', 'What popularity has observed has columns of different lengths.')
  }
  return {
    tracks,
    scores: { sums: column('scores'), dates: column('scoredAt') },
    plays: { sums: column('plays'), dates: column('playedAt') },
    events: column('events'),
  }
}

const firstOf = (column: Float64Array, size: number): Float64Array =>
  withRoomFor(column, size - 1).subarray(0, size)

interface Sums {
  readonly sums: Float64Array
  readonly dates: Float64Array
}

/** Decayed sums by number, each as of its newest event; late and early events may come in any order. */
const createDecayedSums = (halfLifeMs: number, from?: Sums) => {
  let { sums, dates } = from ?? { sums: new Float64Array(0), dates: new Float64Array(0) }
  const fade = (ageMs: number): number => 2 ** (-ageMs / halfLifeMs)
  return {
    get sums() {
      return sums
    },
    get dates() {
      return dates
    },
    renumber(numbers: Int32Array): void {
      sums = renumbered(withRoomFor(sums, numbers.length - 1), numbers)
      dates = renumbered(withRoomFor(dates, numbers.length - 1), numbers)
    },
    add(number: number, weight: number, at: number): void {
      sums = withRoomFor(sums, number)
      dates = withRoomFor(dates, number)
      const date = dates[number] ?? 0
      const sum = sums[number] ?? 0
      if (at >= date) {
        sums[number] = sum * fade(at - date) + weight
        dates[number] = at
      } else sums[number] = sum + weight * fade(date - at)
    },
    at: (number: number, asOf: number): number =>
      (sums[number] ?? 0) * fade(Math.max(0, asOf - (dates[number] ?? 0))),
  }
}
