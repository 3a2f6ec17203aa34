import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  createRecordingDoubts,
  forEachInSlices,
  type IncomingTrack,
  mostSongs,
  readTrack,
  type TrackReading,
} from '#catalog'
import { AppError, type ErrorCode, type Track } from '#domain'
import { type Line, readLines } from './ndjson.ts'

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

/** Some in each turn of the event loop. Rejects with `invalid-request` for what is no list of tracks, or too long a one. */
export const readIncoming = async (body: unknown): Promise<IncomingTracks> => {
  const lines: Line[] = []
  await forEachInSlices(linesOf(body), nextTurn, (line) => lines.push(line), tracksPerTurn)
  if (lines.length > mostTracks) {
    throw new AppError(
      'invalid-request',
      `At most ${mostTracks} tracks at once; this body has ${lines.length}. Send it in parts.`,
    )
  }
  const readings: TrackReading[] = []
  const doubts = createRecordingDoubts()
  const read = ({ value, refused }: Line) => {
    const reading = refused === undefined ? readTrack(value) : { refused }
    readings.push(reading)
    if (isNamed(reading)) doubts.add(reading.track)
  }
  await forEachInSlices(lines, nextTurn, read, tracksPerTurn)
  const refused: Refused[] = []
  const tracks = lines.flatMap(({ index, value, refused: broken }, place) => {
    const reading = readings[place] ?? { refused: 'is missing' }
    const isDoubted = isNamed(reading) && doubts.has(reading.track.recordingId)
    if (reading.track !== undefined && !isDoubted)
      return [reading.isUnplaced ? unplaced(reading.track) : reading.track]
    const id = idIn(value)
    const code: ErrorCode = broken === undefined ? 'invalid-track' : 'malformed-json'
    const detail = reading.refused ?? doubted
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

const linesOf = (body: unknown): Iterable<Line> => {
  if (typeof body === 'string') return readLines(body)
  if (Array.isArray(body)) return body.map((value: unknown, index) => ({ index, value }))
  if (body !== null && typeof body === 'object') return [{ index: 0, value: body }]
  throw new AppError('invalid-request', 'Send a track, an array of tracks, or NDJSON with one track a line.')
}

const idIn = (value: unknown): string | undefined =>
  value !== null && typeof value === 'object' && 'id' in value && typeof value.id === 'string'
    ? value.id.slice(0, 200)
    : undefined
