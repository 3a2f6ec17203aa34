import { z } from 'zod'
import { AppError } from '#domain'
import type { EventOf } from '#log'
import { createNumbering, withRoomFor } from '../numbering.ts'
import { numbersIn, packArtifact, unpackArtifact, wordsOf } from '../packed-artifact.ts'
import { columnsOfNames, namesInColumns } from '../packed-names.ts'
import { createRecentNames } from '../recent-names.ts'
import { fromStrongest, numberedFirst, renumbered } from '../weakest.ts'
import type { CoOccurrenceConfig } from './co-occurrence.ts'
import { createPairWeights, type PairWeights } from './pair-weights.ts'
import { createTails } from './tails.ts'

/**
 * What co-occurrence has observed: pairs of tracks by number, in the catalogue or not, and where each listener stands. The
 * trap closed here is a listener who is in the middle of a session when the state is kept: the last few tracks belong to it.
 */
export interface HeardTogether {
  add(play: EventOf<'track.played'>): void
  readonly pairs: PairWeights
  readonly sessions: number
  /** Undefined for a track that nobody played, or of which nothing is kept. */
  numberOf(track: string): number | undefined
  /** One more than the largest number of a track. */
  readonly tracks: number
  playsOf(number: number): number
  pack(): Uint8Array
}

const kind = 'co-occurrence-observed'
const factsSchema = z.strictObject({ sessions: z.number().int().nonnegative() })

export const createHeardTogether = (
  config: Pick<
    CoOccurrenceConfig,
    'sessionGapMs' | 'window' | 'soon' | 'mostTracks' | 'mostPairs' | 'mostListeners'
  >,
  packed?: Uint8Array,
): HeardTogether => {
  const from = packed && unpack(packed)
  let tracks = createNumbering(from?.tracks)
  const listeners = createRecentNames(config.mostListeners, from?.u32)
  const tails = createTails(config.sessionGapMs, from)
  const pairs = createPairWeights(from)
  let plays = from?.plays ?? new Float64Array(0)

  /** Half of what is observed goes, of the least played tracks first, wherever they stand. */
  const thin = (): void => {
    const { size } = tracks
    const order = fromStrongest(plays, size)
    const stay = Math.min(
      size > config.mostTracks ? Math.floor(config.mostTracks / 2) : size,
      pairs.size > config.mostPairs ? tracksOfPairs(Math.floor(config.mostPairs / 2), order, pairs) : size,
    )
    const numbers = numberedFirst(stay, order)
    tracks = createNumbering(tracks.names().filter((_, number) => (numbers[number] ?? -1) >= 0))
    plays = renumbered(plays, numbers)
    pairs.renumber(numbers)
    tails.renumber(numbers)
  }

  return {
    add(play) {
      const track = tracks.numberOf(play.trackId)
      const listener = listeners.meet(play.listenerId)
      const tail = tails.of(listener, play)
      tail.sessionId = play.sessionId
      tail.lastAt = play.at
      for (let distance = 1; distance <= tail.tracks.length; distance++) {
        const place = tail.tracks.length - distance
        const before = tail.tracks[place] ?? track
        if (before === track) continue
        const isAfter = tail.tracks.lastIndexOf(before) === place && play.at >= (tail.dates[place] ?? 0)
        const heard = isAfter ? { listener, soon: distance <= config.soon } : undefined
        pairs.add(before, track, 1 / distance, heard)
      }
      tail.tracks.push(track)
      tail.dates.push(play.at)
      if (tail.tracks.length > config.window) {
        tail.tracks.shift()
        tail.dates.shift()
      }
      plays = withRoomFor(plays, track)
      plays[track] = (plays[track] ?? 0) + 1
      if (tracks.size > config.mostTracks || pairs.size > config.mostPairs) thin()
      const numbers = listeners.thin()
      if (numbers === undefined) return
      tails.renumberListeners(numbers)
      pairs.renumberHearers(numbers)
    },
    pairs,
    get sessions() {
      return tails.sessions
    },
    numberOf: (track) => tracks.known(track),
    get tracks() {
      return tracks.size
    },
    playsOf: (number) => plays[number] ?? 0,
    pack: () =>
      packArtifact(
        kind,
        { sessions: tails.sessions },
        {
          ...columnsOfNames('tracks', tracks.names()),
          ...listeners.pack(),
          ...tails.pack(),
          ...pairs.pack(),
          plays: wordsOf(plays.slice(0, tracks.size)),
        },
      ),
  }
}

/** How many of the strongest tracks have no more than so many pairs among them. */
const tracksOfPairs = (most: number, order: Int32Array, pairs: PairWeights): number => {
  const places = new Int32Array(order.length)
  for (const [place, number] of order.entries()) places[number] = place
  /** By place, how many pairs come with that track, which are with a stronger one. */
  const coming = new Float64Array(order.length)
  pairs.each(0, pairs.slots, (one, other) => {
    const place = Math.max(places[one] ?? 0, places[other] ?? 0)
    coming[place] = (coming[place] ?? 0) + 1
  })
  let [tracks, left] = [0, most]
  for (const count of coming) {
    left -= count
    if (left < 0) break
    tracks++
  }
  return tracks
}

const unpack = (packed: Uint8Array) => {
  const { facts, u32, f32 } = unpackArtifact(kind, packed, factsSchema)
  const [tracks, plays] = [namesInColumns('tracks', u32), numbersIn(u32('plays'))]
  if (plays.length === tracks.length && u32('listenersLengths').length === u32('tailLengths').length)
    return { sessions: facts.sessions, tracks, plays, u32, f32 }
  throw new AppError('corrupt-record', 'What co-occurrence has observed has columns of different lengths.')
}
