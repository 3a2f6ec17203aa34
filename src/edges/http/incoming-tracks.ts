import { setImmediate as nextTurn } from 'node:timers/promises'
import { createRecordingDoubts, type IncomingTrack, mostSongs, readTrack, type TrackReading } from '#catalog'
import { AppError, type ErrorCode, type Track } from '#domain'
import { type BodyLine, elementsIn, linesIn, refuseElement, slicesOf } from '#log'
import { ArrayText } from './bodies.ts'

/**
 * The tracks of a request, and which of them are not taken and why. The trap is an id of a recording that stands on too
 * many songs of one request to be one: a table would be read without it, and a sender is told, for they can mend it.
 */
export const mostTracks = 5_000

interface Refused {
  readonly index: number
  readonly id?: string
  readonly code: ErrorCode
  readonly detail: string
}

export interface IncomingTracks {
  readonly tracks: readonly IncomingTrack[]
  readonly refused: Refused[]
}

/** Some thirty microseconds each. */
const tracksPerTurn = 100
/** In letters: the 32 KiB that a track may have, with room for what is escaped. */
const longestTrack = 65_536

type Reading = TrackReading & { readonly index: number; readonly id?: string; readonly code?: ErrorCode }

/**
 * Some in each turn of the event loop. Rejects with `invalid-request` for what is no list of tracks, or too long a one, and with
 * `malformed-json` for an array that is none.
 */
export const readIncoming = async (body: unknown): Promise<IncomingTracks> => {
  const readings: Reading[] = []
  const doubts = createRecordingDoubts()
  let count = 0
  const take = (reading: Reading) => {
    readings.push(reading)
    if (isNamed(reading)) doubts.add(reading.track)
  }
  for (const slice of slicesIn(body)) {
    count += slice.length
    if (count > mostTracks)
      throw new AppError(
        'invalid-request',
        `At most ${mostTracks} tracks at once; this body has more. Send it in parts.`,
      )
    for (const read of slice) take(read())
    await nextTurn()
  }
  const refused: Refused[] = []
  const tracks = readings.flatMap((reading) => {
    const isDoubted = isNamed(reading) && doubts.has(reading.track.recordingId)
    if (reading.track !== undefined && !isDoubted)
      return [reading.isUnplaced ? unplaced(reading.track) : reading.track]
    const { index, id, code = 'invalid-track', refused: detail = doubted } = reading
    refused.push({ index, code, detail, ...(id !== undefined && { id }) })
    return []
  })
  return { tracks, refused }
}

const doubted = `recordingId: stands on more than ${mostSongs} different songs of this request, so that a block on one would hide all; leave it out of tracks that have none`

const isNamed = (reading: TrackReading): reading is TrackReading & { readonly track: Track } =>
  reading.track !== undefined && !reading.isUnplaced

/** The catalogue knows which recording it is, or joins. */
const unplaced = ({ recordingId, ...track }: Track): IncomingTrack => track

/** How each is read, in slices for a turn each. */
const slicesIn = function* (body: unknown): Iterable<readonly (() => Reading)[]> {
  if (typeof body === 'string') {
    for (const { lines } of slicesOf(body, linesIn(body), tracksPerTurn, longestTrack))
      yield lines.map((line) => () => readLine(line, refuseLine))
  } else if (body instanceof ArrayText) {
    const { text } = body
    for (const { lines } of slicesOf(text, elementsIn(text), tracksPerTurn, longestTrack))
      yield lines.map((line) => () => readLine(line, refuseElement))
  } else if (body !== null && typeof body === 'object') yield [() => readValue(0, body)]
  else
    throw new AppError(
      'invalid-request',
      'Send a track, an array of tracks, or NDJSON with one track a line.',
    )
}

const tooLong = `has more than ${longestTrack} letters, which no track needs: send each by itself, without what is no field of it`

const refuseLine = () => ({
  refused: 'the line is not JSON: send one JSON object a line, in UTF-8',
  code: 'malformed-json' as const,
})

/** An element of an array that is no JSON makes all of it none; a line beside others does not. */
const readLine = (
  { index, at, text }: BodyLine,
  onNoJson: (text: string, at: number) => Pick<Reading, 'refused' | 'code'>,
): Reading => {
  if (text === undefined) return { index, refused: tooLong }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { index, ...onNoJson(text, at) }
  }
  return readValue(index, value)
}

const readValue = (index: number, value: unknown): Reading => {
  const id = idIn(value)
  return { ...readTrack(value), index, ...(id !== undefined && { id }) }
}

const idIn = (value: unknown): string | undefined =>
  value !== null && typeof value === 'object' && 'id' in value && typeof value.id === 'string'
    ? value.id.slice(0, 200)
    : undefined
